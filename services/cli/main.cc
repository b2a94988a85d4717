// The program `lethe`: one subcommand a row of the table below.
//
// Exit codes: 0 done, 1 failed, 2 wrong usage. This is the one place of the program that turns an Error into words.
#include <CLI/CLI.hpp>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <optional>

#include "base/error.h"
#include "services/cli/commands/admin.h"
#include "services/cli/commands/ask.h"
#include "services/cli/commands/config.h"
#include "services/cli/commands/eval.h"
#include "services/cli/commands/serve.h"
#include "services/cli/commands/tokenizer.h"
#ifdef LETHE_STORE_COMMANDS
#include "services/cli/commands/store.h"
#endif
#ifdef LETHE_DATASET_COMMANDS
#include "services/cli/commands/dataset.h"
#endif
#ifdef LETHE_TRAIN_COMMANDS
#include "services/cli/commands/train.h"
#endif

namespace lethe {
namespace {

constexpr int kFailed = 1;
constexpr int kWrongUsage = 2;

using AddCommands = void (*)(CLI::App&);

// In the order of the help.
constexpr AddCommands kCommands[] = {
#ifdef LETHE_STORE_COMMANDS
    AddStoreCommands,
#endif
#ifdef LETHE_DATASET_COMMANDS
    AddDatasetCommands,
#endif
    AddTokenizerCommands,
#ifdef LETHE_TRAIN_COMMANDS
    AddTrainCommands,
#endif
    AddEvalCommands,      AddServeCommand, AddAskCommand, AddAdminCommands, AddConfigCommands,
};

int Fail(const std::string& message) {
  std::cout.flush();
  std::cerr << "lethe: error: " << message << "\n";
  return kFailed;
}

int WrongUsage(const std::string& message) {
  std::cerr << "lethe: error: " << message << "\nRun with --help for more information.\n";
  return kWrongUsage;
}

// CLI11 says only that a command is required, also where there is one that it does not know.
std::optional<std::string> UnknownCommand(const CLI::App& app, int argc, char** argv) {
  if (argc < 2 || argv[1][0] == '-') return std::nullopt;
  const auto named = app.get_subcommands([argv](const CLI::App* command) { return command->check_name(argv[1]); });
  if (!named.empty()) return std::nullopt;
  return StrCat("there is no command \"", argv[1], "\"");
}

int Run(int argc, char** argv) {
  CLI::App app("Lethe: small language models that reason over facts they do not hold", "lethe");
  app.set_version_flag("--version", LETHE_VERSION);
  app.require_subcommand(1);
  app.footer("`lethe COMMAND --help` shows the command's options and an example.");
  for (const AddCommands add : kCommands) add(app);
  try {
    app.parse(argc, argv);  // runs the command: each is the callback of its subcommand
    std::cout.flush();
    return std::cout ? 0 : Fail("cannot write to standard output");
  } catch (const CLI::Success& asked_for) {  // --help, --version
    return app.exit(asked_for);
  } catch (const CLI::ParseError& error) {
    return WrongUsage(UnknownCommand(app, argc, argv).value_or(error.what()));
  } catch (const std::exception& error) {
    return Fail(error.what());
  }
}

}  // namespace
}  // namespace lethe

int main(int argc, char** argv) {
  ::setenv("GRPC_VERBOSITY", "NONE", /*overwrite=*/0);  // gRPC's own log would say again what our errors say
  return lethe::Run(argc, argv);
}
