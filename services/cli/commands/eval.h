// `lethe eval`: `qa`, of answers over example files, beside `retrieval` (eval_retrieval.h). Needs LibTorch.
#pragma once

#include <CLI/App.hpp>

namespace lethe {

void AddEvalCommands(CLI::App& app);

}  // namespace lethe
