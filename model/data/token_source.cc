#include "model/data/token_source.h"

#include <algorithm>
#include <unordered_map>

#include "base/error.h"
#include "model/data/key_noise.h"

namespace lethe {
namespace {
// So many misses in a row mean that the limits shut everything out.
constexpr int kMaxMisses = 1'000'000;

Error NothingWithin(const DrawLimits& limits) {
  return {Code::kInvalidArgument, StrCat("no document has at most ", limits.max_facts, " facts and ", limits.max_hops,
                                         " hops; widen `curriculum` or add data")};
}
}  // namespace

TokenSource::TokenSource(const std::vector<std::string>& paths, uint64_t seed) : random_(seed) {
  for (const std::string& path : paths) {
    for (const Path& file : ListTokenShards(path)) {
      shards_.push_back(std::make_unique<TokenShard>(file));
      first_document_.push_back(total_);
      total_ += shards_.back()->documents();
    }
  }
  if (total_ == 0)
    throw Error(Code::kInvalidArgument,
                "no training documents: set `shard` to token shards made by `lethe dataset tokenize`");
}

void TokenSource::CheckVocabulary(int64_t vocab_size) const {
  for (const auto& shard : shards_) {
    const auto said = shard->metadata().find("vocab_size");
    if (said == shard->metadata().end() || said->second == std::to_string(vocab_size)) continue;
    throw Error(Code::kFailedPrecondition,
                StrCat(shard->path().string(), " was encoded with ", said->second, " tokens, the model has ",
                       vocab_size, ": set model.vocab_size, or tokenize again with the model's tokenizer"));
  }
}

std::optional<TokenSource::TokenizerMark> TokenSource::CheckTokenizer(std::optional<TokenizerMark> first) const {
  for (const auto& shard : shards_) {
    const auto said = shard->metadata().find("tokenizer_hash");
    if (said == shard->metadata().end() || said->second.empty()) continue;
    if (!first) first = TokenizerMark{shard->path(), said->second};
    if (said->second == first->hash) continue;
    throw Error(Code::kFailedPrecondition,
                StrCat(shard->path().string(), " was encoded with another tokenizer (", said->second, ") than that of ",
                       first->file.string(), " (", first->hash,
                       "): tokenize again, so that `shard`, `eval_shard` and `tokenizer` go together"));
  }
  return first;
}

TokenSource::Place TokenSource::At(size_t document) const {
  const auto after = std::upper_bound(first_document_.begin(), first_document_.end(), document);
  const size_t shard = static_cast<size_t>(after - first_document_.begin()) - 1;
  return {shards_[shard].get(), document - first_document_[shard]};
}

TokenDocument TokenSource::Load(const Place& place) {
  const TokenShard::Document document = place.shard->document(place.index);
  return {document.tokens,
          {reinterpret_cast<const TokenKind*>(document.kinds.data()), document.kinds.size()},
          document.loss_weight};
}

bool TokenSource::IsWithin(const Place& place, const DrawLimits& limits) {
  return place.shard->document_facts(place.index) <= limits.max_facts &&
         place.shard->document_hops(place.index) <= limits.max_hops;
}

TokenSource::Place TokenSource::DrawPlace(const DrawLimits& limits) {
  for (int misses = 0; misses < kMaxMisses; ++misses) {
    const Place place = At(random_.Below(total_));
    if (IsWithin(place, limits)) return place;
  }
  throw NothingWithin(limits);
}

void TokenSource::FindSiblings() {
  if (!first_sibling_.empty()) return;
  std::unordered_map<uint64_t, size_t> last;  // document so far, by context
  first_sibling_.resize(total_);
  next_sibling_.resize(total_);
  for (size_t i = 0; i < total_; ++i) {
    first_sibling_[i] = next_sibling_[i] = i;
    const TokenDocument document = Load(At(i));
    const bool has_facts = document.kinds.size() > 1 && document.kinds[1] != TokenKind::kQuestion;
    if (!has_facts) continue;  // all of it comes by recall
    const auto [known, is_new] = last.try_emplace(HashContext(document), i);
    first_sibling_[i] = first_sibling_[known->second];
    next_sibling_[known->second] = i;
    known->second = i;
  }
}

std::vector<size_t> TokenSource::SiblingsFrom(size_t document, const DrawLimits& limits) const {
  std::vector<size_t> run;
  for (size_t i = first_sibling_[document];; i = next_sibling_[i]) {
    if (IsWithin(At(i), limits)) {
      if (std::ssize(run) == limits.questions) run.clear();
      run.push_back(i);
    }
    const bool last = next_sibling_[i] == i;
    const bool complete = last || std::ssize(run) == limits.questions;
    if (complete && !run.empty() && run.front() == document) return run;
    if (last) return {};
  }
}

std::vector<size_t> TokenSource::DrawSiblings(const DrawLimits& limits) {
  for (int misses = 0; misses < kMaxMisses; ++misses) {
    std::vector<size_t> siblings = SiblingsFrom(random_.Below(total_), limits);
    if (!siblings.empty()) return siblings;
  }
  throw NothingWithin(limits);
}

std::vector<int32_t> TokenSource::DrawKey(const DrawLimits& limits) {
  const TokenDocument other = Load(DrawPlace(limits));
  const std::vector<TokenSpan> keys = FindKeys(other);
  if (keys.empty()) return {};
  const TokenSpan key = random_.Pick(keys);
  return {other.tokens.begin() + static_cast<ptrdiff_t>(key.begin),
          other.tokens.begin() + static_cast<ptrdiff_t>(key.end)};
}

std::vector<TokenDocument> TokenSource::Draw(int64_t tokens, const DrawLimits& limits) {
  std::vector<TokenDocument> drawn;
  made_.clear();
  if (limits.questions > 1) {
    drawn = DrawMerged(tokens, limits);
  } else {
    for (int64_t left = tokens; left > 0; left -= static_cast<int64_t>(drawn.back().tokens.size()))
      drawn.push_back(Load(DrawPlace(limits)));
  }
  if (limits.key_noise <= 0 && limits.decision_weight == 1) return drawn;
  std::vector<Sequence> changed;
  for (const TokenDocument& document : drawn) {
    changed.push_back(ReplaceKeys(
        document, limits.key_noise, [&] { return DrawKey(limits); }, random_));
    if (limits.decision_weight != 1) WeightDecisions(changed.back(), limits.decision_weight);
  }
  made_ = std::move(changed);
  return Views();
}

std::vector<TokenDocument> TokenSource::Views() const {
  std::vector<TokenDocument> views;
  for (const Sequence& sequence : made_) views.push_back(View(sequence));
  return views;
}

std::vector<TokenDocument> TokenSource::DrawMerged(int64_t tokens, const DrawLimits& limits) {
  FindSiblings();
  std::vector<SharedContext> group;
  int32_t facts = 0, questions = 0;
  int numbers = 0;
  auto close = [&] {
    made_.push_back(MergeDocuments(group, random_));
    tokens -= static_cast<int64_t>(made_.back().tokens.size());
    group.clear();
    facts = questions = 0;
    numbers = 0;
  };
  while (tokens > 0) {
    const std::vector<size_t> siblings = DrawSiblings(limits);
    SharedContext documents;
    for (const size_t sibling : siblings) documents.push_back(Load(At(sibling)));
    // Numbers of derived steps alone can be too many even for one context.
    while (documents.size() > 1 && CountNumbers(documents) > kMaxNumber) documents.pop_back();
    const Place first = At(siblings.front());
    const int32_t more = first.shard->document_facts(first.index);
    const auto more_questions = static_cast<int32_t>(documents.size());
    const int more_numbers = CountNumbers(documents);
    const bool full = questions + more_questions > limits.questions || facts + more > limits.max_facts ||
                      numbers + more_numbers > kMaxNumber;
    if (!group.empty() && full) close();
    group.push_back(std::move(documents));
    facts += more;
    questions += more_questions;
    numbers += more_numbers;
  }
  return Views();
}

std::vector<TokenDocument> TokenSource::First(int64_t tokens) const {
  std::vector<TokenDocument> documents;
  for (size_t i = 0; i < total_ && tokens > 0; ++i) {
    documents.push_back(Load(At(i)));
    tokens -= static_cast<int64_t>(documents.back().tokens.size());
  }
  return documents;
}

size_t TokenSource::tokens() const {
  size_t sum = 0;
  for (const auto& shard : shards_) sum += shard->tokens();
  return sum;
}

}  // namespace lethe
