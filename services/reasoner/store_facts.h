// A pinned version of a store as a source of facts.
#pragma once

#include <memory>
#include <string>

#include "base/file.h"
#include "services/reasoner/fact_source.h"
#include "services/reasoner/reasoner.h"

namespace lethe {

class StoreView;

class StoreFacts : public FactSource {
 public:
  // An empty filter lets every fact pass.
  StoreFacts(std::shared_ptr<const StoreView> view, std::string alias, double recall_threshold,
             v1::SearchFilter filter = {});
  std::vector<FoundFact> Search(const std::string& question, size_t k) const override;
  std::vector<FoundFact> Recall(const std::string& subject, const std::string& relation, size_t k) const override;
  std::unique_ptr<const FactSource> Only(const v1::SearchFilter& filter) const override;
  v1::StoreRef ref() const override;

 private:
  std::shared_ptr<const StoreView> view_;
  std::string alias_;
  double recall_threshold_;
  v1::SearchFilter filter_;
};

// Opens the store folder for reading and pins its newest version.
// Errors: those of KnowledgeBase::Open.
std::unique_ptr<const FactSource> OpenStoreFacts(const Path& folder, const ReasonerLimits& limits);

}  // namespace lethe
