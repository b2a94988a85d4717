// `lethe bench`: measures parts of the program on this machine, beside a peer in the same run.
#pragma once

#include <CLI/App.hpp>

namespace lethe {

// A group of benches adds its commands in a source of its own (bench_*.cc) and has a row in bench.cc.
void AddBenchCommands(CLI::App& app);

}  // namespace lethe
