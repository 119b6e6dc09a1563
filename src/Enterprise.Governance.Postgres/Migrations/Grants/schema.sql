-- What follows in this script is all that the roles have in the schema.
REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM PUBLIC, {app}, {refresher}, {auditor};
REVOKE ALL ON ALL SEQUENCES IN SCHEMA {schema} FROM PUBLIC, {app}, {refresher}, {auditor};
REVOKE ALL ON ALL ROUTINES IN SCHEMA {schema} FROM PUBLIC, {app}, {refresher}, {auditor};
REVOKE ALL ON SCHEMA {schema} FROM PUBLIC, {app}, {refresher}, {auditor};

GRANT USAGE ON SCHEMA {schema} TO {app}, {refresher}, {auditor};
GRANT SELECT ON {schema}.schema_migrations TO {app}, {refresher}, {auditor};
