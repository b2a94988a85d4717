#!/usr/bin/env bash
# Installs what Lethe is built from: Debian 12 packages, nothing else (docs/dependencies.md gives each one's reason).
#
#   deploy/install.sh            everything
#   deploy/install.sh --train    what training from token shards needs (-DLETHE_PARTS=train)
#
# Runs as root or through sudo. A second run finds everything in place and calls neither apt-get nor sudo.
set -euo pipefail

train_packages=(
  g++ cmake ninja-build ccache git
  libtorch-dev libprotobuf-dev protobuf-compiler
  libopenblas0-openmp libopenblas-openmp-dev libtcmalloc-minimal4
  libgtest-dev libgmock-dev
)
all_packages=(
  "${train_packages[@]}"
  pkg-config
  libfaiss-dev librocksdb-dev libsentencepiece-dev
  libgrpc++-dev protobuf-compiler-grpc
  libcli11-dev nlohmann-json3-dev
  libzstd-dev zlib1g-dev libicu-dev libstemmer-dev libsodium-dev
  libpq-dev postgresql-15
  libbenchmark-dev
)

say() { printf 'install: %s\n' "$*"; }
fail() {
  printf 'install: %s\n' "$*" >&2
  exit 1
}

as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    fail "needs root for '$*': run as root, or install sudo"
  fi
}

is_installed() {
  [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

# Debian's PostgreSQL makes and starts a server for the whole machine when it is installed. The tests start servers of
# their own; nothing else here needs one, so none is made.
without_system_cluster() {
  is_installed postgresql-15 && return
  local settings=/etc/postgresql-common/createcluster.conf
  install_packages postgresql-common
  as_root sed -i 's/^#\? *create_main_cluster *=.*/create_main_cluster = false/' "$settings"
  grep -q '^create_main_cluster = false' "$settings" || echo 'create_main_cluster = false' | as_root tee -a "$settings" >/dev/null
}

# $@: packages. Calls apt-get for those that are not there.
install_packages() {
  local missing=() package
  for package in "$@"; do
    is_installed "$package" || missing+=("$package")
  done
  if [ "${#missing[@]}" -eq 0 ]; then
    say "all $# packages are installed"
    return
  fi
  say "installing ${#missing[@]} of $# packages: ${missing[*]}"
  local apt=(env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300)
  as_root "${apt[@]}" update || fail "'apt-get update' failed: see its message above; is the package mirror reachable?"
  as_root "${apt[@]}" install -y --no-install-recommends "${missing[@]}" ||
    fail "'apt-get install' failed: see its message above"
}

# LibTorch and FAISS take BLAS through Debian's alternatives. The pthread build of OpenBLAS runs a thread pool of its own
# against LibTorch's OpenMP threads, which costs training half of its speed (docs/toolchain.md).
select_openmp_blas() {
  local name value candidate
  while read -r name _ value; do
    case "$name" in libblas.so* | liblapack.so* | libopenblas.so*) ;; *) continue ;; esac
    candidate=$(update-alternatives --list "$name" | grep -m 1 /openblas-openmp/ || true)
    if [ -z "$candidate" ] || [ "$candidate" = "$value" ]; then continue; fi
    say "selecting the OpenMP build of OpenBLAS for $name (undo: update-alternatives --auto $name)"
    as_root update-alternatives --set "$name" "$candidate" >/dev/null
  done < <(update-alternatives --get-selections)
}

main() {
  case "${1:-}" in
    "") local packages=("${all_packages[@]}") ;;
    --train) local packages=("${train_packages[@]}") ;;
    -h | --help)
      sed -n '2,7s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"
      exit 0
      ;;
    *)
      printf 'install: unknown option %s; see --help\n' "$1" >&2
      exit 2
      ;;
  esac
  command -v apt-get >/dev/null ||
    fail "no apt-get here: Lethe is built and tested on Debian 12; docs/dependencies.md lists what to install elsewhere"
  [ "${1:-}" = --train ] || without_system_cluster
  install_packages "${packages[@]}"
  select_openmp_blas
  say "ready"
}

main "$@"
