// What kind of word each token of a continuation belongs to, and whether only the context shows that word.
//
// name         capitalised, and not only because a sentence begins: "Lily", "Paris"
// number       digits: "214", "1,000"; not number words
// function     articles, pronouns, prepositions, conjunctions, auxiliaries
// copied       any other word that stands in the context, and neither in the prompt nor earlier in the continuation
// punctuation  tokens without a letter or digit
// other        the rest
// English; other languages get names, numbers and copied words right as far as they capitalise likewise.
// Threads: pure functions.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "model/tokenizer/tokenizer.h"
#include "proto/example.pb.h"

namespace lethe {

enum class WordKind : uint8_t { kName, kNumber, kFunction, kCopied, kPunctuation, kOther };
inline constexpr std::array kWordKinds = {WordKind::kName,   WordKind::kNumber,      WordKind::kFunction,
                                          WordKind::kCopied, WordKind::kPunctuation, WordKind::kOther};
std::string_view WordKindName(WordKind kind);

struct TokenClass {
  WordKind kind = WordKind::kOther;
  bool only_in_context = false;  // the word stands in the context, and neither in the prompt nor earlier
  uint32_t end = 0;              // the token's bytes end here in the continuation
  uint32_t word = 0;             // words begun before the token's
};

// `tokens` are those of example.answer(), its context and question are what was read before.
std::vector<TokenClass> ClassifyTokens(const Tokenizer& tokenizer, std::span<const int32_t> tokens,
                                       const v1::Example& example);

}  // namespace lethe
