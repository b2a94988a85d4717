// What a world example will say, before it is put into words: relations, facts, and which of them are missing or
// recalled.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "datasets/question_book.h"
#include "datasets/sources/invented_relation.h"
#include "datasets/wordings.h"

namespace lethe {

// A relation as one example uses it.
struct PlannedRelation {
  const Relation* known = nullptr;           // null: an invented one
  std::shared_ptr<const Relation> reworded;  // what `known` points to where a word was exchanged (rewordings.h)
  const Relation* reworded_from = nullptr;
  InventedRelation invented;
  std::string subject_type, object_type;
  std::string triple_name;      // what this example's triples call it
  bool closed = false;          // distractors may not add facts of it
  bool closed_objects = false;  // distractors may not give the needed facts' objects to others

  const std::string& canonical() const { return known != nullptr ? known->name : invented.name; }
};

struct PlannedFact {
  size_t relation = 0;  // index into WorldPlan::relations
  std::string subject, object;
  bool absent = false;    // the world has it, the example does not show it: what makes the question unanswerable
  bool recalled = false;  // arrives in the middle of the derivation
  bool free_text = false;
  uint64_t wording_seed = 0;      // of the draw of its wording, so that a twin is worded alike
  std::string text;               // of free text
  std::string name;               // relation as the derivation writes it when it looks this fact up
  std::optional<size_t> carrier;  // fact in whose text this one stands as well
  bool composed = false;          // its text is no longer the plain wording
  std::string decoy;              // wrong value that its text denies: "not A but B"
};

// Share of the look-ups whose key is worded as in the question; the others have the word of the fact that they cite.
inline constexpr double kKeysAsAsked = 0.8;

// A look-up of the derivation.
struct PlannedHop {
  size_t fact = 0;
  bool inverse = false;  // asks for the fact's subject
  bool recall = false;
  std::vector<size_t> loads;  // facts that the recall brings
  std::string asked_name;     // the relation as the question has it, or its canonical name
  bool key_as_asked = true;   // the step's key has asked_name, else the fact's own name
};

// A step that follows from look-ups.
struct PlannedDerived {
  std::string text;
  std::vector<size_t> hops;  // that it cites
};

enum class QuestionKind { kChain, kInverse, kCompare, kCount, kIntersect, kSuperlative, kDates, kYesNo };

enum class DateForm { kYearsBetween, kDaysAfter, kDaysBefore, kYearOfAge, kAgeInYear, kAnniversary };

// What is asked beside the chain. Each field is of the kinds that its comment names; hops and relations by index.
struct PlannedAsk {
  QuestionKind kind = QuestionKind::kChain;
  std::vector<size_t> hops;                 // the look-ups that the answer is derived from
  std::vector<std::string> names;           // what the question calls their subjects
  const MeasureWords* measure = nullptr;    // compare, superlative, dates
  bool least = false;                       // compare, superlative
  bool yes_no = false;                      // compare
  bool open = false;                        // superlative: over all that the facts list
  bool denied = false;                      // yes_no
  DateForm form = DateForm::kYearsBetween;  // dates
  int number = 0;                           // dates: days, years or a year
  std::string asked;                        // yes_no: the object that is asked about
  std::string many;                         // count: "children"
};

struct WorldPlan {
  std::vector<PlannedRelation> relations;  // the chain's first
  std::vector<PlannedFact> facts;          // the needed ones first; of a chain, facts[i] is hop i
  PlannedAsk ask;
  std::vector<PlannedDerived> derived;  // after the hops
  std::vector<PlannedHop> hops;
  std::vector<size_t> order;  // facts in the order of the context, absent ones left out
  std::string question;
  std::string question_subject;  // the first subject as the question has it
  int missing = -1;              // hop whose fact is absent
  std::string solved;            // answer of what is no chain

  bool answerable() const { return missing < 0; }
  bool chain() const { return ask.kind == QuestionKind::kChain; }
  const PlannedFact& fact_of(size_t hop) const { return facts[hops[hop].fact]; }
  const PlannedRelation& relation_of(size_t hop) const { return relations[fact_of(hop).relation]; }
  const std::string& answer() const { return chain() ? facts[hops.size() - 1].object : solved; }
};

}  // namespace lethe
