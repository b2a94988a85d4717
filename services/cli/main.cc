// The program `lethe`: starts at once, runs the commands that need no network, and becomes lethe-engine for all others
// (and for the help that lists them all, for questions without a server, and for stores whose embedder is a network).
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <string>
#include <string_view>

#include "base/error.h"
#include "services/cli/commands/ask.h"
#include "services/cli/commands/eval_retrieval.h"
#include "services/cli/program.h"

namespace lethe {
namespace {

std::vector<AddCommands> Commands() {
  std::vector<AddCommands> commands = LightCommands();
  commands.push_back([](CLI::App& app) { AddAskCommand(app, nullptr); });
  commands.push_back([](CLI::App& app) { AddEvalGroup(app); });
  return commands;
}

bool RunsHere(std::span<const AddCommands> commands, int argc, char** argv) {
  return (argc == 2 && std::string_view(argv[1]) == "--version") || NamesCommand(commands, argc, argv);
}

int BecomeEngine(char** argv) {
  const Path engine = std::filesystem::read_symlink("/proc/self/exe").parent_path() / "lethe-engine";
  ::execv(engine.c_str(), argv);
  return Fail(StrCat("cannot start ", engine.string(), ": ", std::strerror(errno),
                     "; it is built and installed together with lethe"));
}

}  // namespace
}  // namespace lethe

int main(int argc, char** argv) {
  const std::vector<lethe::AddCommands> commands = lethe::Commands();
  if (lethe::RunsHere(commands, argc, argv)) {
    const int code = lethe::RunProgram(commands, argc, argv);
    if (code != lethe::kNeedsEngine) return code;
  }
  return lethe::BecomeEngine(argv);
}
