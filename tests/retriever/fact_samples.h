// Facts for tests of the store.
#pragma once

#include <string>
#include <vector>

#include "proto/knowledge.pb.h"

namespace lethe::testing {

inline v1::Fact Triple(const std::string& subject, const std::string& relation, const std::string& object) {
  v1::Fact fact;
  fact.set_subject(subject);
  fact.set_relation(relation);
  fact.set_object(object);
  return fact;
}

inline v1::Fact TextFact(const std::string& text) {
  v1::Fact fact;
  fact.set_text(text);
  return fact;
}

// A name of its own for each number, of syllables, so that names differ in their letters and not in digits alone.
inline std::string NameOf(uint64_t number) {
  static const std::vector<std::string> kSyllables = {"ka", "lo", "mi", "ren", "tu", "vas", "del", "por", "shi", "gan"};
  std::string name;
  for (uint64_t rest = number + 1000; rest > 0; rest /= 10) name += kSyllables[rest % 10];
  name[0] = static_cast<char>(name[0] - 'a' + 'A');
  return name;
}

// Fact `number` of an endless supply, all different.
inline v1::Fact NumberedFact(uint64_t number) {
  static const std::vector<std::string> kRelations = {"place of birth", "occupation", "spouse", "employer"};
  return Triple(NameOf(number / 4) + " Lee", kRelations[number % 4], NameOf(number * 7 + 3));
}

inline std::vector<v1::Fact> NumberedFacts(uint64_t begin, uint64_t end) {
  std::vector<v1::Fact> facts;
  for (uint64_t i = begin; i < end; ++i) facts.push_back(NumberedFact(i));
  return facts;
}

}  // namespace lethe::testing
