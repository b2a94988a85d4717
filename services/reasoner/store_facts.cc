#include "services/reasoner/store_facts.h"

#include "retriever/knowledge_base.h"

namespace lethe {
namespace {

std::vector<FoundFact> ToFound(std::vector<Hit> hits) {
  std::vector<FoundFact> found;
  for (Hit& hit : hits) found.push_back({std::move(hit.fact), hit.score});
  return found;
}

}  // namespace

StoreFacts::StoreFacts(std::shared_ptr<const StoreView> view, std::string alias, double recall_threshold,
                       v1::SearchFilter filter)
    : view_(std::move(view)),
      alias_(std::move(alias)),
      recall_threshold_(recall_threshold),
      filter_(std::move(filter)) {}

std::vector<FoundFact> StoreFacts::Search(const std::string& question, size_t k) const {
  SearchOptions options;
  options.k = k;
  options.filter = filter_;
  return ToFound(view_->Search(question, options));
}

std::vector<FoundFact> StoreFacts::Recall(const std::string& subject, const std::string& relation, size_t k) const {
  return ToFound(view_->LookupOrSearch(subject, relation, k, recall_threshold_, filter_));
}

std::unique_ptr<const FactSource> StoreFacts::Only(const v1::SearchFilter& filter) const {
  return std::make_unique<StoreFacts>(view_, alias_, recall_threshold_, filter);
}

v1::StoreRef StoreFacts::ref() const {
  v1::StoreRef ref;
  ref.set_alias(alias_);
  ref.set_version(view_->version());
  return ref;
}

std::unique_ptr<const FactSource> OpenStoreFacts(const Path& folder, const ReasonerLimits& limits) {
  const auto base = KnowledgeBase::Open(folder, {}, OpenMode::kRead);
  return std::make_unique<StoreFacts>(base->Pin(), "default", limits.recall_threshold);
}

}  // namespace lethe
