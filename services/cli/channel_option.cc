#include "services/cli/channel_option.h"

#include <CLI/CLI.hpp>

namespace lethe {

CLI::Option* AddChannelOption(CLI::App& command, v1::Channel& channel) {
  static const std::map<std::string, v1::Channel> kChannels = {
      {"context", v1::CHANNEL_CONTEXT}, {"retrieval", v1::CHANNEL_RETRIEVAL}, {"none", v1::CHANNEL_NONE}};
  const auto set = [&channel](const std::string& name) { channel = kChannels.at(name); };
  return command.add_option_function<std::string>("--channel", set, "How facts reach the model")
      ->check(CLI::IsMember({"context", "retrieval", "none"}));
}

}  // namespace lethe
