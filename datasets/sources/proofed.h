// Makes the examples of any source impossible to answer from what one knows: names exchanged for fresh ones, facts that
// differ from needed ones in a name, needed facts left out.
//
// Promise: as the source's own; an example that a change would break stays as it was; a twin keeps the names of its
// other half, and neither half loses a fact. Errors: kInvalidArgument for shares outside [0, 1]; those of the loaders.
// Threads: as the source's.
#pragma once

#include <memory>
#include <string>

#include "datasets/names/name_source.h"
#include "datasets/renaming.h"
#include "datasets/sources/example_source.h"

namespace lethe {

class ProofedSource : public ExampleSource {
 public:
  ProofedSource(std::unique_ptr<ExampleSource> source, const ProofingConfig& config, const Path& root);

  std::optional<uint64_t> size() const override { return source_->size(); }
  v1::Example Make(uint64_t seed, uint64_t number) const override;
  std::map<std::string, uint64_t> left_out() const override { return source_->left_out(); }
  std::string name() const override { return source_->name(); }

 private:
  void AddNearMisses(v1::Example& example, Random& random) const;
  std::optional<v1::ContextFact> NearMiss(const v1::DerivationStep& step, const v1::ContextFact& fact,
                                          Random& random) const;

  std::unique_ptr<ExampleSource> source_;
  ProofingConfig config_;
  Wordings no_wordings_;
  std::unique_ptr<NameSource> names_;
  std::unique_ptr<Renamer> renamer_;
};

// The example without a fact that a look-up needs: its derivation recalls it in vain, its answer is unknown. nullopt
// where no step looks anything up.
std::optional<v1::Example> WithoutGold(const v1::Example& example, Random& random);

}  // namespace lethe
