// `lethe eval retrieval`: how well a store finds what the judgements of a collection call relevant.
#pragma once

#include <CLI/App.hpp>

namespace lethe {

void AddEvalRetrieval(CLI::App& group);

}  // namespace lethe
