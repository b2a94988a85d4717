#include "retriever/embedders/hashed_ngrams.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "base/random.h"
#include "retriever/normalize.h"

namespace lethe {
namespace {

// Hashes of all n-grams of one word with its borders. Incremental: the hash of a gram starts from the one that is a
// letter shorter.
void HashNgrams(const std::vector<char32_t>& word, size_t min_n, size_t max_n, std::vector<uint64_t>& hashes) {
  for (size_t begin = 0; begin < word.size(); ++begin) {
    uint64_t hash = 0xcbf29ce484222325ULL;
    const size_t longest = std::min(max_n, word.size() - begin);
    for (size_t n = 1; n <= longest; ++n) {
      hash = (hash ^ word[begin + n - 1]) * 0x100000001b3ULL;
      if (n >= min_n) hashes.push_back(SplitMix64(hash + n));
    }
  }
}

std::vector<uint64_t> TextNgrams(std::string_view text, size_t min_n, size_t max_n) {
  std::vector<uint64_t> hashes;
  std::vector<char32_t> word{' '};
  const auto finish_word = [&] {
    if (word.size() == 1) return;
    word.push_back(' ');
    HashNgrams(word, min_n, max_n, hashes);
    word.assign(1, ' ');
  };
  const std::string folded = FoldText(text);
  for (size_t i = 0; i < folded.size();) {
    const char32_t c = NextCodePoint(folded, i);
    if (IsWordCharacter(c)) {
      word.push_back(c);
    } else {
      finish_word();
    }
  }
  finish_word();
  return hashes;
}

void Normalize(std::span<float> row) {
  double square = 0;
  for (const float x : row) square += static_cast<double>(x) * x;
  if (square == 0) return;
  const float scale = static_cast<float>(1.0 / std::sqrt(square));
  for (float& x : row) x *= scale;
}

}  // namespace

HashedNgrams::HashedNgrams(const HashedNgramsConfig& config)
    : dimension_(config.dimension()), min_n_(config.min_n()), max_n_(config.max_n()) {
  if (dimension_ < 8 || dimension_ > 65536) {
    throw Error(Code::kInvalidArgument, StrCat("hashed_ngrams.dimension: ", dimension_, " is outside 8 to 65536"));
  }
  if (min_n_ < 1 || max_n_ < min_n_ || max_n_ > 16) {
    throw Error(Code::kInvalidArgument,
                StrCat("hashed_ngrams.min_n, max_n: ", min_n_, " to ", max_n_, " is no range within 1 to 16"));
  }
}

std::string HashedNgrams::name() const {
  return StrCat("hashed_ngrams/", dimension_, "/", min_n_, "-", max_n_);
}

void HashedNgrams::EmbedText(std::string_view text, std::span<float> row) const {
  std::fill(row.begin(), row.end(), 0.0f);
  std::vector<uint64_t> hashes = TextNgrams(text, min_n_, max_n_);
  std::sort(hashes.begin(), hashes.end());
  for (size_t begin = 0; begin < hashes.size();) {
    size_t end = begin;
    while (end < hashes.size() && hashes[end] == hashes[begin]) ++end;
    const float weight = end - begin == 1 ? 1.0f : 1.0f + std::log(static_cast<float>(end - begin));
    const bool negative = (hashes[begin] >> 63) != 0;
    row[hashes[begin] % dimension_] += negative ? -weight : weight;
    begin = end;
  }
  Normalize(row);
}

void HashedNgrams::Embed(std::span<const std::string_view> texts, float* rows) const {
  for (size_t i = 0; i < texts.size(); ++i) EmbedText(texts[i], {rows + i * dimension_, dimension_});
}

}  // namespace lethe
