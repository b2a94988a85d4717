// `lethe store versions | rollback | snapshot | restore`.
#pragma once

namespace CLI {
class App;
}

namespace lethe {

void AddStoreHistory(CLI::App& group);

}  // namespace lethe
