// `lethe train`.
#pragma once

namespace CLI {
class App;
}

namespace lethe {

void AddTrainCommands(CLI::App& app);

}  // namespace lethe
