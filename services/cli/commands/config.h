// `lethe config show | describe`: the fields of every config, and a config with its overlays resolved.
#pragma once

#include <CLI/App.hpp>

namespace lethe {

void AddConfigCommands(CLI::App& app);

}  // namespace lethe
