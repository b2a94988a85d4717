#include "services/reasoner/citation_check.h"

#include <algorithm>

#include "retriever/fact.h"
#include "retriever/normalize.h"

namespace lethe {
std::string PlainWords(std::string_view text) {
  const std::string folded = FoldText(text);
  std::string words;
  bool gap = false;
  for (size_t position = 0; position < folded.size();) {
    const size_t begin = position;
    if (!IsWordCharacter(NextCodePoint(folded, position))) {
      gap = true;
      continue;
    }
    if (gap && !words.empty()) words += ' ';
    gap = false;
    words.append(folded, begin, position - begin);
  }
  return words;
}

bool ContainsWords(std::string_view whole, std::string_view part) {
  const std::string words = PlainWords(part);
  if (words.empty()) return !part.empty() && whole.find(part) != std::string_view::npos;
  return (" " + PlainWords(whole) + " ").find(" " + words + " ") != std::string::npos;
}

bool StepIsSupported(const ParsedStep& step, const std::vector<const v1::Fact*>& cited) {
  if (step.unknown) return true;
  if (step.kind == ParsedStep::Kind::kDerived) return !step.cites.empty();
  const std::string& claim = step.kind == ParsedStep::Kind::kLookup ? step.value : step.text;
  const bool names_subject = step.kind == ParsedStep::Kind::kLookup && !step.recalled;
  return std::any_of(cited.begin(), cited.end(), [&](const v1::Fact* fact) {
    return ContainsWords(FactWords(*fact), claim) &&
           (!names_subject || ContainsWords(SearchableText(*fact), step.subject));
  });
}

bool AnswerFollows(const ParsedStep& last, const std::string& answer) {
  return last.kind != ParsedStep::Kind::kLookup || last.unknown || ContainsWords(last.value, answer);
}

}  // namespace lethe
