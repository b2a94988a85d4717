#include "services/rpc/server.h"

#include "services/rpc/admin_service.h"
#include "services/rpc/knowledge_service.h"
#include "services/rpc/listener.h"
#include "services/rpc/reasoner_service.h"

namespace lethe {
namespace {

// Handlers that wait in line each hold a thread; beside them swaps, statistics and health checks must get through.
constexpr int kSpareThreads = 32;

int ThreadsFor(const ReasonerLimits& limits) {
  return static_cast<int>(limits.max_concurrent + limits.max_queued + KnowledgeService::MostThreads()) + kSpareThreads;
}

}  // namespace

struct Server::Impl {
  Impl(const std::string& listen, const Reasoner& reasoner, AliasTable& table)
      : asks(reasoner, table),
        knowledge(table, reasoner.limits().max_question_bytes),
        admin(table),
        listener(listen, services, ThreadsFor(reasoner.limits())) {}
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
