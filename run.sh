#!/usr/bin/env bash
# The reference server without containers: PostgreSQL, migration, the API, workers and nginx on this machine, until Ctrl-C.
# Data, secrets and logs stay in .run/, so that the next start goes on where this one ended.
set -euo pipefail
usage() {
  cat <<X
usage: ./run.sh [--workers N] [--apis N] [--port PORT] [--data DIRECTORY] [--fresh]
  --workers N        how many workers, default 2
  --apis N           how many API processes behind nginx, default 1
  --port PORT        where nginx listens, default 8080
  --data DIRECTORY   where data, secrets and logs are kept, default .run
  --fresh            throw away what an earlier start has kept there
Needs the .NET 10 SDK. Installs PostgreSQL and nginx if they are missing and it may (Debian, Ubuntu, root). GEMINI_API_KEY and GEMINI_MODEL make a model plan.
X
}
fail() { echo "run.sh: $1" >&2; exit "${2:-1}"; }
number() { [[ $2 =~ ^[1-9][0-9]{0,4}$ ]] || fail "$1 takes a number, not \`$2\`" 2; echo "$2"; }

cd "$(dirname "$0")"
workers=2 apis=1 port=8080 data=.run fresh=
while [ $# -gt 0 ]; do
  case $1 in
    --workers | --apis | --port | --data)
      [ $# -gt 1 ] || fail "$1 needs a value" 2
      case $1 in --workers) workers=$(number "$1" "$2") ;; --apis) apis=$(number "$1" "$2") ;; --port) port=$(number "$1" "$2") ;; --data) data=$2 ;; esac
      shift 2 ;;
    --fresh) fresh=yes; shift ;;
    -h | --help) usage; exit ;;
    *) usage >&2; fail "there is no option \`$1\`" 2 ;;
  esac
