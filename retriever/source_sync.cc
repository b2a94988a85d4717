#include "retriever/source_sync.h"

#include "base/error.h"
#include "base/text.h"
#include "retriever/normalize.h"

namespace lethe {
namespace {

constexpr size_t kDeletedAtATime = 10'000;

uint64_t KeyHash(const v1::Fact& fact) {
  return StableHash(StrCat(NormalizeKey(fact.subject()), '\0', NormalizeKey(fact.relation())));
}

}  // namespace

SourceSync::SourceSync(KnowledgeBase& base, std::string source) : base_(base), source_(std::move(source)) {
  if (source_.empty()) {
    throw Error(Code::kInvalidArgument, "source is empty: name the source whose facts are brought up to date");
  }
}

PutResult SourceSync::Put(std::vector<v1::Fact> facts) {
  for (v1::Fact& fact : facts) {
    if (fact.source().empty()) fact.set_source(source_);
    if (fact.source() == source_) continue;
    throw Error(Code::kInvalidArgument, StrCat("source: is \"", fact.source(), "\", but the facts of \"", source_,
                                               "\" are being brought up to date; import it by itself"));
  }
  const auto before = base_.Pin();
  const std::vector<v1::Fact> kept = facts;
  PutResult result = base_.PutBatch(std::move(facts));
  for (size_t i = 0; i < kept.size(); ++i) {
    if (!seen_.insert(StableHash(result.ids[i])).second) continue;
    const bool is_new = !before->Get(result.ids[i]).has_value();
    if (is_new && !kept[i].relation().empty()) keys_of_added_.insert(KeyHash(kept[i]));
  }
  report_.added += result.outcome.added;
  report_.changed += result.outcome.updated;
  report_.unchanged += result.outcome.unchanged;
  return result;
}

// A vanished fact whose key has come with another object was changed, not removed.
SyncReport SourceSync::Finish() {
  std::vector<std::string> vanished;
  base_.Pin()->ForEachOfSource(source_, [&](const v1::Fact& fact) {
    if (seen_.contains(StableHash(fact.id()))) return;
    vanished.push_back(fact.id());
    const auto came = fact.relation().empty() ? keys_of_added_.end() : keys_of_added_.find(KeyHash(fact));
    if (came == keys_of_added_.end()) {
      ++report_.removed;
      return;
    }
    keys_of_added_.erase(came);
    ++report_.changed;
    --report_.added;
  });
  for (size_t begin = 0; begin < vanished.size(); begin += kDeletedAtATime) {
    const auto first = vanished.begin() + static_cast<std::ptrdiff_t>(begin);
    base_.Delete(std::vector<std::string>(
        first, first + static_cast<std::ptrdiff_t>(std::min(kDeletedAtATime, vanished.size() - begin))));
  }
  report_.version = base_.Pin()->version();
  return report_;
}

}  // namespace lethe
