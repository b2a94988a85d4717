#include "services/cli/commands/bench.h"

#include <CLI/CLI.hpp>

#include "services/cli/commands/bench_dataset.h"
#include "services/cli/commands/bench_scale.h"
#include "services/cli/commands/bench_store.h"

namespace lethe {
namespace {

using AddBench = void (*)(CLI::App& group);

// In the order of the help.
constexpr AddBench kBenches[] = {
    AddStoreBenches,
    AddDatasetBench,
    AddScaleBench,
};

}  // namespace

void AddBenchCommands(CLI::App& app) {
  CLI::App* group = app.add_subcommand("bench", "Measure parts of the program on this machine");
  group->require_subcommand(1);
  for (const AddBench add : kBenches) add(*group);
}

}  // namespace lethe
