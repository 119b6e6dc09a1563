-- The tables of the sample itself, beside those of the library and of Hangfire in the same database. Running it again changes nothing.
CREATE SCHEMA IF NOT EXISTS reference;

-- What a caller asked for, kept until the run has ended and after. It is written before anything else happens to the run.
CREATE TABLE IF NOT EXISTS reference.run_requests (
    run_id          text COLLATE "C" NOT NULL PRIMARY KEY,
    tenant_id       text COLLATE "C" NOT NULL,
    org_id          text COLLATE "C",
    user_id         text COLLATE "C" NOT NULL,
    roles           text NOT NULL,
    title           text,
    tags            text NOT NULL,
    message         text NOT NULL,
    plan            text,
    idempotency_key text COLLATE "C",
    request_digest  text COLLATE "C" NOT NULL,
    created_at      timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE UNIQUE INDEX IF NOT EXISTS run_requests_by_key ON reference.run_requests (tenant_id, user_id, idempotency_key) WHERE idempotency_key IS NOT NULL;

-- The runs that have not ended, and when a worker has to look at each again. The row is written with the request and deleted when the run has ended: whatever
-- dies in between, the run's time comes again.
CREATE TABLE IF NOT EXISTS reference.outbox (
    run_id     text COLLATE "C" NOT NULL PRIMARY KEY,
    not_before timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX IF NOT EXISTS outbox_due ON reference.outbox (not_before);

-- The digest stands for the token: who reads this table can take no session over.
CREATE TABLE IF NOT EXISTS reference.sessions (
    token_sha256 text COLLATE "C" NOT NULL PRIMARY KEY,
    tenant_id    text COLLATE "C" NOT NULL,
    user_id      text COLLATE "C" NOT NULL,
    seen_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
    expires_at   timestamptz NOT NULL
);

CREATE TABLE IF NOT EXISTS reference.protection_keys (
    name text COLLATE "C" NOT NULL PRIMARY KEY,
    xml  text NOT NULL
);

CREATE TABLE IF NOT EXISTS reference.contacts (
    tenant_id  text COLLATE "C" NOT NULL,
    contact_id text COLLATE "C" NOT NULL,
    fields     text NOT NULL,
    changed_by text COLLATE "C" NOT NULL,
    changed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (tenant_id, contact_id)
);

-- What tenants have made of their own policies, every version that was ever in force; the one with the highest revision is. Rows are never changed.
CREATE TABLE IF NOT EXISTS reference.policy_documents (
    tenant_id text COLLATE "C" NOT NULL,
    revision  bigint NOT NULL,
    version   text COLLATE "C" NOT NULL,
    text      text NOT NULL,
    saved_by  text COLLATE "C" NOT NULL,
    saved_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (tenant_id, revision)
);

-- What the last verification of each run's chain has found.
CREATE TABLE IF NOT EXISTS reference.verified_runs (
    run_id        text COLLATE "C" NOT NULL PRIMARY KEY,
    tenant_id     text COLLATE "C" NOT NULL,
    seq           bigint NOT NULL,
    ok            boolean NOT NULL,
    status        text NOT NULL,
    finding_count integer NOT NULL,
    verified_at   timestamptz NOT NULL
);
