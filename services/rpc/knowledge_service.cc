#include "services/rpc/knowledge_service.h"

#include <optional>

#include "base/parallel.h"
#include "retriever/knowledge_base.h"
#include "services/reasoner/text_limit.h"
#include "services/rpc/boundary.h"
#include "services/rpc/message_limits.h"

namespace lethe {
namespace {

constexpr uint32_t kDefaultHits = 5;
constexpr uint32_t kMostHits = 1000;
constexpr int kMostIds = 1000;
constexpr size_t kMostPutBytes = size_t{2} * kMaxMessageBytes;
constexpr size_t kMostGetBytes = kMaxMessageBytes - (size_t{1} << 20);  // leaves room for the framing of facts

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

// The facts of a stream: all of them are put, or none, so they are kept until the last has come.
class CollectedPut {
 public:
  void Add(v1::PutRequest& request) {
    if (is_first_) alias_ = request.alias();
    is_first_ = false;
    if (!request.alias().empty() && Named(request.alias()) != Named(alias_)) {
      throw Error(Code::kInvalidArgument,
                  StrCat("field \"alias\" is \"", request.alias(), "\", the stream began with \"", Named(alias_),
                         "\": put the facts of each alias in a stream of its own"));
    }
    bytes_ += request.ByteSizeLong();
    if (bytes_ > kMostPutBytes) {
      throw Error(Code::kResourceExhausted, StrCat("the facts of one stream have more than ", kMostPutBytes,
                                                   " bytes, none of them is stored: put them in several streams"));
    }
    for (v1::Fact& fact : *request.mutable_facts()) facts_.push_back(std::move(fact));
  }
  const std::string& alias() const { return alias_; }
  std::vector<v1::Fact> TakeFacts() { return std::move(facts_); }

 private:
  static std::string Named(const std::string& alias) { return alias.empty() ? "default" : alias; }

  bool is_first_ = true;
  std::string alias_;
  size_t bytes_ = 0;
  std::vector<v1::Fact> facts_;
};

SearchOptions OptionsOf(const v1::SearchRequest& request) {
  SearchOptions options;
  SetSearchMode(request.mode(), options);
  options.k = request.k() > 0 ? request.k() : kDefaultHits;
  options.filter = request.filter();
  options.explain = request.explain();
  return options;
}

}  // namespace

KnowledgeService::KnowledgeService(AliasTable& aliases, uint32_t max_text_bytes)
    : aliases_(aliases),
      max_text_bytes_(max_text_bytes),
      reads_(static_cast<uint32_t>(HardwareThreads()), kMostWaiting),
      changes_(static_cast<uint32_t>(HardwareThreads()), kMostWaiting) {}

uint32_t KnowledgeService::MostBusy() {
  return 2 * (static_cast<uint32_t>(HardwareThreads()) + kMostWaiting);
}

grpc::Status KnowledgeService::Put(grpc::ServerContext* context, grpc::ServerReader<v1::PutRequest>* reader,
                                   v1::PutResponse* response) {
  return AtBoundary([&] {
    CollectedPut put;
    for (v1::PutRequest request; reader->Read(&request);) put.Add(request);
    if (context->IsCancelled()) throw Error(Code::kCancelled, "the caller went away before all facts were sent");
    const AskControl control = ControlOf(*context);
    const Admission::Ticket ticket = changes_.Enter(control);
    const auto change = [&](KnowledgeBase& base) {
      const PutResult result = base.PutBatch(put.TakeFacts());
      for (const std::string& id : result.ids) response->add_ids(id);
      response->set_version(result.outcome.version);
    };
    aliases_.Change(put.alias(), change, control);
  });
}

grpc::Status KnowledgeService::Get(grpc::ServerContext* context, const v1::GetRequest* request,
                                   v1::GetResponse* response) {
  return AtBoundary([&] {
    if (request->ids_size() > kMostIds) {
      throw Error(Code::kInvalidArgument,
                  StrCat("field \"ids\" has ", request->ids_size(), " ids: at most ", kMostIds));
    }
    const AskControl control = ControlOf(*context);
    const Admission::Ticket ticket = reads_.Enter(control);
    const auto view = aliases_.PinView(request->alias());
    size_t bytes = 0;
    for (const std::string& id : request->ids()) {
      control.Check();
      std::optional<v1::Fact> fact = view->Get(id);
      if (!fact) continue;
      bytes += fact->ByteSizeLong();
      if (bytes > kMostGetBytes) {
        throw Error(Code::kResourceExhausted, StrCat("these facts have more than ", kMostGetBytes,
                                                     " bytes, too many for one message: ask for fewer ids at once"));
      }
      *response->add_facts() = std::move(*fact);
    }
    SetRef(*response->mutable_store(), request->alias(), view->version());
  });
}

grpc::Status KnowledgeService::Delete(grpc::ServerContext* context, const v1::DeleteRequest* request,
                                      v1::DeleteResponse* response) {
  return AtBoundary([&] {
    const AskControl control = ControlOf(*context);
    const Admission::Ticket ticket = changes_.Enter(control);
    const auto change = [&](KnowledgeBase& base) {
      response->set_deleted(base.Delete(SelectionOf(*request)));
      response->set_version(base.Pin()->version());
    };
    aliases_.Change(request->alias(), change, control);
  });
}

grpc::Status KnowledgeService::Search(grpc::ServerContext* context, const v1::SearchRequest* request,
                                      v1::SearchResponse* response) {
  return AtBoundary([&] {
    if (request->text().empty()) throw Error(Code::kInvalidArgument, "field \"text\" is empty: say what to search for");
    CheckTextBytes("field \"text\"", request->text(), max_text_bytes_);
    if (request->k() > kMostHits)
      throw Error(Code::kInvalidArgument, StrCat("field \"k\" is ", request->k(), ": at most ", kMostHits));
    const Admission::Ticket ticket = reads_.Enter(ControlOf(*context));
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
