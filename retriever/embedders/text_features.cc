#include "retriever/embedders/text_features.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "base/error.h"
#include "base/random.h"
#include "retriever/normalize.h"

namespace lethe {
namespace {

constexpr uint64_t kBasis = 0xcbf29ce484222325ULL;
constexpr uint64_t kPrime = 0x100000001b3ULL;
constexpr uint64_t kWordSeed = 0x77;  // keeps a word apart from the n-gram with the same letters

std::vector<std::u32string> Words(std::string_view text, size_t most) {
  std::vector<std::u32string> words;
  std::u32string word;
  const std::string folded = FoldText(text);
  for (size_t i = 0; i < folded.size() && words.size() < most;) {
    const char32_t c = NextCodePoint(folded, i);
    if (IsWordCharacter(c)) {
      word += c;
    } else if (!word.empty()) {
      words.push_back(std::move(word));
      word.clear();
    }
  }
  if (!word.empty() && words.size() < most) words.push_back(std::move(word));
  return words;
}

uint64_t Hash(std::u32string_view letters, uint64_t hash) {
  for (const char32_t c : letters) hash = (hash ^ c) * kPrime;
  return hash;
}

}  // namespace

TextFeatures::TextFeatures(const DualEncoderModel& model) : model_(model) {
  const auto refuse = [](const char* field, uint64_t value, const char* range) {
    throw Error(Code::kInvalidArgument, StrCat("dual_encoder.model.", field, ": ", value, " is outside ", range));
  };
  if (model.dimension() < 8 || model.dimension() > 4096) refuse("dimension", model.dimension(), "8 to 4096");
  if (model.buckets() < 256 || model.buckets() > (1u << 26)) refuse("buckets", model.buckets(), "256 to 2^26");
  if (model.max_n() > 16) refuse("max_n", model.max_n(), "0 to 16");
  if (model.min_n() < 1) refuse("min_n", model.min_n(), "1 to 16");
  if (model.word_run() > 4) refuse("word_run", model.word_run(), "0 to 4");
  if (model.max_words() < 1) refuse("max_words", model.max_words(), "1 and on");
  if (model.word_run() == 0 && model.max_n() < model.min_n()) refuse("word_run", 0, "1 to 4, and there are no n-grams");
}

std::vector<TextFeature> TextFeatures::Of(std::string_view text) const {
  const std::vector<std::u32string> words = Words(text, model_.max_words());
  std::vector<uint32_t> buckets;
  const auto add = [&](uint64_t hash) {
    buckets.push_back(static_cast<uint32_t>(SplitMix64(hash) % model_.buckets()));
  };
  for (size_t i = 0; i < words.size(); ++i) {
    uint64_t run = kBasis ^ kWordSeed;
    for (size_t n = 0; n < model_.word_run() && i + n < words.size(); ++n) {
      run = Hash(words[i + n], (run ^ ' ') * kPrime);
      add(run);
    }
    const std::u32string bordered = U' ' + words[i] + U' ';
    for (size_t begin = 0; begin < bordered.size(); ++begin) {
      for (size_t n = model_.min_n(); n <= model_.max_n() && begin + n <= bordered.size(); ++n)
        add(Hash(std::u32string_view(bordered).substr(begin, n), kBasis + n));
    }
  }
  std::sort(buckets.begin(), buckets.end());
  std::vector<TextFeature> features;
  for (size_t begin = 0; begin < buckets.size();) {
    size_t end = begin;
    while (end < buckets.size() && buckets[end] == buckets[begin]) ++end;
    features.push_back({buckets[begin], 1.0f + std::log(static_cast<float>(end - begin))});
    begin = end;
  }
  return features;
}

}  // namespace lethe
