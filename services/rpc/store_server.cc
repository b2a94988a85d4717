#include "services/rpc/store_server.h"

#include "services/rpc/admin_service.h"
#include "services/rpc/knowledge_service.h"
#include "services/rpc/listener.h"

namespace lethe {

struct StoreServer::Impl {
  Impl(const std::string& listen, AliasTable& aliases)
      : knowledge(aliases), admin(aliases), listener(listen, services, KnowledgeService::MostBusy()) {}
  KnowledgeService knowledge;
  AdminService admin;
  NamedService services[2] = {{v1::KnowledgeStore::service_full_name(), &knowledge},
                              {v1::Admin::service_full_name(), &admin}};
  Listener listener;
};

StoreServer::StoreServer(const std::string& listen, AliasTable& aliases)
    : impl_(std::make_unique<Impl>(listen, aliases)) {}

StoreServer::~StoreServer() = default;

const std::string& StoreServer::address() const {
  return impl_->listener.address();
}

}  // namespace lethe
