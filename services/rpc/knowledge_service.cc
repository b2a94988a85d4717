#include "services/rpc/knowledge_service.h"

#include <optional>

#include "retriever/knowledge_base.h"
#include "services/rpc/boundary.h"

namespace lethe {
namespace {

constexpr uint32_t kDefaultHits = 5;
constexpr uint32_t kMostHits = 1000;

void SetRef(v1::StoreRef& ref, const std::string& alias, uint64_t version) {
  ref.set_alias(alias.empty() ? "default" : alias);
  ref.set_version(version);
}

}  // namespace

grpc::Status KnowledgeService::Put(grpc::ServerContext*, grpc::ServerReader<v1::PutRequest>* reader,
                                   v1::PutResponse* response) {
  return AtBoundary([&] {
    std::string alias;
    for (v1::PutRequest request; reader->Read(&request);) {
      if (!request.alias().empty()) alias = request.alias();
      aliases_.Change(alias, [&](KnowledgeBase& base) {
        const PutResult result = base.PutBatch({request.facts().begin(), request.facts().end()});
        for (const std::string& id : result.ids) response->add_ids(id);
        response->set_version(result.outcome.version);
      });
    }
  });
}

grpc::Status KnowledgeService::Get(grpc::ServerContext*, const v1::GetRequest* request, v1::GetResponse* response) {
  return AtBoundary([&] {
    const auto view = aliases_.PinView(request->alias());
    for (const std::string& id : request->ids()) {
      if (std::optional<v1::Fact> fact = view->Get(id)) *response->add_facts() = std::move(*fact);
    }
    SetRef(*response->mutable_store(), request->alias(), view->version());
  });
}

grpc::Status KnowledgeService::Delete(grpc::ServerContext*, const v1::DeleteRequest* request,
                                      v1::DeleteResponse* response) {
  return AtBoundary([&] {
    aliases_.Change(request->alias(), [&](KnowledgeBase& base) {
      response->set_deleted(base.Delete({request->ids().begin(), request->ids().end()}));
      response->set_version(base.Pin()->version());
    });
  });
}

grpc::Status KnowledgeService::Search(grpc::ServerContext*, const v1::SearchRequest* request,
                                      v1::SearchResponse* response) {
  return AtBoundary([&] {
    if (request->text().empty()) throw Error(Code::kInvalidArgument, "field \"text\" is empty: say what to search for");
    if (request->k() > kMostHits)
      throw Error(Code::kInvalidArgument, StrCat("field \"k\" is ", request->k(), ": at most ", kMostHits));
    const auto view = aliases_.PinView(request->alias());
    for (Hit& hit : view->Search(request->text(), request->k() > 0 ? request->k() : kDefaultHits)) {
      v1::SearchHit* out = response->add_hits();
      *out->mutable_fact() = std::move(hit.fact);
      out->set_score(hit.score);
      out->set_channel(hit.channel);
    }
    SetRef(*response->mutable_store(), request->alias(), view->version());
  });
}

grpc::Status KnowledgeService::Stats(grpc::ServerContext*, const v1::StatsRequest* request,
                                     v1::StatsResponse* response) {
  return AtBoundary([&] {
    const auto base = aliases_.Base(request->alias());
    const StoreStats stats = base->Pin()->Stats();
    response->set_facts(stats.facts);
    response->set_bytes(stats.bytes);
    response->set_version(stats.version);
    response->set_embedder(base->embedder().name());
    response->set_dimension(static_cast<uint32_t>(base->embedder().dimension()));
  });
}

}  // namespace lethe
