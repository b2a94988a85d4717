#!/usr/bin/env bash
# Runs a command beside databases for its tests, and stops them when it ends.
#
#   tests/support/with_servers.sh ctest --preset release
#
# Sets LETHE_TEST_POSTGRES (a private PostgreSQL 15 from Debian's package) and LETHE_TEST_PGLITE (a PGlite with pgvector)
# where they can be had, and says why where not. Without them each test that needs one starts its own, or is skipped.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
servers_folder=""
postgres_started=""
pglite_pid=""

say_server() { printf 'servers: %s\n' "$*"; }

# A server does not run as root.
as_server_user() {
  if [ "$(id -u)" -ne 0 ]; then
    "$@"
  else
    setpriv --reuid="$(server_user)" --regid="$(id -g "$(server_user)")" --clear-groups "$@"
  fi
}

server_user() {
  if id postgres >/dev/null 2>&1; then echo postgres; else echo nobody; fi
}

start_postgres() {
  local programs=/usr/lib/postgresql/15/bin
  if [ ! -x "$programs/postgres" ]; then
    say_server "no PostgreSQL: postgresql-15 is not installed (deploy/install.sh)"
    return
  fi
  if [ "$(id -u)" -eq 0 ]; then chown "$(server_user)" "$servers_folder"; fi
  as_server_user "$programs/initdb" -D "$servers_folder/data" -U postgres -A trust -E UTF8 --locale=C --no-sync \
    --no-instructions >"$servers_folder/initdb.log" 2>&1 || {
    say_server "no PostgreSQL: initdb failed"
    cat "$servers_folder/initdb.log"
    return
  }
  if as_server_user "$programs/pg_ctl" -D "$servers_folder/data" -l "$servers_folder/postgres.log" -w -t 60 \
    -o "-k $servers_folder -c listen_addresses= -c max_connections=300" start >/dev/null; then
    postgres_started=yes
    export LETHE_TEST_POSTGRES="postgres://postgres@/postgres?host=$servers_folder"
    say_server "PostgreSQL 15 in $servers_folder"
  else
    say_server "no PostgreSQL: it does not start"
    tail -n 5 "$servers_folder/postgres.log"
  fi
}

start_pglite() {
  local folder=$root/tests/support/pglite
  if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
    say_server "no pgvector: needs node and npm"
    return
  fi
  if [ ! -d "$folder/node_modules" ] &&
    ! npm install --prefix "$folder" --no-package-lock --omit=optional --no-audit --no-fund >"$servers_folder/npm.log" 2>&1; then
    say_server "no pgvector: npm install failed (see $folder/package.json)"
    tail -n 3 "$servers_folder/npm.log"
    return
  fi
  node "$folder/server.mjs" >"$servers_folder/pglite.log" 2>&1 &
  pglite_pid=$!
  for _ in $(seq 600); do
    if grep -q '^listening on ' "$servers_folder/pglite.log"; then
      LETHE_TEST_PGLITE=$(sed -n 's/^listening on //p' "$servers_folder/pglite.log")
      export LETHE_TEST_PGLITE
      say_server "PGlite with pgvector"
      return
    fi
    sleep 0.1
  done
  say_server "no pgvector: PGlite does not answer"
}

stop_servers() {
  if [ -n "$pglite_pid" ]; then kill "$pglite_pid" 2>/dev/null || true; fi
  if [ -n "$postgres_started" ]; then
    as_server_user /usr/lib/postgresql/15/bin/pg_ctl -D "$servers_folder/data" -m fast -w stop >/dev/null || true
  fi
  if [ -n "$servers_folder" ]; then rm -rf "$servers_folder"; fi
}

trap stop_servers EXIT
servers_folder=$(mktemp -d)
start_postgres
start_pglite
"$@"
