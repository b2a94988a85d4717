// `lethe eval qa`: accuracy, refusals and citations over example files.
#pragma once

#include <CLI/App.hpp>

namespace lethe {

void AddEvalCommands(CLI::App& app);

}  // namespace lethe
