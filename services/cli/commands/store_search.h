// `lethe store search`.
#pragma once

namespace CLI {
class App;
}

namespace lethe {

void AddStoreSearch(CLI::App& group);

}  // namespace lethe
