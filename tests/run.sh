#!/usr/bin/env bash
# Installs, builds the release preset and runs every test. The last lines are ctest's summary.
# A private PostgreSQL, and one with pgvector where there are node and npm, run meanwhile (tests/support/with_servers.sh).
#
#   tests/run.sh [CTEST OPTIONS]     tests/run.sh -L base      tests/run.sh -R Grammar
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"

deploy/install.sh
jobs=$(deploy/jobs.sh)
cmake --preset release
cmake --build --preset release -j "$jobs"
exec tests/support/with_servers.sh ctest --preset release -j "$jobs" --no-label-summary --no-tests=error "$@"
