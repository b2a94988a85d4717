// The program `lethe-engine`: every command, with LibTorch. Users start `lethe`, which hands over to it.
#include "retriever/neural/bert_embedder.h"
#include "services/cli/commands/ask.h"
#include "services/cli/commands/dataset_context.h"
#include "services/cli/commands/eval.h"
#include "services/cli/commands/serve.h"
#include "services/cli/commands/train.h"
#include "services/cli/program.h"

int main(int argc, char** argv) {
  lethe::EnableBert(&lethe::BertEmbedder::Make);
  std::vector<lethe::AddCommands> commands = {
      [](CLI::App& app) { lethe::AddAskCommand(app, lethe::AskWithOwnModel); },
      lethe::AddServeCommand,
      lethe::AddTrainCommands,
      lethe::AddEvalCommands,
  };
  for (const lethe::AddCommands add : lethe::LightCommands()) commands.push_back(add);
  commands.push_back(lethe::AddDatasetContext);  // into the group of the others
  return lethe::RunProgram(commands, argc, argv);
}
