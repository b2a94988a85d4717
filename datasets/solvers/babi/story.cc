#include "datasets/solvers/babi/story.h"

namespace lethe::babi {

void Story::Tell(std::string_view sentence) {
  const Sentence words = ParseSentence(sentence);
  bool understood = false;
  // One sentence may tell several topics something, so each of them hears it.
  for (Topic* topic : {static_cast<Topic*>(&people_), static_cast<Topic*>(&layout_), static_cast<Topic*>(&sizes_),
                       static_cast<Topic*>(&kinds_), static_cast<Topic*>(&motives_)}) {
    understood = topic->Tell(words) || understood;
  }
  if (!understood && not_understood_.empty()) not_understood_ = sentence;
}

std::optional<Answer> Story::Ask(std::string_view question) const {
  if (!not_understood_.empty()) return std::nullopt;
  const Sentence words = ParseSentence(question);
  for (const Topic* topic :
       {static_cast<const Topic*>(&people_), static_cast<const Topic*>(&layout_), static_cast<const Topic*>(&sizes_),
        static_cast<const Topic*>(&kinds_), static_cast<const Topic*>(&motives_)}) {
    if (auto answer = topic->Ask(words)) return answer;
  }
  return std::nullopt;
}

}  // namespace lethe::babi
