#include "datasets/story_check.h"

#include <algorithm>
#include <map>

#include "base/error.h"
#include "base/text.h"
#include "datasets/ascii_case.h"
#include "datasets/solvers/babi/story.h"

namespace lethe {
namespace {

constexpr std::string_view kAfterLine = ": ";

}  // namespace

std::string StoryFact(size_t line, std::string_view sentence) {
  return StrCat(line, kAfterLine, sentence);
}

std::string StoryConclusion(const std::string& answer) {
  return "so " + answer;
}

std::string CheckStory(const v1::Example& example) {
  std::map<size_t, std::string_view> sentences;  // by line
  for (const v1::ContextFact& fact : example.context()) {
    const std::string_view text = fact.text();
    const size_t end = text.find(kAfterLine);
    const auto line = ParseNumber<size_t>(text.substr(0, std::min(end, text.size())));
    if (end == std::string_view::npos || !line) return StrCat("fact ", fact.id(), " has no line of the story in front");
    if (!sentences.emplace(*line, text.substr(end + kAfterLine.size())).second)
      return StrCat("two facts are line ", *line, " of the story");
  }
  babi::Story story;
  for (const auto& [line, sentence] : sentences) story.Tell(sentence);
  if (!story.not_understood().empty()) return StrCat("no story has the sentence \"", story.not_understood(), "\"");
  const auto answer = story.Ask(example.question());
  if (!answer) return "the story does not answer the question";
  const bool right = SameButForCase(answer->text, example.answer()) ||
                     std::any_of(answer->also.begin(), answer->also.end(),
                                 [&](const std::string& other) { return SameButForCase(other, example.answer()); });
  return right ? "" : StrCat("the story answers \"", answer->text, "\"");
}

}  // namespace lethe
