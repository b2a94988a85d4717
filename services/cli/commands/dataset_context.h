// `lethe dataset context`: plain text to preloaded-context examples, scored by a model.
#pragma once

#include <CLI/App.hpp>

namespace lethe {

// Adds to the group that AddDatasetCommands made.
void AddDatasetContext(CLI::App& app);

}  // namespace lethe
