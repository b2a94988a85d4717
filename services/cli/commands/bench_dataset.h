// `lethe bench dataset`.
#pragma once

namespace CLI {
class App;
}

namespace lethe {

void AddDatasetBench(CLI::App& group);

}  // namespace lethe
