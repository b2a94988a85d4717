#include "services/cli/program.h"

#include <CLI/CLI.hpp>
#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <limits>
#include <optional>
#include <string_view>

#include "base/error.h"
#include "base/text.h"
#include "retriever/embedders/embedder.h"
#include "services/cli/commands/admin.h"
#include "services/cli/commands/bench.h"
#include "services/cli/commands/config.h"
#include "services/cli/commands/dataset.h"
#include "services/cli/commands/store.h"
#include "services/cli/commands/tokenizer.h"

namespace lethe {
namespace {

constexpr int kFailed = 1;
constexpr int kWrongUsage = 2;

int WrongUsage(const std::string& message) {
  std::cerr << "lethe: error: " << message << "\nRun with --help for more information.\n";
  return kWrongUsage;
}

bool IsGroup(const CLI::App& command) {
  return !command.get_subcommands({}).empty();
}

// The command that the arguments name, as deep as they do, and the first argument that is no part of its name.
struct NamedCommand {
  const CLI::App* command;
  int next;
};

NamedCommand FindCommand(const CLI::App& app, int argc, char** argv) {
  NamedCommand found = {&app, 1};
  for (; found.next < argc && IsGroup(*found.command); ++found.next) {
    const char* name = argv[found.next];
    const auto named = found.command->get_subcommands([&](const CLI::App* one) { return one->check_name(name); });
    if (named.empty()) break;
    found.command = named.front();
  }
  return found;
}

// CLI11 says only that a command is required, also where there is one that it does not know.
std::optional<std::string> UnknownCommand(const CLI::App& app, int argc, char** argv) {
  const NamedCommand found = FindCommand(app, argc, argv);
  if (found.next >= argc || !IsGroup(*found.command) || argv[found.next][0] == '-') return std::nullopt;
  const std::vector<std::string> words(argv + 1, argv + found.next + 1);
  return StrCat("there is no command \"", Join(words, " "), "\"");
}

// CLI11 lets strtoull read whole numbers, which makes 2^64 - 1 of -1 and of all that is too long.
std::string WholeNumberProblem(const std::string& text) {
  const std::string_view number = Trim(text);
  errno = 0;
  std::strtoull(text.c_str(), nullptr, 0);
  if (errno != ERANGE && !number.starts_with('-')) return {};  // the conversion names what is no number at all
  return StrCat(text, " is no whole number from 0 to ", std::numeric_limits<uint64_t>::max());
}

// Of all options of all commands.
void CheckWholeNumbers(CLI::App& app) {
  for (CLI::Option* option : app.get_options()) {
    if (option->get_type_name().starts_with("UINT")) option->check(WholeNumberProblem);
  }
  for (CLI::App* command : app.get_subcommands({})) CheckWholeNumbers(*command);
}

std::unique_ptr<CLI::App> MakeApp(std::span<const AddCommands> commands) {
  auto app =
      std::make_unique<CLI::App>("Lethe: small language models that reason over facts they do not hold", "lethe");
  app->set_version_flag("--version", LETHE_VERSION);
  app->require_subcommand(1);
  app->footer("`lethe COMMAND --help` shows the command's options and an example.");
  for (const AddCommands add : commands) add(*app);
  CheckWholeNumbers(*app);
  return app;
}

}  // namespace

std::vector<AddCommands> LightCommands() {
  return {AddStoreCommands, AddDatasetCommands, AddTokenizerCommands,
          AddAdminCommands, AddConfigCommands,  AddBenchCommands};
}

int Fail(const std::string& message) {
  std::cout.flush();
  std::cerr << "lethe: error: " << message << "\n";
  return kFailed;
}

int RunProgram(std::span<const AddCommands> commands, int argc, char** argv) {
  ::setenv("GRPC_VERBOSITY", "NONE", /*overwrite=*/0);  // gRPC's own log would say again what our errors say
  const auto app = MakeApp(commands);
  try {
    app->parse(argc, argv);  // runs the command: each is the callback of its subcommand
    std::cout.flush();
    return std::cout ? 0 : Fail("cannot write to standard output");
  } catch (const CLI::Success& asked_for) {  // --help, --version
    return app->exit(asked_for);
  } catch (const CLI::ParseError& error) {
    return WrongUsage(UnknownCommand(*app, argc, argv).value_or(error.what()));
  } catch (const NeedsEngine&) {
    return kNeedsEngine;
  } catch (const std::exception& error) {
    return Fail(error.what());
  }
}

bool NamesCommand(std::span<const AddCommands> commands, int argc, char** argv) {
  const auto app = MakeApp(commands);
  const CLI::App* named = FindCommand(*app, argc, argv).command;
  return named != app.get() && !IsGroup(*named);
}

}  // namespace lethe
