#!/usr/bin/env bash
# Compares what each packed nuspec depends on with eng/package-dependencies.txt (--write renews the list). Run after check-packages.sh.
set -euo pipefail
cd "$(dirname "$0")/.."
version=$(cat artifacts/packages/version)
list() {
  for package in artifacts/packages/*.nupkg; do
    name=$(basename "$package" ".$version.nupkg")
    echo "$name"
    unzip -p "$package" '*.nuspec' | sed -nE 's/.*<dependency id="([^"]+)" version="([^"]+)".*/  \1 \2/p' | sed "s/ $version\$/ (same)/" | LC_ALL=C sort -u
  done
}
if [ "${1:-}" = --write ]; then list > eng/package-dependencies.txt; else diff -u eng/package-dependencies.txt <(list); fi
