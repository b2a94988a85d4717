// Relations made word by word ("blue folder holder"), with wordings that fit any relation, so that a model learns to
// match the words of a relation instead of a list of relations.
//
// What the fact calls the relation may differ from what the question calls it: supervises / supervisor, boss /
// superior, spare key / spare keys, holder of the blue folder / blue folder holder, with words like "current" on one
// side. Threads: const use from any thread.
#pragma once

#include <string>
#include <vector>

#include "base/random.h"
#include "datasets/wordings.h"

namespace lethe {

struct InventedRelation {
  std::string name;           // plain name: "spare key", "supervisor"
  std::string fact_name;      // as facts have it
  std::string question_name;  // as questions have it
  const VerbForms* verb = nullptr;
  const WordGroup* alike = nullptr;  // fact and question use different words of it
  bool verbal_fact = false;          // free text states it with the verb
  bool verbal_question = false;      // the question asks with the verb
};

// A wording filled in, and the name under which the derivation has the relation when it stands in that wording.
struct Worded {
  std::string text;
  std::string name;
};

class InventedRelations {
 public:
  InventedRelations(const InventedBook& book, WorldConfig::WordingPart part);

  InventedRelation Make(bool person_object, Random& random) const;
  // A relation whose name shares a word with `other`'s, but is another: "spare wheel" beside "spare key".
  InventedRelation MakeNear(const InventedRelation& other, Random& random) const;

  Worded Ask(const InventedRelation& relation, const std::string& subject, bool nested, bool person_object,
             Random& random) const;
  Worded State(const InventedRelation& relation, const std::string& subject, const std::string& object,
               Random& random) const;
  Worded Noun(const InventedRelation& relation, const std::string& subject, bool nested, Random& random) const;
  // "birthplace of X?" for a relation of any name.
  std::string AskKey(const std::string& relation_name, const std::string& subject, bool nested, Random& random) const;
  const std::string& LeadIn(Random& random) const { return random.Pick(lead_in_); }

  const std::vector<std::string>& nouns() const { return nouns_; }
  const std::vector<std::string>& adjectives() const { return adjectives_; }
  const std::vector<WordGroup>& alike() const { return alike_; }

 private:
  std::string NounName(Random& random) const;
  // With a word for the fact and another for the question.
  InventedRelation MakeAlike(Random& random) const;
  void Vary(InventedRelation& relation, Random& random) const;

  std::vector<std::string> nouns_, adjectives_, qualifiers_;
  std::vector<VerbForms> verbs_;
  std::vector<WordGroup> alike_;
  std::vector<std::string> ask_, ask_person_, ask_key_, state_, noun_, ask_verb_, state_verb_, noun_verb_, lead_in_;
};

// True when the words of one name are among those of the other, so that either could be meant.
bool ConfusableNames(std::string_view a, std::string_view b);
bool Confusable(const InventedRelation& a, const InventedRelation& b);

// A wording for a subject that is itself a phrase reads badly with "{s}'s"; another is drawn then.
const std::string& PickWording(const std::vector<std::string>& wordings, bool nested, Random& random);

}  // namespace lethe
