#!/usr/bin/env bash
# The full counts of what CI runs in part. Prints what ran, with which seeds; commit the output with a hardware line.
set -uo pipefail
cd "$(dirname "$0")/.."
echo "hardware: $(nproc) cores, $(sed -nE 's/^model name\s*: (.*)/\1/p' /proc/cpuinfo | head -1), $(free -g | awk '/^Mem/{print $2}') GiB; $(dotnet --version)"
dotnet build Enterprise.Governance.sln -c Release -v:q -clp:NoSummary -nologo || exit 1
status=0
run() { # run PROJECT CLASS [NAME=VALUE...]
  local project=$1 class=$2; shift 2
  echo "== $class $*"
  env "$@" "tests/$project/bin/Release/net10.0/$project" -class "$class" -showLiveOutput -noColor 2>&1 | grep -E '\[OUTPUT\]|Total:|\[FAIL\]' || true
  [ "${PIPESTATUS[0]}" -eq 0 ] || status=1
}
run Enterprise.Governance.Policies.Tests Enterprise.Governance.Policies.Tests.Evaluation.EvaluatorPropertyTests GOVERNANCE_POLICY_CASES=10000000
run Enterprise.Governance.Policies.Tests Enterprise.Governance.Policies.Tests.Linting.LintBruteForceTests GOVERNANCE_LINT_CASES=20000
run Enterprise.Governance.Policies.Tests Enterprise.Governance.Policies.Tests.Linting.LintRandomRequestTests GOVERNANCE_LINT_CASES=50000
run Enterprise.Governance.Ledger.Tests Enterprise.Governance.Ledger.Tests.Forgery.ForgeryPropertyTests GOVERNANCE_FORGERY_CASES=5000
run Enterprise.Governance.Core.Tests Enterprise.Governance.Core.Tests.KillTests GOVERNANCE_KILL_RUNS=200
run Enterprise.Governance.Postgres.Tests Enterprise.Governance.Postgres.Tests.Processes.PipelineKillTests GOVERNANCE_KILL_RUNS=200
run Enterprise.Governance.Postgres.Tests Enterprise.Governance.Postgres.Tests.Anchors.AnchorKillTests GOVERNANCE_ANCHOR_KILLS=200
run Enterprise.Governance.Postgres.Tests Enterprise.Governance.Postgres.Tests.Anchors.ArchiveKillTests GOVERNANCE_ARCHIVE_KILLS=100
run Enterprise.Governance.Anchoring.Tests Enterprise.Governance.Anchoring.Tests.Archives.ArchiveKillTests GOVERNANCE_ARCHIVE_KILLS=100
run ReferenceServer.Tests ReferenceServer.Tests.Processes.WorkerProcessTests GOVERNANCE_SERVER_RUNS=300
run ReferenceServer.Tests ReferenceServer.Tests.Processes.ServiceLoadTests GOVERNANCE_SERVER_SECONDS=120
run ReferenceServer.Tests ReferenceServer.Tests.Processes.ServiceLatencyTests GOVERNANCE_SERVER_LATENCIES=100
hammer() { # hammer ARGUMENTS: load by real processes on a throwaway server; says which promise did not hold
  echo "== Hammer $*"
  dotnet benchmarks/Hammer/bin/Release/net10.0/Hammer.dll "$@" 2>&1 || status=1
}
hammer ledger --processes 8 --callers 8 --count 500 --runs 1 --kill --restarts 2
hammer ledger --processes 8 --callers 8 --count 500 --runs 8 --kill --restarts 2
hammer chaos --processes 8 --callers 6 --runs 16 --seconds 300
hammer ratelimit --processes 8 --callers 64 --seconds 5
hammer costs --processes 4 --callers 8 --count 10000
hammer ledger --processes 1 --callers 1 --seconds 4 --rounds 5
hammer ledger --processes 1 --callers 8 --seconds 4 --runs 1 --rounds 5
hammer ledger --processes 1 --callers 64 --seconds 4 --runs 1 --rounds 5
hammer ledger --processes 1 --callers 16 --seconds 4 --runs 64 --batch 100 --rounds 5
hammer verify --count 1000000 --rounds 5
hammer ledger --processes 8 --callers 8 --seconds 5 --runs 64
hammer projections --processes 8 --callers 4 --count 10000 --seconds 15 --open-seconds 60 --kill --json
hammer projections --json
hammer held --processes 4 --callers 8 --seconds 10 --open-seconds 30 --json
hammer action --callers 64 --seconds 10 --json
exit $status
