// `lethe dataset build | check | solve | read | card | tokenize | text | entities | facts`.
#pragma once

#include <CLI/App.hpp>

namespace lethe {

void AddDatasetCommands(CLI::App& app);

}  // namespace lethe
