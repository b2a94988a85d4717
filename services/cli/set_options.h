// `--set a.b=value` of the commands that take a config.
//
// Errors: CLI::ValidationError, because what is wrong is how the program was called.
// Threads: one; commands are run one at a time.
#pragma once

#include <google/protobuf/message.h>

#include <string>
#include <vector>

namespace lethe {

// In their order, over what the config file says.
void ApplySetOptions(const std::vector<std::string>& assignments, google::protobuf::Message& config);

}  // namespace lethe
