#!/usr/bin/env bash
# Runs the main job and holds its summary against what it must say.
set -euo pipefail
cd "$(dirname "$0")/.."
line=$(dotnet run --project samples/Quickstart -c Release -- --json | tail -1)
echo "$line"
number() { sed -nE "s/.*\"$1\":([0-9]+).*/\1/p" <<<"$line"; }
[ "$(number runs)" -ge 24 ] && [ "$(number approvals)" -ge 1 ] && [ "$(number resumed)" -ge 1 ] && [ "$(number denied)" -ge 1 ]
[ "$(number budget_exceeded)" -ge 1 ] && [[ $line == *'"verify":"intact"'* ]]
[ -n "$(number found_seq)" ] && [ "$(number tampered_seq)" = "$(number found_seq)" ]
