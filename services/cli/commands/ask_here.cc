#include <chrono>

#include "services/cli/bundle.h"
#include "services/cli/commands/ask.h"
#include "services/reasoner/store_facts.h"

namespace lethe {

v1::Answer AskWithOwnModel(const AskHereOptions& options, const v1::AskRequest& request, const AskEventSink& sink) {
  SetComputeThreads(1);  // waking a second thread costs more than a one-row product
  AskControl control;
  if (options.timeout > 0) {
    control.deadline =
        std::chrono::system_clock::now() + std::chrono::milliseconds(static_cast<int64_t>(options.timeout * 1000));
  }
  const auto store = options.store.empty() ? nullptr : OpenStoreFacts(options.store, options.limits);
  return Reasoner::Load(ModelFolder(options.model), options.limits)->Ask(request, store.get(), control, sink);
}

}  // namespace lethe
