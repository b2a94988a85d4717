// `lethe store stats | export | verify | contradictions | compact | reembed`.
#pragma once

namespace CLI {
class App;
}

namespace lethe {

void AddStoreCare(CLI::App& group);

}  // namespace lethe
