// What a world example will say, before it is put into words: relations, facts, and which of them are missing or
// recalled.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "datasets/sources/invented_relation.h"
#include "datasets/wordings.h"

namespace lethe {

// A relation as one example uses it.
struct PlannedRelation {
  const Relation* known = nullptr;  // null: an invented one
  InventedRelation invented;
  std::string subject_type, object_type;
  std::string triple_name;  // what this example's triples call it

  const std::string& canonical() const { return known != nullptr ? known->name : invented.name; }
};

struct PlannedFact {
  size_t relation = 0;  // index into WorldPlan::relations
  std::string subject, object;
  bool absent = false;    // the world has it, the example does not show it: what makes the question unanswerable
  bool recalled = false;  // arrives in the middle of the derivation
  bool free_text = false;
  uint64_t wording_seed = 0;  // of the draw of its wording, so that a twin is worded alike
  std::string text;           // of free text
  std::string name;           // relation as the derivation writes it when it looks this fact up
};

// How one hop of the chain is reached.
struct PlannedHop {
  bool recall = false;
  std::vector<size_t> loads;  // facts that the recall brings
  std::string asked_name;     // the relation as the question has it, or its canonical name
  bool key_as_asked = true;   // the step's key has asked_name, else the fact's own name
};

struct WorldPlan {
  std::vector<PlannedRelation> relations;  // the chain's first
  std::vector<PlannedFact> facts;          // the chain's first; facts[i] is hop i
  std::vector<PlannedHop> hops;
  std::vector<size_t> order;  // facts in the order of the context, absent ones left out
  std::string question;
  std::string question_subject;  // the first subject as the question has it
  int missing = -1;              // hop whose fact is absent

  bool answerable() const { return missing < 0; }
  const std::string& answer() const { return facts[hops.size() - 1].object; }
};

}  // namespace lethe
