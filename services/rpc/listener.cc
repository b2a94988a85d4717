#include "services/rpc/listener.h"

#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/health_check_service_interface.h>

#include "base/error.h"
#include "services/rpc/message_limits.h"
#include "services/rpc/port.h"

namespace lethe {
namespace {

constexpr uint32_t kSpareThreads = 32;

// Throws unless `listen` is HOST:PORT. Returns where the colon is.
size_t PortColon(const std::string& listen) {
  const size_t colon = listen.rfind(':');
  if (colon == std::string::npos || colon + 1 == listen.size()) {
    throw Error(Code::kInvalidArgument,
                StrCat("cannot listen on \"", listen, "\": give HOST:PORT, such as 127.0.0.1:7700"));
  }
  if (!PortOf(listen)) {
    throw Error(Code::kInvalidArgument, StrCat("cannot listen on \"", listen, "\": the port \"",
                                               listen.substr(colon + 1), "\" is no number from 0 to ", kMostPort));
  }
  return colon;
}

}  // namespace

void CheckListenAddress(const std::string& listen) {
  PortColon(listen);
}

Listener::Listener(const std::string& listen, std::span<const NamedService> services, uint32_t busy) {
  const size_t colon = PortColon(listen);
  grpc::EnableDefaultHealthCheckService(true);
  grpc::reflection::InitProtoReflectionServerBuilderPlugin();
  grpc::ServerBuilder builder;
  int port = 0;
  builder.AddListeningPort(listen, grpc::InsecureServerCredentials(), &port);
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);  // else a second server would share the port unseen
  builder.SetMaxReceiveMessageSize(kMaxMessageBytes);
  if (busy > 0) {
    grpc::ResourceQuota quota("lethe");
    quota.SetMaxThreads(static_cast<int>(busy + kSpareThreads));
    builder.SetResourceQuota(quota);
  }
  for (const NamedService& service : services) builder.RegisterService(service.service);
  server_ = builder.BuildAndStart();
  if (server_ == nullptr || port == 0) {
    throw Error(Code::kUnavailable,
                StrCat("cannot listen on ", listen,
                       ": the port is in use, or the address is not this machine's; choose another with --listen"));
  }
  grpc::HealthCheckServiceInterface& health = *server_->GetHealthCheckService();
  for (const NamedService& service : services) health.SetServingStatus(service.name, true);
  address_ = listen.substr(0, colon) + ":" + std::to_string(port);
}

Listener::~Listener() {
  Stop(std::chrono::milliseconds(0));
}

void Listener::Stop(std::chrono::milliseconds patience) {
  if (auto* health = server_->GetHealthCheckService()) health->SetServingStatus(false);
  server_->Shutdown(std::chrono::system_clock::now() + patience);
  server_->Wait();
}

}  // namespace lethe
