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

// By number, whether the document uses it; other tokens count as number 0, which is never used.
std::vector<bool> UsedNumbers(const TokenDocument& document) {
  std::vector<bool> used(kMaxNumber + 1, false);
  for (const int32_t token : document.tokens) used[SpecialTokens::NumberOf(token)] = true;
  used[0] = false;
  return used;
}

// New number of each old one, by the old number.
std::vector<int32_t> DrawNumbers(const TokenDocument& document, std::vector<int>& free) {
  const std::vector<bool> used = UsedNumbers(document);
  const auto count = static_cast<size_t>(std::count(used.begin(), used.end(), true));
  LETHE_CHECK(count <= free.size(), count, " numbers, ", free.size(), " left");
  std::vector<int> drawn(free.end() - static_cast<int64_t>(count), free.end());
  free.resize(free.size() - count);
  std::vector<int32_t> renamed(kMaxNumber + 1, 0);
  for (int old = 1; old <= kMaxNumber; ++old) {
    if (!used[old]) continue;
    renamed[old] = drawn.back();
    drawn.pop_back();
  }
  return renamed;
}

void Copy(const TokenDocument& from, size_t begin, size_t end, const std::vector<int32_t>& renamed, Sequence& to) {
  for (size_t i = begin; i < end; ++i) {
    const int number = SpecialTokens::NumberOf(from.tokens[i]);
    to.tokens.push_back(number > 0 ? SpecialTokens::Number(renamed[number]) : from.tokens[i]);
    to.kinds.push_back(from.kinds[i]);
    to.loss_weight.push_back(from.loss_weight[i]);
  }
}

}  // namespace

int CountNumbers(const TokenDocument& document) {
  const std::vector<bool> used = UsedNumbers(document);
  return static_cast<int>(std::count(used.begin(), used.end(), true));
}

Sequence MergeDocuments(const std::vector<TokenDocument>& documents, Random& random) {
  std::vector<int> free(kMaxNumber);
  std::iota(free.begin(), free.end(), 1);
  random.Shuffle(free);
  Sequence merged;
  std::vector<std::vector<int32_t>> renamed;
  for (const TokenDocument& document : documents) {
    renamed.push_back(DrawNumbers(document, free));
    Copy(document, renamed.size() == 1 ? 0 : 1, QuestionBegin(document), renamed.back(), merged);
  }
  for (size_t d = 0; d < documents.size(); ++d) {
    Copy(documents[d], QuestionBegin(documents[d]), documents[d].tokens.size(), renamed[d], merged);
  }
  return merged;
}

}  // namespace lethe
