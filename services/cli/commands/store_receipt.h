// `lethe store receipt`.
#pragma once

namespace CLI {
class App;
}

namespace lethe {

void AddStoreReceipt(CLI::App& group);

}  // namespace lethe
