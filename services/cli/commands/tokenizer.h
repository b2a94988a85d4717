// `lethe tokenizer train | encode | decode`.
#pragma once

#include <CLI/App.hpp>

namespace lethe {

void AddTokenizerCommands(CLI::App& app);

}  // namespace lethe
