// `lethe eval retrieval`: how well a store finds what the judgements of a collection call relevant. Needs no LibTorch.
#pragma once

#include <CLI/App.hpp>

namespace lethe {

// The group `eval` with `retrieval` in it.
CLI::App* AddEvalGroup(CLI::App& app);

}  // namespace lethe
