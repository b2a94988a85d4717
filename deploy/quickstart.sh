#!/usr/bin/env bash
# From a clean machine to an answered, cited question: installs, builds, opens the bundled store and model, starts the
# server on loopback and asks it four questions.
#
#   deploy/quickstart.sh           leaves the server running and prints its address
#   deploy/quickstart.sh --stop    the same, then stops the server
#
# A second run rebuilds only what changed and replaces the server that an earlier run left behind. Facts of your own that you
# put into the store stay in it.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
lethe=$root/bin/lethe
bundle=$root/deploy/bundle
facts=$bundle/facts.jsonl.zst
sources=(entityquestions factbook popqa) # of these facts
store=$root/data/bundle-store
stamp=$root/data/bundle-store.imported
pid_file=$root/data/quickstart.pid
log=$root/data/quickstart.log
first_port=7700
last_port=7799

say() { printf '\n== %s\n' "$*"; }
fail() {
  printf 'quickstart: %s\n' "$*" >&2
  exit 1
}

build() {
  cd "$root"
  cmake --preset release
  cmake --build --preset release --target lethe -j "$(deploy/jobs.sh)"
}

# Has the store hold the bundled facts as they are now. Facts that somebody else put into it stay: in a store that is there
# only the bundle's sources are brought up to date, and one that cannot be opened is set aside, not deleted. An import that
# was interrupted is done again.
import_store() {
  [ -f "$facts" ] || fail "$facts is missing: the checkout is not complete"
  if [ -e "$store" ] && "$lethe" store stats --store "$store" >/dev/null; then
    if [ "$stamp" -nt "$facts" ]; then
      echo "already imported: $store"
      return
    fi
    local source
    for source in "${sources[@]}"; do
      "$lethe" store import "$facts" --store "$store" --source "$source"
    done
  else
    rm -rf "$store.new"
    "$lethe" store import "$facts" --store "$store.new"
    if [ -e "$store" ]; then set_aside; fi
    mv "$store.new" "$store"
  fi
  touch "$stamp"
}

set_aside() {
  local number=1
  while [ -e "$store.old-$number" ]; do number=$((number + 1)); done
  mv "$store" "$store.old-$number"
  echo "this build cannot open the store that was there (its reason is above): it is $store.old-$number now"
}

# True when the process of the pid file is the server that this script started, not another one with its number.
server_runs() {
  local pid
  pid=$(cat "$pid_file" 2>/dev/null) || return 1
  [ -n "$pid" ] && tr '\0' ' ' 2>/dev/null <"/proc/$pid/cmdline" | grep -q -F " serve --store $store "
}

stop_server() {
  if server_runs; then
    local pid
    pid=$(cat "$pid_file")
    kill "$pid" 2>/dev/null || true
    for _ in $(seq 150); do
      kill -0 "$pid" 2>/dev/null || break
      sleep 0.1
    done
    ! kill -0 "$pid" 2>/dev/null || fail "the server (process $pid) does not stop"
  fi
  rm -f "$pid_file"
}

port_is_taken() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

free_port() {
  local port
  for port in $(seq "$first_port" "$last_port"); do
    if ! port_is_taken "$port"; then
      echo "$port"
      return
    fi
  done
  fail "all ports from $first_port to $last_port are taken"
}

# $1: HOST:PORT. Returns when the server answers.
start_server() {
  nohup "$lethe" serve --store "$store" --listen "$1" >"$log" 2>&1 </dev/null &
  local pid=$!
  echo "$pid" >"$pid_file"
  for _ in $(seq 300); do
    if "$lethe" admin stores --server "$1" --timeout 1 >/dev/null 2>&1; then
      return
    fi
    kill -0 "$pid" 2>/dev/null || break
    sleep 0.2
  done
  cat "$log" >&2
  fail "the server did not come up: its log is above, and in $log"
}

# $1: HOST:PORT. Asks what deploy/bundle/questions.txt lists: kind, a tab, the question.
ask_questions() {
  local kind question
  while IFS=$'\t' read -r kind question; do
    case "$kind" in '' | '#'*) continue ;; esac
    say "$kind: $question"
    "$lethe" ask --server "$1" "$question" </dev/null
  done <"$bundle/questions.txt"
}

main() {
  local stop=no
  case "${1:-}" in
    "") ;;
    --stop) stop=yes ;;
    -h | --help)
      sed -n '2,9s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"
      exit 0
      ;;
    *)
      printf 'quickstart: unknown option %s; see --help\n' "$1" >&2
      exit 2
      ;;
  esac

  say "Installing packages"
  "$root/deploy/install.sh"
  say "Building"
  build
  mkdir -p "$root/data"
  stop_server
  say "Importing the bundled facts"
  import_store

  local address
  address=127.0.0.1:$(free_port)
  say "Starting the server on $address"
  start_server "$address"
  "$lethe" admin stores --server "$address"
  # A question that fails must not leave the server behind when it was to be stopped.
  [ "$stop" = no ] || trap stop_server EXIT
  ask_questions "$address"

  if [ "$stop" = yes ]; then
    stop_server
    say "The server is stopped. Start it again: bin/lethe serve --store data/bundle-store --listen $address"
    return
  fi
  say "The server is running on $address (log: data/quickstart.log)"
  echo "ask:   bin/lethe ask --server $address \"Who wrote ...?\""
  echo "stop:  kill $(cat "$pid_file")"
}

# Where the functions are tested the file is sourced, which runs nothing.
if [ "${BASH_SOURCE[0]}" = "$0" ]; then main "$@"; fi
