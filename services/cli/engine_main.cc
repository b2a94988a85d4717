// The program `lethe-engine`: every command, with LibTorch. Users start `lethe`, which hands over to it.
#include "services/cli/commands/admin.h"
#include "services/cli/commands/ask.h"
#include "services/cli/commands/bench.h"
#include "services/cli/commands/config.h"
#include "services/cli/commands/dataset.h"
#include "services/cli/commands/dataset_context.h"
#include "services/cli/commands/eval.h"
#include "services/cli/commands/serve.h"
#include "services/cli/commands/store.h"
#include "services/cli/commands/tokenizer.h"
#include "services/cli/commands/train.h"
#include "services/cli/program.h"

namespace lethe {
namespace {

constexpr AddCommands kCommands[] = {
    AddStoreCommands,
    AddDatasetCommands,
    AddDatasetContext,  // into their group
    AddTokenizerCommands,
    AddTrainCommands,
    AddEvalCommands,
    AddServeCommand,
    [](CLI::App& app) { AddAskCommand(app, AskWithOwnModel); },
    AddAdminCommands,
    AddConfigCommands,
    AddBenchCommands,
};

}  // namespace
}  // namespace lethe

int main(int argc, char** argv) {
  return lethe::RunProgram(lethe::kCommands, argc, argv);
}
