#include "services/rpc/server.h"

#include "services/rpc/admin_service.h"
#include "services/rpc/knowledge_service.h"
#include "services/rpc/listener.h"
#include "services/rpc/reasoner_service.h"

namespace lethe {

struct Server::Impl {
  Impl(const std::string& listen, const Reasoner& reasoner, AliasTable& table)
      : asks(reasoner, table),
        knowledge(table, reasoner.limits().max_question_bytes),
        admin(table),
        listener(listen, services,
                 reasoner.limits().max_concurrent + reasoner.limits().max_queued + KnowledgeService::MostBusy()) {}
  ReasonerService asks;
  KnowledgeService knowledge;
  AdminService admin;
  NamedService services[3] = {{v1::Reasoner::service_full_name(), &asks},
                              {v1::KnowledgeStore::service_full_name(), &knowledge},
                              {v1::Admin::service_full_name(), &admin}};
  Listener listener;
};

Server::Server(const std::string& listen, const Reasoner& reasoner, AliasTable& aliases)
    : impl_(std::make_unique<Impl>(listen, reasoner, aliases)) {}

Server::~Server() = default;

const std::string& Server::address() const {
  return impl_->listener.address();
}

void Server::Stop(std::chrono::milliseconds patience) {
  impl_->listener.Stop(patience);
}

}  // namespace lethe
