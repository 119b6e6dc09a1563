#!/usr/bin/env bash
# Makes a container image from the installed PostgreSQL server, for machines without an image registry, and prints its name: what it is, and its version.
set -euo pipefail
bin=$(compgen -G '/usr/lib/postgresql/*/bin' | sort -V | tail -1)
version=$(basename "$(dirname "$bin")")
image="localhost/installed-postgresql:$version"
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
chmod 755 "$root"
mkdir -p "$root"/{bin,etc,tmp,run/postgresql,usr/share,var/lib/postgresql,"$(dirname "$bin")"}
ln -s /run "$root/var/run"
chmod 1777 "$root/tmp"

cp -a "$bin" "$root/$bin"
cp -a "$(dirname "$bin")/lib" "$root/$(dirname "$bin")/"
rm -rf "$root/$(dirname "$bin")/lib/bitcode"
tar -C / -c "usr/share/postgresql/$version" usr/share/zoneinfo | tar -C "$root" -x
cp -L /bin/sh "$root/bin/sh"
# What the programs and modules load, at the paths at which they look for it.
for file in "$bin"/{postgres,initdb,pg_isready,psql} /bin/sh "$(dirname "$bin")"/lib/{plpgsql,dict_snowball}.so; do
  if [ "$(basename "$file")" = psql ]; then file=$(readlink -f "$file"); fi
  ldd "$file" 2>/dev/null | sed -nE 's/.*[ \t](\/[^ ]+) \(0x.*/\1/p'
done | sort -u | while read -r library; do mkdir -p "$root$(dirname "$library")"; cp -L "$library" "$root$library"; done

echo 'postgres:x:999:999::/var/lib/postgresql:/bin/sh' > "$root/etc/passwd"
echo 'postgres:x:999:' > "$root/etc/group"
cat > "$root/bin/start" <<X
#!/bin/sh
set -e
PATH=$bin:/bin
data=/var/lib/postgresql/data
if [ ! -e "\$data/PG_VERSION" ]; then
  printf '%s' "\$POSTGRES_PASSWORD" > /tmp/password
  initdb -D "\$data" -U "\${POSTGRES_USER:-postgres}" -A scram-sha-256 --pwfile=/tmp/password --locale=C -E UTF8 -N
  : > /tmp/password
  echo 'host all all all scram-sha-256' >> "\$data/pg_hba.conf"
fi
[ "\$1" != postgres ] || shift
exec postgres -D "\$data" -c listen_addresses='*' "\$@"
X
chmod 755 "$root/bin/start"
chown -R 999:999 "$root/var/lib/postgresql" "$root/run/postgresql"
tar -C "$root" --numeric-owner -c . | podman import -q \
  --change "ENTRYPOINT [\"/bin/start\"]" --change "USER postgres" --change "EXPOSE 5432" --change "ENV PATH=$bin:/bin" --change "STOPSIGNAL SIGINT" - "$image" >/dev/null
echo "$image"
