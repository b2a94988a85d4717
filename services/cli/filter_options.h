// `--source`, `--tag` and `--valid-at`, the same for every command that reads facts of a store for a question.
#pragma once

#include <CLI/App.hpp>

#include "proto/knowledge.pb.h"

namespace lethe {

// Into `filter`, which must outlive the parsing. A wrong date is wrong usage.
void AddFilterOptions(CLI::App& command, v1::SearchFilter& filter);

}  // namespace lethe
