#!/usr/bin/env bash
# Brings PublicAPI.Unshipped.txt of every library (or of those named) up to date with its code. Review the diff: it is a promise.
set -euo pipefail
export LC_ALL=C
cd "$(dirname "$0")/.."
projects=("$@")
[ ${#projects[@]} -gt 0 ] || projects=(src/*/)
for project in "${projects[@]}"; do
  project=${project%/}
  file="$project/PublicAPI.Unshipped.txt"
  [ -f "$file" ] || continue
  log=$(dotnet build "$project" --no-incremental -p:PublicApiDraft=true -p:BuildProjectReferences=true -nologo -v:q -clp:NoSummary 2>&1) ||
    { echo "$log" | grep -E 'error' | sort -u | head -20; exit 1; }
  own=$(echo "$log" | grep -F "[$PWD/$project/" || true)
  { cat "$file"; echo "$own" | sed -nE "s/.*warning RS0016: Symbol '(.*)' is not part of the declared public API.*/\1/p"; } | sort -u > "$file.new"
  gone=$(echo "$own" | sed -nE "s/.*warning RS0017: Symbol '(.*)' is part of the declared API.*/\1/p" | sort -u)
  { echo '#nullable enable'; grep -vxF '#nullable enable' "$file.new" | grep -vxF -- "${gone:-<none>}" | grep -v '^$' || true; } > "$file"
  rm "$file.new"
  echo "$file: $(($(wc -l < "$file") - 1)) symbols"
done
