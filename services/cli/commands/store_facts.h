// `lethe store get | put | delete`.
#pragma once

namespace CLI {
class App;
}

namespace lethe {

void AddStoreFacts(CLI::App& group);

}  // namespace lethe
