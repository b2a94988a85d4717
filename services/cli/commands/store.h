// `lethe store import | search | get | put | delete | stats | export | verify`.
//
// Each command opens the store itself; search, get, stats, export and verify open it for reading, also beside a server
// that holds it. Results go to stdout, one JSON object with --json.
#pragma once

#include <CLI/App.hpp>

namespace lethe {

void AddStoreCommands(CLI::App& app);

}  // namespace lethe
