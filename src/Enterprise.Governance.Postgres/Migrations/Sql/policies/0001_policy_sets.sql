-- A version is the SHA-256 of its document; both are written once.
CREATE TABLE {schema}.policy_sets (
    version    text COLLATE "C" NOT NULL PRIMARY KEY,
    document   text COLLATE "C" NOT NULL,
    created_at timestamptz      NOT NULL
);

-- Which version is in force for a tenant; no row leaves the tenant to the other sources.
CREATE TABLE {schema}.policy_activations (
    tenant_id    text COLLATE "C" NOT NULL PRIMARY KEY,
    version      text COLLATE "C" NOT NULL REFERENCES {schema}.policy_sets (version),
    activated_at timestamptz      NOT NULL
);
