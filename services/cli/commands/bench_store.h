// `lethe bench search | ingest | swap`.
#pragma once

namespace CLI {
class App;
}

namespace lethe {

void AddStoreBenches(CLI::App& group);

}  // namespace lethe
