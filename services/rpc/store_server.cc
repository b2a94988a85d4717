#include "services/rpc/store_server.h"

#include <grpcpp/grpcpp.h>

#include "base/error.h"
#include "services/rpc/admin_service.h"
#include "services/rpc/knowledge_service.h"
#include "services/rpc/message_limits.h"

namespace lethe {

struct StoreServer::Impl {
  explicit Impl(AliasTable& aliases) : knowledge(aliases), admin(aliases) {}
  KnowledgeService knowledge;
  AdminService admin;
  std::unique_ptr<grpc::Server> server;
};

StoreServer::StoreServer(const std::string& listen, AliasTable& aliases) : impl_(std::make_unique<Impl>(aliases)) {
  const size_t colon = listen.rfind(':');
  if (colon == std::string::npos) {
    throw Error(Code::kInvalidArgument, StrCat("listen address \"", listen, "\": write it as HOST:PORT"));
  }
  grpc::ServerBuilder builder;
  int port = 0;
  builder.AddListeningPort(listen, grpc::InsecureServerCredentials(), &port);
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);  // else a second server would share the port unseen
  builder.SetMaxReceiveMessageSize(kMaxMessageBytes);
  builder.RegisterService(&impl_->knowledge);
  builder.RegisterService(&impl_->admin);
  impl_->server = builder.BuildAndStart();
  if (impl_->server == nullptr || port == 0) {
    throw Error(Code::kUnavailable,
                StrCat("cannot listen on ", listen, ": the port is in use, or the address is not this machine's"));
  }
  address_ = listen.substr(0, colon) + ":" + std::to_string(port);
}

StoreServer::~StoreServer() {
  if (impl_->server == nullptr) return;
  impl_->server->Shutdown(std::chrono::system_clock::now());
  impl_->server->Wait();
}

}  // namespace lethe
