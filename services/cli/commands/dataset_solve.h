// `lethe dataset solve`.
#pragma once

namespace CLI {
class App;
}

namespace lethe {

void AddDatasetSolve(CLI::App& group);

}  // namespace lethe
