// The one place where an exception becomes a gRPC status.
//
// Threads: any.
#pragma once

#include <grpcpp/grpcpp.h>

#include <functional>

#include "services/reasoner/ask_control.h"

namespace lethe {

// Runs `work`; an Error becomes the status of the same number, anything else INTERNAL.
grpc::Status AtBoundary(const std::function<void()>& work);

// The deadline and cancellation of a request.
AskControl ControlOf(grpc::ServerContext& context);

}  // namespace lethe
