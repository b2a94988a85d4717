#include "services/rpc/echo_server.h"

#include <grpcpp/grpcpp.h>

#include "proto/knowledge.grpc.pb.h"
#include "services/rpc/listener.h"

namespace lethe {
namespace {

class Echo : public v1::KnowledgeStore::Service {
 public:
  explicit Echo(v1::SearchResponse response) : response_(std::move(response)) {}

  grpc::Status Search(grpc::ServerContext*, const v1::SearchRequest*, v1::SearchResponse* response) override {
    *response = response_;
    return grpc::Status::OK;
  }

 private:
  const v1::SearchResponse response_;
};

}  // namespace

struct EchoServer::Impl {
  Impl(const std::string& listen, v1::SearchResponse response)
      : echo(std::move(response)), listener(listen, services) {}
  Echo echo;
  NamedService services[1] = {{v1::KnowledgeStore::service_full_name(), &echo}};
  Listener listener;
};

EchoServer::EchoServer(const std::string& listen, v1::SearchResponse response)
    : impl_(std::make_unique<Impl>(listen, std::move(response))) {}

EchoServer::~EchoServer() = default;

const std::string& EchoServer::address() const {
  return impl_->listener.address();
}

}  // namespace lethe
