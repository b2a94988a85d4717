// `lethe dataset read`: what a reader finds in a file or folder, and what it would leave out.
#pragma once

#include <CLI/App.hpp>

namespace lethe {

void AddDatasetRead(CLI::App& group);

}  // namespace lethe
