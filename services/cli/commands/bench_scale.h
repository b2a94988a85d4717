// `lethe bench scale`.
#pragma once

namespace CLI {
class App;
}

namespace lethe {

void AddScaleBench(CLI::App& group);

}  // namespace lethe
