#!/usr/bin/env bash
# Runs the ledger's conformance suite against a PostgreSQL that Testcontainers starts, after a build in Release. Has a storage of its own, deleted afterwards whatever happens.
set -euo pipefail
cd "$(dirname "$0")/.."
for program in podman runc conmon; do command -v $program >/dev/null || { echo "install $program" >&2; exit 1; }; done
work=$(mktemp -d)
service=
stop() {
  podman rm -af -t 2 >/dev/null 2>&1 || true
  if [ -n "$service" ]; then kill "$service" 2>/dev/null || true; wait "$service" 2>/dev/null || true; fi
  rm -rf "$work"
}
trap stop EXIT

# crun does not start on machines with hybrid control groups; a limit may not be raised inside another container.
cat > "$work/containers.conf" <<X
[containers]
default_ulimits = ["nofile=20000:20000", "nproc=32768:32768"]
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
tmp_dir = "$work/tmp"
X
cat > "$work/storage.conf" <<X
[storage]
driver = "overlay"
graphroot = "$work/graph"
runroot = "$work/run"
X
export CONTAINERS_CONF="$work/containers.conf" CONTAINERS_STORAGE_CONF="$work/storage.conf"
image=$(eng/postgres-image.sh)
podman system service -t 0 "unix://$work/podman.sock" >"$work/service.log" 2>&1 &
service=$!
for _ in $(seq 100); do [ -S "$work/podman.sock" ] && break; sleep 0.1; done

echo "$image in $(podman --version)"
DOCKER_HOST="unix://$work/podman.sock" TESTCONTAINERS_RYUK_DISABLED=true TESTCONTAINERS_HOST_OVERRIDE=127.0.0.1 \
  GOVERNANCE_TEST_POSTGRES=testcontainers GOVERNANCE_TEST_POSTGRES_IMAGE="$image" \
  tests/Enterprise.Governance.Postgres.Tests/bin/${CONFIGURATION:-Release}/net10.0/Enterprise.Governance.Postgres.Tests -noColor -class '*.PostgresLedgerStoreTests'
left=$(podman ps -aq | wc -l)
[ "$left" = 0 ] || { echo "$left containers were left behind" >&2; exit 1; }
