#include "services/rpc/server.h"

#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/health_check_service_interface.h>

#include "base/error.h"
#include "services/rpc/admin_service.h"
#include "services/rpc/knowledge_service.h"
#include "services/rpc/message_limits.h"
#include "services/rpc/reasoner_service.h"

namespace lethe {
namespace {

// Handlers that wait in line each hold a thread; beside them others must still get through.
constexpr int kSpareThreads = 32;

}  // namespace

struct Server::Impl {
  Impl(const Reasoner& reasoner, AliasTable& table) : asks(reasoner, table), knowledge(table), admin(table) {}
  ReasonerService asks;
  KnowledgeService knowledge;
  AdminService admin;
  std::unique_ptr<grpc::Server> server;
};

Server::Server(const std::string& listen, const Reasoner& reasoner, AliasTable& aliases)
    : impl_(std::make_unique<Impl>(reasoner, aliases)) {
  const size_t colon = listen.rfind(':');
  if (colon == std::string::npos || colon + 1 == listen.size()) {
    throw Error(Code::kInvalidArgument,
                StrCat("cannot listen on \"", listen, "\": give HOST:PORT, such as 127.0.0.1:7700"));
  }
  grpc::EnableDefaultHealthCheckService(true);
  grpc::reflection::InitProtoReflectionServerBuilderPlugin();
  grpc::ServerBuilder builder;
  int port = 0;
  builder.AddListeningPort(listen, grpc::InsecureServerCredentials(), &port);
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);  // else a second server would share the port unseen
  builder.SetMaxReceiveMessageSize(kMaxMessageBytes);
  grpc::ResourceQuota quota("lethe");
  const ReasonerLimits& limits = reasoner.limits();
  quota.SetMaxThreads(static_cast<int>(limits.max_concurrent + limits.max_queued) + kSpareThreads);
  builder.SetResourceQuota(quota);
  builder.RegisterService(&impl_->asks);
  builder.RegisterService(&impl_->knowledge);
  builder.RegisterService(&impl_->admin);
  impl_->server = builder.BuildAndStart();
  if (impl_->server == nullptr || port == 0) {
    throw Error(Code::kUnavailable,
                StrCat("cannot listen on ", listen,
                       ": the port is in use, or the address is not this machine's; choose another with --listen"));
  }
  address_ = listen.substr(0, colon) + ":" + std::to_string(port);
}

Server::~Server() {
  if (impl_->server != nullptr) Stop(std::chrono::milliseconds(0));
}

void Server::Stop(std::chrono::milliseconds patience) {
  if (auto* health = impl_->server->GetHealthCheckService()) health->SetServingStatus(false);
  impl_->server->Shutdown(std::chrono::system_clock::now() + patience);
  impl_->server->Wait();
}

}  // namespace lethe
