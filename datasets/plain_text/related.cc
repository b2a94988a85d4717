#include "datasets/plain_text/related.h"

#include <algorithm>
#include <unordered_set>

#include "base/error.h"
#include "base/text.h"
#include "datasets/minhash.h"

namespace lethe {
namespace {

constexpr size_t kBatch = 8192;
constexpr size_t kCandidates = 64;  // of which those that must not be shown fall out
constexpr size_t kRun = 5;          // words

struct Place {
  uint64_t document = 0, passage = 0;
};

// The inverse of PassageId.
Place PlaceOf(std::string_view id) {
  const size_t slash = id.rfind('/');
  LETHE_CHECK(slash != std::string_view::npos && id.starts_with('d'), "passage ", id);
  const auto document = ParseNumber<uint64_t>(id.substr(1, slash - 1));
  const auto passage = ParseNumber<uint64_t>(id.substr(slash + 1));
  LETHE_CHECK(document && passage, "passage ", id);
  return {*document, *passage};
}

// How much of a continuation's wording a passage has.
class Wording {
 public:
  explicit Wording(std::string_view text) : runs_(WordRuns(text, kRun)) {}

  double ShareIn(std::string_view passage) const {
    if (runs_.empty()) return 0;
    const std::vector<uint64_t> other = WordRuns(passage, kRun);
    const std::unordered_set<uint64_t> there(other.begin(), other.end());
    const auto shared = std::count_if(runs_.begin(), runs_.end(), [&](uint64_t run) { return there.contains(run); });
    return static_cast<double>(shared) / static_cast<double>(runs_.size());
  }

 private:
  std::vector<uint64_t> runs_;
};

}  // namespace

RelatedPassages::RelatedPassages(const Path& folder, const PlainTextConfig& config)
    : wanted_(config.related_passages()), max_overlap_(config.max_overlap()) {
  SetSearchMode(config.search(), search_);
  search_.exact = false;  // passages have no subject
  if (!search_.lexical && !search_.dense)
    throw Error(Code::kInvalidArgument, StrCat("search: \"", config.search(), "\" finds no text; say bm25 or fused"));
  search_.k = kCandidates;
  search_.may_refuse = false;
  if (wanted_ > 0) base_ = KnowledgeBase::Open(folder, {}, OpenMode::kCreate);
}

void RelatedPassages::Add(const CorpusPart& part) {
  passages_ += part.passages.size();
  if (!base_) return;
  for (size_t i = 0; i < part.passages.size(); ++i) {
    v1::Fact& fact = batch_.emplace_back();
    fact.set_id(PassageId(part.document, part.first_passage + i));
    fact.set_text(part.passages[i]);
    fact.set_source(part.source);
    if (batch_.size() == kBatch) Flush();
  }
}

void RelatedPassages::Flush() {
  base_->PutBatch(std::move(batch_));
  batch_.clear();
}

void RelatedPassages::Finish() {
  if (!base_) return;
  if (!batch_.empty()) Flush();
  view_ = base_->Pin();
}

std::vector<RelatedPassage> RelatedPassages::Find(const RelatedQuery& query) const {
  std::vector<RelatedPassage> found;
  if (!base_) return found;
  LETHE_CHECK(view_ != nullptr, "Finish was not called");
  const Wording wording(query.continuation);
  for (Hit& hit : view_->Search(query.text, search_)) {
    if (found.size() == wanted_) break;
    const Place place = PlaceOf(hit.fact.id());
    const bool shown_or_ahead = place.document == query.document && place.passage >= query.first_shown;
    if (shown_or_ahead || wording.ShareIn(hit.fact.text()) > max_overlap_) continue;
    found.push_back({hit.fact.id(), hit.fact.text()});
  }
  return found;
}

}  // namespace lethe
