#include "services/rpc/boundary.h"

#include "base/error.h"
#include "base/log.h"

namespace lethe {

grpc::Status AtBoundary(const std::function<void()>& work) {
  try {
    work();
    return grpc::Status::OK;
  } catch (const Error& error) {
    return {static_cast<grpc::StatusCode>(error.code()), error.what()};
  } catch (const std::exception& error) {
    LogError("request failed: ", error.what());
    return {grpc::StatusCode::INTERNAL, error.what()};
  }
}

AskControl ControlOf(grpc::ServerContext& context) {
  AskControl control;
  control.cancelled = [&context] { return context.IsCancelled(); };
  // gRPC cancels a request whose deadline has passed; knowing the deadline, the error can say so.
  const auto deadline = context.deadline();
  if (deadline != std::chrono::system_clock::time_point::max()) control.deadline = deadline;
  return control;
}

}  // namespace lethe
