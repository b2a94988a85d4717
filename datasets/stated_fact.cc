#include "datasets/stated_fact.h"

#include <string_view>

#include "datasets/ascii_case.h"
#include "datasets/whole_words.h"

namespace lethe {
namespace {

// Where `part` stands in `text` as whole words, whatever the case, at `from` or behind it.
size_t FindWords(std::string_view text, std::string_view part, size_t from = 0) {
  if (part.empty()) return std::string_view::npos;
  for (size_t at = from; (at = FindButForCase(text, part, at)) != std::string_view::npos; ++at) {
    if (StandsAlone(text, at, part.size())) return at;
  }
  return std::string_view::npos;
}

}  // namespace

bool HoldsWords(const std::string& text, const std::string& part) {
  return FindWords(text, part) != std::string_view::npos;
}

bool StatesFact(const v1::ContextFact& fact, const std::string& subject, const std::string& object) {
  if (IsTriple(fact)) return SameButForCase(fact.subject(), subject) && SameButForCase(fact.object(), object);
  return StatesFact(fact.text(), subject, object);
}

bool StatesFact(const std::string& sentence, const std::string& subject, const std::string& object) {
  for (size_t i = FindWords(sentence, subject); i != std::string::npos; i = FindWords(sentence, subject, i + 1)) {
    for (size_t j = FindWords(sentence, object); j != std::string::npos; j = FindWords(sentence, object, j + 1)) {
      if (j + object.size() <= i || i + subject.size() <= j) return true;
    }
  }
  return false;
}

}  // namespace lethe
