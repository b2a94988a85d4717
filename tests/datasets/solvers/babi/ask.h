// Tells a topic, or a whole story, a few sentences and asks it a question.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>

#include "datasets/solvers/babi/topic.h"

namespace lethe::babi {

// The answer, its alternatives behind it ("milk/apple"); "-" for none.
inline std::string ToText(const std::optional<Answer>& answer) {
  if (!answer) return "-";
  std::string text = answer->text;
  for (const std::string& other : answer->also) text += "/" + other;
  return text;
}

template <typename T>
T Told(std::initializer_list<const char*> sentences) {
  T topic;
  for (const char* sentence : sentences) topic.Tell(ParseSentence(sentence));
  return topic;
}

inline std::string Ask(const Topic& topic, const char* question) {
  return ToText(topic.Ask(ParseSentence(question)));
}

}  // namespace lethe::babi
