// `lethe ask`: one question, answered here or by a server.
#pragma once

#include <CLI/App.hpp>
#include <string>

#include "services/reasoner/reasoner.h"

namespace lethe {

struct AskHereOptions {
  std::string store, model;
  double timeout = 0;  // seconds, 0 waits for ever
  ReasonerLimits limits;
};

using AskHere = v1::Answer (*)(const AskHereOptions&, const v1::AskRequest&, const AskEventSink&);

// `ask_here` answers without a server. The light program has none and hands such asks on (services/cli/main.cc).
void AddAskCommand(CLI::App& app, AskHere ask_here);

// Loads the model into this process; only in lethe-engine.
v1::Answer AskWithOwnModel(const AskHereOptions& options, const v1::AskRequest& request, const AskEventSink& sink);

}  // namespace lethe
