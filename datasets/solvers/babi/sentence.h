// Simple English sentences as words, and patterns over them.
//
//   Match("Mary went back to the hallway.", "*who went|moved ?back to the *place") -> {"Mary", "hallway"}
//
// Threads: values and pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lethe::babi {

// Words as written, without commas and without the final point or question mark.
using Sentence = std::vector<std::string>;

Sentence ParseSentence(std::string_view text);
// Lower-case form, by which names are compared.
std::string Key(std::string_view name);

// A pattern is a row of words: `word` or `one|other` stands for itself whatever its case, `?word` may be absent,
// `=one|other` takes that word, and `*name` takes one word or more (as few as possible). What was taken comes back in
// its order.
class Pattern {
 public:
  Pattern(const char* text);  // NOLINT(google-explicit-constructor): tables of patterns read as text

  std::optional<std::vector<std::string>> Match(const Sentence& sentence) const;

 private:
  struct Item {
    enum class Kind { kWord, kMaybe, kTake, kStar } kind = Kind::kWord;
    std::vector<std::string> words;  // lower case
  };

  bool MatchFrom(size_t item, const Sentence& sentence, size_t word, std::vector<std::string>& taken) const;
  bool MatchWord(size_t item, const Sentence& sentence, size_t word, std::vector<std::string>& taken) const;
  bool MatchStar(size_t item, const Sentence& sentence, size_t word, std::vector<std::string>& taken) const;

  std::vector<Item> items_;
};

}  // namespace lethe::babi
