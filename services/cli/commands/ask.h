// `lethe ask`: one question, answered here or by a server.
#pragma once

#include <CLI/App.hpp>

namespace lethe {

void AddAskCommand(CLI::App& app);

}  // namespace lethe
