#include "retriever/source_sync.h"

#include <algorithm>

#include "base/error.h"
#include "base/text.h"
#include "retriever/fact.h"
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
  const auto view = base_.Pin();
  for (v1::Fact& fact : facts) {
    if (fact.source().empty()) fact.set_source(source_);
    if (fact.id().empty()) fact.set_id(ContentId(fact));
    Expect(fact, view->Get(fact.id()).has_value());
  }
  PutResult result = base_.PutBatch(std::move(facts));
  put_.added += result.outcome.added;
  put_.updated += result.outcome.updated;
  put_.unchanged += result.outcome.unchanged;
  return result;
}

void SourceSync::Expect(const v1::Fact& fact, bool is_there) {
  if (fact.source() != source_) {
    throw Error(Code::kInvalidArgument, StrCat("source: is \"", fact.source(), "\", but the facts of \"", source_,
                                               "\" are being brought up to date; import it by itself"));
  }
  if (!seen_.insert(StableHash(fact.id())).second) return;
  if (!is_there && IsStatement(fact)) keys_of_added_.insert(KeyHash(fact));
}

// A vanished fact whose key has come with another object was changed, not removed.
SyncReport SourceSync::Finish(const PutOutcome& put) {
  SyncReport report;
  report.unchanged = put_.unchanged + put.unchanged;
  const uint64_t added = put_.added + put.added;
  uint64_t replaced = 0;
  std::vector<std::string> vanished;
  base_.Pin()->ForEachOfSource(source_, [&](const v1::Fact& fact) {
    if (seen_.contains(StableHash(fact.id()))) return;
    vanished.push_back(fact.id());
    const auto came = IsStatement(fact) ? keys_of_added_.find(KeyHash(fact)) : keys_of_added_.end();
    if (came == keys_of_added_.end()) {
      ++report.removed;
    } else {
      keys_of_added_.erase(came);
      ++replaced;
    }
  });
  for (size_t begin = 0; begin < vanished.size(); begin += kDeletedAtATime) {
    const auto first = vanished.begin() + static_cast<std::ptrdiff_t>(begin);
    base_.Delete(std::vector<std::string>(
        first, first + static_cast<std::ptrdiff_t>(std::min(kDeletedAtATime, vanished.size() - begin))));
  }
  report.added = added - std::min(added, replaced);
  report.changed = put_.updated + put.updated + replaced;
  report.version = base_.Pin()->version();
  return report;
}

}  // namespace lethe
