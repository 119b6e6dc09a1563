# Sourced: start_postgres DIRECTORY starts a server of the installed PostgreSQL and sets PGPORT; stop_postgres ends it.
# shellcheck shell=bash
PATH="$(compgen -G '/usr/lib/postgresql/*/bin' | sort -V | tail -1 || true):$PATH"

# PostgreSQL refuses root. An array and not a function, so that $! is the program itself.
as_postgres=()
if [ "$(id -u)" = 0 ]; then as_postgres=(setpriv --reuid=postgres --regid=postgres --clear-groups); fi

free_port() { # nobody answers there now
  local port
  while port=$((20000 + RANDOM % 10000)); (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do :; done
  echo "$port"
}

start_postgres() {
  command -v initdb >/dev/null || { echo "install PostgreSQL's server (Debian: postgresql)" >&2; return 1; }
  PGPORT=$(free_port)
  chmod 755 "$1"
  mkdir "$1/server"
  if [ "$(id -u)" = 0 ]; then chown postgres "$1/server"; fi
  "${as_postgres[@]}" initdb -A trust -U postgres --locale=C -E UTF8 -N -D "$1/server/data" >/dev/null
  "${as_postgres[@]}" postgres -D "$1/server/data" -k "$1/server" -p "$PGPORT" -c listen_addresses=127.0.0.1 -c max_connections=800 >"$1/server.log" 2>&1 &
  postgres=$!
  for _ in $(seq 300); do
    if "${as_postgres[@]}" pg_isready -q -h 127.0.0.1 -p "$PGPORT"; then return 0; fi
    sleep 0.1
  done
  cat "$1/server.log" >&2
  return 1
}

stop_postgres() {
  [ -n "${postgres:-}" ] || return 0
  kill -INT "$postgres" 2>/dev/null || true
  wait "$postgres" 2>/dev/null || true
}
