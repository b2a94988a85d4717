#include "services/cli/set_options.h"

#include "base/config.h"
#include "services/cli/usage.h"

namespace lethe {

void ApplySetOptions(const std::vector<std::string>& assignments, google::protobuf::Message& config) {
  for (const std::string& assignment : assignments) {
    AsUsage([&] { SetConfigField(assignment, config); });
  }
}

}  // namespace lethe
