// How well a relation answers a question, from words alone: what ranks the facts of a subject that a question names.
//
// Formula: 0.6 * share of the relation's stems found among the question's (a stem that only hints bring counts 0.5 to
// 0.9) + 0.4 * share of the relation's character trigrams found in the question's words. "place of birth" against
// "where was ... born" has no word in common; the hints (a small table: born -> birth, where -> place, city ...)
// bridge that.
// Units: 0 (nothing in common) to 1.
// Threads: a RelationQuery is read from any thread.
// Cost: about 1 us a relation.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace lethe {

class RelationQuery {
 public:
  // `words` are folded words: the question without the words of the subject.
  explicit RelationQuery(const std::vector<std::string>& words);

  double Similarity(std::string_view relation) const;

 private:
  std::unordered_map<std::string, double> stems_;  // stem -> weight
  std::unordered_set<std::string> trigrams_;
};

// Relation words that a word of a question hints at; both as stems. Empty where there are none.
const std::vector<std::string>& HintsOf(const std::string& stem);

}  // namespace lethe
