#include "model/data/merge.h"

#include <algorithm>
#include <numeric>

#include "base/error.h"

namespace lethe {
namespace {

// First token of the question: everything before it (but <s>) is the shared context.
size_t QuestionBegin(const TokenDocument& document) {
  const auto found = std::find(document.kinds.begin(), document.kinds.end(), TokenKind::kQuestion);
  return static_cast<size_t>(found - document.kinds.begin());
}

// By number, whether it stands among the tokens; other tokens count as number 0, which is never used.
std::vector<bool> UsedNumbers(std::span<const int32_t> tokens) {
  std::vector<bool> used(kMaxNumber + 1, false);
  for (const int32_t token : tokens) used[SpecialTokens::NumberOf(token)] = true;
  used[0] = false;
  return used;
}

// New number of each old one, by the old number; 0 for none.
using Renumbering = std::vector<int>;

// Numbers of the context as `first`, a document over the same facts, has them anew.
Renumbering SameFacts(const TokenDocument& document, const TokenDocument& first, const Renumbering& renamed) {
  Renumbering same(kMaxNumber + 1, 0);
  const size_t end = QuestionBegin(document);
  LETHE_CHECK(end == QuestionBegin(first), "the contexts differ");
  for (size_t i = 0; i < end; ++i) {
    const int number = SpecialTokens::NumberOf(document.tokens[i]);
    if (number > 0) same[number] = renamed[SpecialTokens::NumberOf(first.tokens[i])];
  }
  return same;
}

// Takes a free number for each that is used and has none yet.
void DrawNumbers(const TokenDocument& document, Renumbering& renamed, std::vector<int>& free) {
  const std::vector<bool> used = UsedNumbers(document.tokens);
  for (int old = 1; old <= kMaxNumber; ++old) {
    if (!used[old] || renamed[old] != 0) continue;
    LETHE_CHECK(!free.empty(), "no number is left");
    renamed[old] = free.back();
    free.pop_back();
  }
}

void Copy(const TokenDocument& from, size_t begin, size_t end, const Renumbering& renamed, Sequence& to) {
  for (size_t i = begin; i < end; ++i) {
    const int number = SpecialTokens::NumberOf(from.tokens[i]);
    to.Add(number > 0 ? SpecialTokens::Number(renamed[number]) : from.tokens[i], from.kinds[i], from.loss_weight[i]);
  }
}

}  // namespace

uint64_t HashContext(const TokenDocument& document) {
  uint64_t hash = 0;
  for (const int32_t token : document.tokens.first(QuestionBegin(document))) {
    const bool number = SpecialTokens::NumberOf(token) > 0;
    hash = SplitMix64(hash ^ static_cast<uint64_t>(number ? SpecialTokens::Number(1) : token));
  }
  return hash;
}

int CountNumbers(const SharedContext& documents) {
  const auto count = [](std::span<const int32_t> tokens) {
    const std::vector<bool> used = UsedNumbers(tokens);
    return static_cast<int>(std::count(used.begin(), used.end(), true));
  };
  const TokenDocument& first = documents.front();
  const int facts = count(first.tokens.first(QuestionBegin(first)));
  int numbers = facts;
  for (const TokenDocument& document : documents) numbers += count(document.tokens) - facts;
  return numbers;
}

Sequence MergeDocuments(const std::vector<SharedContext>& contexts, Random& random) {
  std::vector<int> free(kMaxNumber);
  std::iota(free.begin(), free.end(), 1);
  random.Shuffle(free);
  Sequence merged, questions;
  for (const SharedContext& documents : contexts) {
    Renumbering facts;
    for (const TokenDocument& document : documents) {
      const TokenDocument& first = documents.front();
      Renumbering renamed = facts.empty() ? Renumbering(kMaxNumber + 1, 0) : SameFacts(document, first, facts);
      DrawNumbers(document, renamed, free);
      const size_t question = QuestionBegin(document);
      if (facts.empty()) {
        Copy(document, merged.tokens.empty() ? 0 : 1, question, renamed, merged);
        facts = renamed;
      }
      Copy(document, question, document.tokens.size(), renamed, questions);
    }
  }
  merged.tokens.insert(merged.tokens.end(), questions.tokens.begin(), questions.tokens.end());
  merged.kinds.insert(merged.kinds.end(), questions.kinds.begin(), questions.kinds.end());
  merged.loss_weight.insert(merged.loss_weight.end(), questions.loss_weight.begin(), questions.loss_weight.end());
  return merged;
}

}  // namespace lethe
