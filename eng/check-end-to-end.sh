#!/usr/bin/env bash
# The reference server as run.sh starts it, in a browser. Pictures are kept in artifacts/end-to-end.
set -euo pipefail
cd "$(dirname "$0")/.."
command -v chromium >/dev/null || [ -n "${GOVERNANCE_TEST_CHROMIUM:-}" ] || { echo "install chromium" >&2; exit 1; }
dotnet build tests/EndToEnd/EndToEnd.sln -c Release -v:q -clp:NoSummary -nologo
tests/EndToEnd/bin/Release/net10.0/EndToEnd.Tests -noColor -showLiveOutput
