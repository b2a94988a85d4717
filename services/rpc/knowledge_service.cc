#include "services/rpc/knowledge_service.h"

#include <optional>

#include "base/parallel.h"
#include "retriever/knowledge_base.h"
#include "services/rpc/boundary.h"

namespace lethe {
namespace {

constexpr uint32_t kDefaultHits = 5;
constexpr uint32_t kMostHits = 1000;
constexpr uint32_t kMostWaiting = 4096;

void SetRef(v1::StoreRef& ref, const std::string& alias, uint64_t version) {
  ref.set_alias(alias.empty() ? "default" : alias);
  ref.set_version(version);
}

FactSelection SelectionOf(const v1::DeleteRequest& request) {
  FactSelection selection;
  selection.ids.assign(request.ids().begin(), request.ids().end());
  selection.subjects.assign(request.subjects().begin(), request.subjects().end());
  selection.sources.assign(request.sources().begin(), request.sources().end());
  selection.tags.assign(request.tags().begin(), request.tags().end());
  selection.valid_at = request.valid_at();
  selection.ended_before = request.ended_before();
  return selection;
}

SearchOptions OptionsOf(const v1::SearchRequest& request) {
  SearchOptions options;
  SetSearchMode(request.mode(), options);
  options.k = request.k() > 0 ? request.k() : kDefaultHits;
  options.filter = request.filter();
  options.explain = request.explain();
  return options;
}

}  // namespace

KnowledgeService::KnowledgeService(AliasTable& aliases)
    : aliases_(aliases), searches_(static_cast<uint32_t>(HardwareThreads()), kMostWaiting) {}

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
      response->set_deleted(base.Delete(SelectionOf(*request)));
      response->set_version(base.Pin()->version());
    });
  });
}

grpc::Status KnowledgeService::Search(grpc::ServerContext* context, const v1::SearchRequest* request,
                                      v1::SearchResponse* response) {
  return AtBoundary([&] {
    if (request->text().empty()) throw Error(Code::kInvalidArgument, "field \"text\" is empty: say what to search for");
    if (request->k() > kMostHits)
      throw Error(Code::kInvalidArgument, StrCat("field \"k\" is ", request->k(), ": at most ", kMostHits));
    const Admission::Ticket ticket = searches_.Enter(ControlOf(*context));
    const auto view = aliases_.PinView(request->alias());
    SearchResult result = view->Find(request->text(), OptionsOf(*request));
    response->set_nothing_found(result.nothing_found);
    response->set_confidence(result.confidence);
    for (Hit& hit : result.hits) {
      v1::SearchHit* out = response->add_hits();
      *out->mutable_fact() = std::move(hit.fact);
      out->set_score(hit.score);
      out->set_channel(hit.channel);
      if (hit.reason) *out->mutable_reason() = std::move(*hit.reason);
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
    response->set_segments(stats.segments);
    response->set_tombstones(stats.tombstones);
  });
}

}  // namespace lethe
