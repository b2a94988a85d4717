#include "datasets/sources/invented_relation.h"

#include <algorithm>

#include "base/error.h"
#include "base/text.h"
#include "datasets/ascii_case.h"
#include "datasets/names/name_source.h"

namespace lethe {
namespace {

// "blue folder holder" -> "holder of the blue folder"; a single word stays.
std::string Turned(const std::string& name) {
  const size_t space = name.rfind(' ');
  return space == std::string::npos ? name : name.substr(space + 1) + " of the " + name.substr(0, space);
}

}  // namespace

InventedRelations::InventedRelations(const InventedBook& book, WorldConfig::WordingPart part)
    : nouns_(SelectPart(book.noun(), part)),
      adjectives_(SelectPart(book.adjective(), part)),
      qualifiers_(book.qualifier().begin(), book.qualifier().end()),
      ask_(SelectPart(book.ask(), part)),
      ask_person_(SelectPart(book.ask_person(), part)),
      ask_key_(SelectPart(book.ask_key(), part)),
      state_(SelectPart(book.state(), part)),
      noun_(SelectPart(book.noun_phrase(), part)),
      ask_verb_(SelectPart(book.ask_verb(), part)),
      state_verb_(SelectPart(book.state_verb(), part)),
      noun_verb_(SelectPart(book.noun_verb(), part)),
      lead_in_(SelectPart(book.lead_in(), part)) {
  for (int i = 0; i < book.verb_size(); ++i) {
    if (InPart(static_cast<size_t>(i), part)) verbs_.push_back(book.verb(i));
  }
  for (int i = 0; i < book.alike_size(); ++i) {
    if (InPart(static_cast<size_t>(i), part)) alike_.push_back(book.alike(i));
  }
}

InventedRelation InventedRelations::Make(bool person_object, Random& random) const {
  InventedRelation relation;
  if (!alike_.empty() && random.Chance(0.25)) return MakeAlike(random);
  if (person_object && !verbs_.empty() && random.Chance(0.35)) {
    relation.verb = &random.Pick(verbs_);
    relation.name = relation.verb->agent();
    if (random.Chance(0.3)) relation.name = random.Pick(nouns_) + " " + relation.name;
    if (relation.name == relation.verb->agent()) {
      relation.verbal_fact = random.Chance(0.5);
      relation.verbal_question = random.Chance(0.5);
    } else {
      relation.verb = nullptr;
    }
  } else {
    relation.name = NounName(random);
  }
  Vary(relation, random);
  return relation;
}

InventedRelation InventedRelations::MakeAlike(Random& random) const {
  InventedRelation relation;
  relation.alike = &random.Pick(alike_);
  const size_t words = static_cast<size_t>(relation.alike->word_size());
  const size_t in_fact = random.Below(words);
  const size_t in_question = (in_fact + 1 + random.Below(words - 1)) % words;
  const std::string qualifier =
      random.Chance(0.5) ? "" : (random.Chance(0.5) ? random.Pick(adjectives_) : random.Pick(nouns_)) + " ";
  relation.fact_name = qualifier + relation.alike->word(static_cast<int>(in_fact));
  relation.name = relation.question_name = qualifier + relation.alike->word(static_cast<int>(in_question));
  return relation;
}

InventedRelation InventedRelations::MakeNear(const InventedRelation& other, Random& random) const {
  InventedRelation relation;
  const std::vector<std::string_view> words = SplitWords(other.name);
  if (random.Chance(0.5)) {
    relation.name = StrCat(words.front(), " ", random.Pick(nouns_));
  } else {
    relation.name = StrCat(random.Chance(0.5) ? random.Pick(adjectives_) : random.Pick(nouns_), " ", words.back());
  }
  relation.fact_name = relation.question_name = relation.name;
  return relation;
}

std::string InventedRelations::NounName(Random& random) const {
  const auto noun = [&] { return random.Pick(nouns_); };
  const auto adjective = [&] { return random.Pick(adjectives_); };
  switch (random.Below(14)) {
    case 0:
    case 12:
    case 13:
      return noun();
    case 1:
      return NameSource::PseudoWord(random);
    case 2:
      return NameSource::PseudoWord(random) + " " + noun();
    case 3:
      return adjective() + " " + NameSource::PseudoWord(random);
    case 4:
    case 5:
    case 6:
      return adjective() + " " + noun();
    case 7:
    case 8:
      return noun() + " " + noun();
    case 9:
      return adjective() + " " + noun() + " " + noun();
    case 10:
      return noun() + " of the " + noun();
    default:
      return noun() + " " + noun() + " " + (verbs_.empty() ? noun() : random.Pick(verbs_).agent());
  }
}

// Lets fact and question differ in how they put the name.
void InventedRelations::Vary(InventedRelation& relation, Random& random) const {
  relation.fact_name = relation.question_name = relation.name;
  if (relation.verb != nullptr) {
    if (random.Chance(0.4)) relation.fact_name = relation.verb->participle() + " by";
    return;
  }
  if (!random.Chance(0.4)) return;
  std::string& changed = random.Chance(0.5) ? relation.fact_name : relation.question_name;
  switch (random.Below(5)) {
    case 0:
    case 1:
      changed = random.Pick(qualifiers_) + " " + changed;
      break;
    case 2:
      changed = PluralOf(changed);
      break;
    case 3:
      changed = Turned(changed);
      break;
    default:
      changed = ReplaceAll(changed, " ", random.Chance(0.6) ? "-" : "");
      break;
  }
}

Worded InventedRelations::Ask(const InventedRelation& relation, const std::string& subject, bool nested,
                              bool person_object, Random& random) const {
  if (relation.verb != nullptr && relation.verbal_question) {
    const std::string& wording = PickWording(ask_verb_, nested, random);
    const bool passive = wording.find("{d}") != std::string::npos;
    return {Fill(wording, {.s = subject, .v = relation.verb->third(), .d = relation.verb->participle()}),
            passive ? relation.verb->participle() + " by" : relation.verb->agent()};
  }
  const std::vector<std::string>& list = person_object && random.Chance(0.6) ? ask_person_ : ask_;
  return {Fill(PickWording(list, nested, random), {.s = subject, .r = relation.question_name}), relation.question_name};
}

Worded InventedRelations::State(const InventedRelation& relation, const std::string& subject, const std::string& object,
                                Random& random) const {
  if (relation.verb != nullptr && relation.verbal_fact) {
    const std::string& wording = random.Pick(state_verb_);
    const bool passive = wording.find("{d}") != std::string::npos;
    return {Fill(wording, {.s = subject, .o = object, .v = relation.verb->third(), .d = relation.verb->participle()}),
            passive ? relation.verb->participle() + " by" : relation.verb->agent()};
  }
  // "supervised by" is a key of tables, not of sentences.
  const std::string& name = relation.verb != nullptr ? relation.name : relation.fact_name;
  return {Fill(random.Pick(state_), {.s = subject, .o = object, .r = name}), name};
}

Worded InventedRelations::Noun(const InventedRelation& relation, const std::string& subject, bool nested,
                               Random& random) const {
  if (relation.verb != nullptr && relation.verbal_question) {
    const std::string& wording = PickWording(noun_verb_, nested, random);
    const bool passive = wording.find("{d}") != std::string::npos;
    return {Fill(wording, {.s = subject, .v = relation.verb->third(), .d = relation.verb->participle()}),
            passive ? relation.verb->participle() + " by" : relation.verb->agent()};
  }
  return {Fill(PickWording(noun_, nested, random), {.s = subject, .r = relation.question_name}),
          relation.question_name};
}

std::string InventedRelations::AskKey(const std::string& relation_name, const std::string& subject, bool nested,
                                      Random& random) const {
  return Fill(PickWording(ask_key_, nested, random), {.s = subject, .r = relation_name});
}

namespace {

// True when `check` says so of every word of the name; a hyphen parts words as a space does.
template <typename Check>
bool AllWords(std::string_view name, const Check& check) {
  const auto parts = [](char c) { return c == ' ' || c == '-' || (c >= '\t' && c <= '\r'); };
  for (size_t at = 0; at < name.size(); ++at) {
    const size_t begin = at;
    while (at < name.size() && !parts(name[at])) ++at;
    if (at > begin && !check(name.substr(begin, at - begin))) return false;
  }
  return true;
}

bool HoldsWord(std::string_view name, std::string_view word) {
  return !AllWords(name, [&](std::string_view other) { return !SameButForCase(word, other); });
}

bool HoldsWordsOf(std::string_view name, std::string_view other) {
  return AllWords(other, [&](std::string_view word) { return HoldsWord(name, word); });
}

}  // namespace

bool ConfusableNames(std::string_view a, std::string_view b) {
  return HoldsWordsOf(a, b) || HoldsWordsOf(b, a);
}

bool Confusable(const InventedRelation& a, const InventedRelation& b) {
  if (a.alike != nullptr && a.alike == b.alike) return true;
  return ConfusableNames(a.name, b.name) || (a.alike != nullptr && ConfusableNames(a.fact_name, b.name)) ||
         (b.alike != nullptr && ConfusableNames(a.name, b.fact_name));
}

const std::string& PickWording(const std::vector<std::string>& wordings, bool nested, Random& random) {
  const std::string* wording = &random.Pick(wordings);
  for (int tries = 0; nested && tries < 6 && wording->find("{s}'s") != std::string::npos; ++tries)
    wording = &random.Pick(wordings);
  return *wording;
}

}  // namespace lethe
