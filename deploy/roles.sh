#!/bin/sh
# Run once by the database's container, on an empty volume: the least privileged roles that the service works as. `migrate` gives them their rights.
set -eu
psql -v ON_ERROR_STOP=1 -U "$POSTGRES_USER" -d "$POSTGRES_DB" -v app="$APP_PASSWORD" -v refresher="$REFRESHER_PASSWORD" -v auditor="$AUDITOR_PASSWORD" <<'SQL'
CREATE ROLE governance_app LOGIN PASSWORD :'app';
CREATE ROLE governance_refresher LOGIN PASSWORD :'refresher';
CREATE ROLE governance_auditor LOGIN PASSWORD :'auditor';
SQL
