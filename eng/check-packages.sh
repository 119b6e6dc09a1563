#!/usr/bin/env bash
# Packs every package under a version nobody has, and builds and runs a host that knows nothing but them.
set -euo pipefail
cd "$(dirname "$0")/.."
version="0.0.1-ci.$(date +%s)"
rm -rf artifacts/packages
dotnet pack Enterprise.Governance.sln -c Release -p:MinVerVersionOverride="$version" -o artifacts/packages -v:q -clp:NoSummary -nologo
echo "$version" > artifacts/packages/version
ls artifacts/packages/*.nupkg | wc -l | xargs echo "packages:"

host=$(mktemp -d)
trap 'rm -rf "$host"' EXIT
cp samples/Smoke/Program.cs "$host/"
cat > "$host/nuget.config" <<X
<configuration><packageSources><add key="packed" value="$PWD/artifacts/packages" /></packageSources></configuration>
X
cat > "$host/Host.csproj" <<X
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework><ImplicitUsings>enable</ImplicitUsings><Nullable>enable</Nullable>
    <RestorePackagesPath>$host/packages</RestorePackagesPath>
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="Enterprise.Governance" Version="$version" />
    <PackageReference Include="Enterprise.Governance.Anchoring" Version="$version" />
    <PackageReference Include="Microsoft.Extensions.Hosting" Version="10.0.15" />
  </ItemGroup>
</Project>
X
dotnet build "$host" -c Release -v:q -clp:NoSummary -nologo
dotnet "$host/bin/Release/net10.0/Host.dll" | grep -E '^(ok|FAIL)'

# The tool, as a user installs it.
if ls artifacts/packages/Enterprise.Governance.Cli.* >/dev/null 2>&1; then
  dotnet tool install Enterprise.Governance.Cli --version "$version" --tool-path "$host/tool" --configfile "$host/nuget.config" >/dev/null
  [ "$(printf '{"b":1,"a":2}' | "$host/tool/governance" canonicalize -)" = '{"a":2,"b":1}' ]
  "$host/tool/governance" keys generate ci.example/log --to "$host/signing.key" | grep -q '^ci\.example/log+'
  echo "ok   the tool installs and runs"
fi
