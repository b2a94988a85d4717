// `lethe admin stores | swap | unload`: what a running server serves.
#pragma once

#include <CLI/App.hpp>

namespace lethe {

void AddAdminCommands(CLI::App& app);

}  // namespace lethe
