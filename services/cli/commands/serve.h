// `lethe serve`: the gRPC server.
#pragma once

#include <CLI/App.hpp>

namespace lethe {

void AddServeCommand(CLI::App& app);

}  // namespace lethe
