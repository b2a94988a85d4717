// `--channel context|retrieval|none`, the same for every command that asks.
#pragma once

#include <CLI/App.hpp>

#include "proto/reasoner.pb.h"

namespace lethe {

CLI::Option* AddChannelOption(CLI::App& command, v1::Channel& channel);

}  // namespace lethe
