#!/usr/bin/env bash
# Runs the conformance suites of ledger, log of anchors, pipeline and limiter through PgBouncer in transaction mode, after a build in Release.
set -euo pipefail
cd "$(dirname "$0")/.."
. eng/throwaway-postgres.sh
PATH="$PATH:/usr/sbin"
command -v pgbouncer >/dev/null || { echo "install PgBouncer (Debian: pgbouncer)" >&2; exit 1; }
work=$(mktemp -d)
pooler=
stop() {
  if [ -n "$pooler" ]; then kill -TERM "$pooler" 2>/dev/null || true; wait "$pooler" 2>/dev/null || true; fi
  stop_postgres
  rm -rf "$work"
}
trap stop EXIT
start_postgres "$work"
port=$(free_port)
# Server connections are few and handed over after every transaction, so that whatever a session kept would show.
cat > "$work/pgbouncer.ini" <<X
[databases]
* = host=127.0.0.1 port=$PGPORT
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = $port
unix_socket_dir =
auth_type = trust
auth_file = $work/users.txt
pool_mode = transaction
default_pool_size = 8
max_client_conn = 1000
server_idle_timeout = 5
X
printf '"governance_app" "governance-tests"\n' > "$work/users.txt"
"${as_postgres[@]}" "$(command -v pgbouncer)" "$work/pgbouncer.ini" >"$work/pooler.log" 2>&1 &
pooler=$!
for _ in $(seq 100); do (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null && break; sleep 0.1; done

pgbouncer --version | head -1
GOVERNANCE_TEST_POSTGRES="Host=127.0.0.1;Port=$PGPORT;Username=postgres;Database=postgres" GOVERNANCE_TEST_POSTGRES_POOLER="$port" \
  tests/Enterprise.Governance.Postgres.Tests/bin/${CONFIGURATION:-Release}/net10.0/Enterprise.Governance.Postgres.Tests -noColor \
  -class '*.PostgresLedgerStoreTests' -class '*.PostgresAnchorStoreTests' -class '*.PostgresPipelineStoreTests' -class '*.PostgresRateLimitStoreTests'
grep -q 'C-0x.*governance_app' "$work/pooler.log" || { echo "nothing went through the pooler" >&2; exit 1; }
