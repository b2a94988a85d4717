#include "services/cli/set_options.h"

#include <CLI/Error.hpp>

#include "base/config.h"
#include "base/error.h"

namespace lethe {

void ApplySetOptions(const std::vector<std::string>& assignments, google::protobuf::Message& config) {
  for (const std::string& assignment : assignments) {
    try {
      SetConfigField(assignment, config);
    } catch (const Error& error) {
      throw CLI::ValidationError(error.what());
    }
  }
}

}  // namespace lethe