done

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
PATH="$PATH:/usr/sbin:$(compgen -G '/usr/lib/postgresql/*/bin' | sort -V | tail -1 || true)"
command -v dotnet >/dev/null && dotnet --list-sdks | grep -q '^10\.' || fail "the .NET 10 SDK is missing; see https://dotnet.microsoft.com/download"
need=()
command -v initdb >/dev/null || need+=(postgresql)
command -v nginx >/dev/null || need+=(nginx-light)
if [ ${#need[@]} -gt 0 ]; then
  { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; } || fail "install ${need[*]} first"
  echo "installing ${need[*]}"
  # The package's own server would take a port and be nobody's.
  mkdir -p /etc/postgresql-common && { [ -e /etc/postgresql-common/createcluster.conf ] || echo 'create_main_cluster = false' > /etc/postgresql-common/createcluster.conf; }
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${need[@]}"; } >/dev/null || fail "could not install ${need[*]}"
  PATH="$PATH:$(compgen -G '/usr/lib/postgresql/*/bin' | sort -V | tail -1 || true)"
fi
if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then fail "something listens on port $port; choose another with --port"; fi

[ -z "$fresh" ] || rm -rf "$data"
mkdir -p "$data"/{logs,server,nginx/tmp}
data=$(cd "$data" && pwd)
exec 9>"$data/lock"
flock -n 9 || fail "another run.sh works on $data"
chmod 711 "$data"

# PostgreSQL refuses root.
as_postgres=()
if [ "$(id -u)" = 0 ]; then as_postgres=(setpriv --reuid=postgres --regid=postgres --clear-groups); fi
pids=() names=() postgres=
stop() {
  trap - EXIT INT TERM
  set +e
  if [ ${#pids[@]} -gt 0 ]; then
    # All are told at once; a worker finishes the step that it is in.
    kill -TERM "${pids[@]}" 2>/dev/null
    wait "${pids[@]}" 2>/dev/null
  fi
  if [ -n "$postgres" ]; then kill -INT "$postgres" 2>/dev/null; wait "$postgres" 2>/dev/null; fi
  [ -z "${stopping:-}" ] || echo "stopped"
}
trap stop EXIT
trap 'stopping=yes; echo; echo "stopping"; exit 0' INT TERM
start() { # start NAME COMMAND...: in the background, with a log of its own, out of the terminal's Ctrl-C
  local name=$1; shift
  setsid "$@" >>"$data/logs/$name.log" 2>&1 9>&- &
  pids+=($!) names+=("$name")
}
free_port() { # nobody answers there now
  local candidate
  while candidate=$((20000 + RANDOM % 10000)); (exec 3<>"/dev/tcp/127.0.0.1/$candidate") 2>/dev/null; do :; done
  echo "$candidate"
}

echo "building"
dotnet publish samples/ReferenceServer -c Release -o "$data/app" -v:q -nologo -clp:NoSummary >"$data/logs/build.log" 2>&1 || { cat "$data/logs/build.log" >&2; fail "the build failed"; }

# Once: secrets that nobody has chosen, and a server that only this user and a socket reach.
secret() { head -c 32 /dev/urandom | base64; }
if [ ! -e "$data/secrets" ]; then
  (umask 077; for name in OWNER_PASSWORD APP_PASSWORD REFRESHER_PASSWORD AUDITOR_PASSWORD AUDIT_SECRET JWT_SECRET; do echo "$name='$(secret)'"; done > "$data/secrets")
fi
# shellcheck source=/dev/null
. "$data/secrets"
if [ "$(id -u)" = 0 ]; then chown postgres "$data/server"; fi
if [ ! -e "$data/server/data/PG_VERSION" ]; then
  echo "making the database"
  rm -rf "$data/server/data"
  (umask 077; printf '%s' "$OWNER_PASSWORD" > "$data/server/password")
  if [ "$(id -u)" = 0 ]; then chown postgres "$data/server/password"; fi
  "${as_postgres[@]}" initdb -U governance_owner -A scram-sha-256 --pwfile="$data/server/password" --locale=C -E UTF8 -D "$data/server/data" >"$data/logs/initdb.log" 2>&1 || { cat "$data/logs/initdb.log" >&2; fail "initdb failed"; }
  rm "$data/server/password"
fi
# Not with the others: it stops last.
setsid "${as_postgres[@]}" postgres -D "$data/server/data" -k "$data/server" -c listen_addresses= -c max_connections=400 >>"$data/logs/postgres.log" 2>&1 9>&- &
postgres=$!
for _ in $(seq 300); do
  pg_isready -q -h "$data/server" && break
  kill -0 "$postgres" 2>/dev/null || { tail -5 "$data/logs/postgres.log" >&2; fail "PostgreSQL did not start"; }
  sleep 0.1
done
sql() { PGPASSWORD=$OWNER_PASSWORD psql -q -v ON_ERROR_STOP=1 -h "$data/server" -U governance_owner -d postgres "$@"; }
if [ "$(sql -tAc "SELECT count(*) FROM pg_database WHERE datname = 'governance'")" = 0 ]; then
  sql -v app="$APP_PASSWORD" -v refresher="$REFRESHER_PASSWORD" -v auditor="$AUDITOR_PASSWORD" <<X
CREATE ROLE governance_app LOGIN PASSWORD :'app';
CREATE ROLE governance_refresher LOGIN PASSWORD :'refresher';
CREATE ROLE governance_auditor LOGIN PASSWORD :'auditor';
CREATE DATABASE governance;
X
fi

connection() { echo "Host=$data/server;Database=governance;Username=$1;Password=$2"; }
cd "$data/app"
echo "migrating"
ConnectionStrings__Governance=$(connection governance_owner "$OWNER_PASSWORD") ./ReferenceServer migrate --app governance_app --refresher governance_refresher --auditor governance_auditor >"$data/logs/migrate.log" 2>&1 \
  || { tail -20 "$data/logs/migrate.log" >&2; fail "the migration failed"; }

export AUDIT_SECRET JWT_SECRET DOTNET_ENVIRONMENT=${DOTNET_ENVIRONMENT:-Demo} Server__Maildir="$data/maildir"
ConnectionStrings__Governance=$(connection governance_app "$APP_PASSWORD")
ConnectionStrings__Refresher="$(connection governance_refresher "$REFRESHER_PASSWORD");Maximum Pool Size=4"
export ConnectionStrings__Governance ConnectionStrings__Refresher
ports=() servers=
for i in $(seq "$apis"); do
  ports+=("$(free_port)")
  start "api-$i" ./ReferenceServer api --urls "http://127.0.0.1:${ports[-1]}"
  servers+="server 127.0.0.1:${ports[-1]} max_fails=0; "
done
for i in $(seq "$workers"); do start "worker-$i" ./ReferenceServer worker; done
cd "$OLDPWD"

ready() { # ready PORT: asks /readyz, and nothing else
  local status
  { exec 3<>"/dev/tcp/127.0.0.1/$1"; } 2>/dev/null || return 1
  printf 'GET /readyz HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n' >&3
  read -r _ status _ <&3 || status=
  exec 3>&-
  [ "$status" = 200 ]
}
check() { # whoever has ended is named, with the end of its log
  for i in "${!pids[@]}"; do
    kill -0 "${pids[$i]}" 2>/dev/null || { tail -20 "$data/logs/${names[$i]}.log" >&2; fail "${names[$i]} has ended; its log is $data/logs/${names[$i]}.log"; }
  done
}
await() { # await PORT: until it is ready
  for _ in $(seq 600); do
    if ready "$1"; then return; fi
    check
    sleep 0.1
  done
  fail "port $1 does not answer; see $data/logs"
}
for candidate in "${ports[@]}"; do await "$candidate"; done
sed -e "s|server api:8080 max_fails=0;|$servers|; s|listen 8080;|listen $port;|; s|access_log /dev/stdout|access_log logs/access.log|" deploy/nginx.conf > "$data/nginx/nginx.conf"
mkdir -p "$data/nginx/logs"
start nginx nginx -p "$data/nginx/" -e stderr -c "$data/nginx/nginx.conf" -g "daemon off;"
await "$port"

cat <<X

  Dashboard   http://127.0.0.1:$port/
  API         http://127.0.0.1:$port/api/    described at /docs
  Logs        $data/logs    mail: $data/maildir/new

X
if [ "$DOTNET_ENVIRONMENT" = Demo ]; then
  echo "  Demo logins, public and for a demo only:"
  sed -nE 's/.*"Tenant": "([^"]+)".*"User": "([^"]+)", "Roles": \[([^]]*)\], "Key": "([^"]+)".*/  \4    \2 at \1: \3/p' samples/ReferenceServer/appsettings.Demo.json | tr -d '"'
  echo
fi
echo "  Ctrl-C stops everything."
wait -n "${pids[@]}" "$postgres" || true
check
fail "PostgreSQL has ended; its log is $data/logs/postgres.log"
