// What the two programs share: parsing, running a command, turning an Error into words.
//
// Exit codes: 0 done, 1 failed, 2 wrong usage; kNeedsEngine never leaves the program.
#pragma once

#include <CLI/App.hpp>
#include <span>
#include <string>
#include <vector>

namespace lethe {

using AddCommands = void (*)(CLI::App&);

// The commands that need no network, which both programs have.
std::vector<AddCommands> LightCommands();

// What RunProgram returns when the command needs a network that this program does not have; nothing has been changed.
inline constexpr int kNeedsEngine = 125;

// Runs the command that argv names, out of those that `commands` add (in the order of the help).
int RunProgram(std::span<const AddCommands> commands, int argc, char** argv);

// Whether argv names a command of `commands` down to its last word, so that this program can run it alone.
bool NamesCommand(std::span<const AddCommands> commands, int argc, char** argv);

// Prints the error and returns the exit code of failure.
int Fail(const std::string& message);

}  // namespace lethe
