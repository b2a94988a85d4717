// Facts and rules in English: the words and wordings of datasets/wordings/rules.txtpb, one part of them.
//
// A literal's predicate is what is said of its subject in the third person, without its object: "is kind", "has a
// badge", "works in" (Oslo). Plural and negation follow from the first word. Promise: what is said here can be read
// back by RuleReader (rule_reader.h). Errors: kInvalidArgument naming file, list, number of the entry and cure.
// Threads: const use from any thread.
#pragma once

#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "base/file.h"
#include "base/random.h"
#include "datasets/solvers/horn_rules.h"
#include "datasets/wordings.h"

namespace lethe {

// A verb with its object's type: "works in" of "city"; without object "sings".
struct RuleAction {
  std::string predicate, object_type;
};

class RuleLanguage {
 public:
  RuleLanguage(const Path& file, WorldConfig::WordingPart part);

  // "is kind", "does not work in Oslo"; of several: "are kind", "do not work in Oslo".
  std::string Said(const Literal& literal, bool of_several = false) const;
  // "is big and kind, and has a badge"
  std::string SaidOf(const std::vector<Literal>& literals, bool of_several = false) const;
  // "Ann is kind"
  std::string Statement(const Literal& literal) const;

  // Sentences. The literals of a fact have one subject; a rule has one variable or none.
  std::string Fact(const std::vector<Literal>& literals, Random& random) const;
  std::string Rule(const HornRule& rule, bool things, Random& random) const;
  std::string Note(Random& random) const { return random.Pick(closed_note_); }
  std::string Ask(const Literal& asked, Random& random) const;
  std::string AskWho(const Literal& asked, bool things, Random& random) const;

  // Words: "kind", "a badge", "the lamp".
  const std::vector<std::string>& properties(bool of_things) const { return of_things ? thing_property_ : property_; }
  const std::vector<std::string>& possessions() const { return possession_; }
  const std::vector<RuleAction>& actions() const { return actions_; }
  const std::vector<std::string>& things() const { return things_; }
  // Holds one of the words that tell where a phrase begins: a verb of the book, "does", "not", "and". A name with one
  // ("Pico do Fogo") could not be told from the words around it.
  bool HoldsFormWord(std::string_view text) const;

 private:
  friend class RuleReader;

  std::vector<std::string> property_, thing_property_, possession_, things_;
  std::vector<RuleAction> actions_;
  std::unordered_map<std::string, std::string> base_of_;  // "works" -> "work"
  std::unordered_set<std::string> form_words_;
  std::vector<std::string> person_rule_, thing_rule_, adjective_rule_, thing_adjective_rule_, lone_rule_, fact_,
      closed_note_, ask_, ask_who_, ask_which_;
};

inline constexpr std::string_view kAnyone = "?x";  // the variable of rules

}  // namespace lethe
