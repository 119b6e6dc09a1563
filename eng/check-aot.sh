#!/usr/bin/env bash
# Publishes the smoke program natively and runs it, on SQLite and on a throwaway PostgreSQL.
set -euo pipefail
cd "$(dirname "$0")/.."
. eng/throwaway-postgres.sh
out=$(mktemp -d)
trap 'stop_postgres; rm -rf "$out"' EXIT
dotnet publish samples/Smoke -c Release -p:CppCompilerAndLinker=gcc -o "$out" -v:q -clp:NoSummary -nologo
start_postgres "$out"
lines=$(GOVERNANCE_SMOKE_POSTGRES="Host=127.0.0.1;Port=$PGPORT;Username=postgres;Database=postgres" "$out/Smoke" | grep -E '^(ok|FAIL)') || { echo "${lines:-}"; exit 1; }
echo "$lines"
# A program that left PostgreSQL out would be no proof, and none is one that wrote elsewhere.
grep -q '^ok   everything on PostgreSQL$' <<< "$lines"
[ "$(psql -h 127.0.0.1 -p "$PGPORT" -U postgres -Atc "SELECT count(*) > 0 FROM governance.run_events")" = t ]
