// Finds the words of a table in tokens, by the pieces that each word is made of.
//
// A word ends where the next token does not go on with it; it is found at its last token, which has read all of it, and
// only in facts and questions, which the model has before it whole. Derivations say again what those say.
//
// Threads: const use from any thread.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "model/grammar.h"

namespace lethe {

// A token that has read all that a row of a table stands for.
struct TablePlace {
  int64_t token = 0;
  int64_t row = 0;
  bool operator==(const TablePlace&) const = default;
};

class WordIndex {
 public:
  WordIndex() = default;
  // `words`: the pieces of each; of equal ones the first counts. `continues`: by piece, whether it goes on with a word.
  WordIndex(std::span<const std::u32string> words, std::vector<uint8_t> continues);

  // In order. `kinds` are the tokens'.
  std::vector<TablePlace> Find(std::span<const int32_t> tokens, std::span<const TokenKind> kinds) const;

 private:
  bool Continues(int32_t token) const;

  std::unordered_map<std::u32string, int64_t> rows_;
  std::vector<uint8_t> continues_;
};

}  // namespace lethe
