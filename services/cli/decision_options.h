// `--recall-odds`, `--later-recall-odds` and `--key-beam`, the same for every command that loads a model and asks.
#pragma once

#include <CLI/App.hpp>
#include <vector>

#include "services/reasoner/reasoner.h"

namespace lethe {

// Into `limits`, which must outlive the parsing. Returns the options.
std::vector<CLI::Option*> AddDecisionOptions(CLI::App& command, ReasonerLimits& limits);

}  // namespace lethe
