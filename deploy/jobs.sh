#!/usr/bin/env bash
# Prints how many compilers may run at once here: one a core, and 1.5 GB of free memory each (LibTorch's headers).
set -euo pipefail

cores=$(nproc)
free_kb=$(awk '/^MemAvailable:/ {print $2}' /proc/meminfo)
by_memory=$((${free_kb:-0} / 1500000))
jobs=$((by_memory < cores ? by_memory : cores))
echo $((jobs > 0 ? jobs : 1))
