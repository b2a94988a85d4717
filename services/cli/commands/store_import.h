// `lethe store import`.
#pragma once

namespace CLI {
class App;
}

namespace lethe {

void AddStoreImport(CLI::App& group);

}  // namespace lethe
