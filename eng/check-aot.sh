#!/usr/bin/env bash
# Publishes the smoke program natively and runs it.
set -euo pipefail
cd "$(dirname "$0")/.."
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
dotnet publish samples/Smoke -c Release -p:CppCompilerAndLinker=gcc -o "$out" -v:q -clp:NoSummary -nologo
"$out/Smoke" | grep -E '^(ok|FAIL)'
