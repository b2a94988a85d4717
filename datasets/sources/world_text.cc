#include "datasets/sources/world_text.h"

#include <algorithm>
#include <array>

#include "base/config.h"
#include "base/error.h"
#include "base/text.h"
#include "datasets/first_letter.h"
#include "datasets/solvers/calendar.h"
#include "datasets/sources/world_distractors.h"
#include "datasets/whole_words.h"

namespace lethe {
namespace {

constexpr std::string_view kHole = "\x01";  // stands where a subject would

bool IsLower(char c) {
  return c >= 'a' && c <= 'z';
}

// A sentence that can be cut into subject and predicate without tearing anything.
bool IsPlain(std::string_view text) {
  return text.find_first_of(":;()\"?!") == std::string_view::npos && text.ends_with('.');
}

// "{s} of the zoo is led by {o}.": what follows the subject is a part of its name.
bool GoesOnWithName(std::string_view text) {
  static constexpr std::array<std::string_view, 12> kWords = {"of ", "in ", "at ",  "and ",   "for ", "with ",
                                                              "by ", "on ", "the ", "whose ", "who ", "as "};
  return std::any_of(kWords.begin(), kWords.end(), [&](std::string_view word) { return text.starts_with(word); });
}

// Prepositions and verbs behind which "not A but B" reads well.
constexpr std::array<std::string_view, 12> kBefore = {" in ",  " at ", " from ", " with ", " by ",  " under ",
                                                      " for ", " is ", " was ",  " to ",   " has ", " on "};

// Words behind which "what is listed as ..." is no relative clause.
constexpr std::array<std::string_view, 25> kBeforeWhat = {
    "of",   "for",  "by",   "with", "in",  "at",  "to",  "from",   "on",     "about",  "as",    "under", "into",
    "than", "near", "over", "is",   "was", "are", "did", "beside", "behind", "before", "after", "does"};

// "was on August 1966" -> "was in August 1966": the wordings of dates speak of days.
std::string InTheMonth(std::string text, const std::string& date) {
  const size_t at = text.find(date);
  if (at == std::string::npos || at < 3) return text;
  const std::string_view before = std::string_view(text).substr(at - 3, 3);
  const bool word = at == 3 || text[at - 4] == ' ';
  if (!word || (before != "on " && before != "On ")) return text;
  const auto read = ParsePartialDate(date);
  if (read && read->day == 0) text[at - 3] = text[at - 3] == 'o' ? 'i' : 'I';
  return text;
}

}  // namespace

bool JoinsWell(std::string_view text, std::string_view phrase) {
  const size_t at = text.find(phrase);
  if (at == std::string_view::npos || at == 0 || text[at - 1] != ' ') return true;
  const size_t space = at >= 2 ? text.rfind(' ', at - 2) : std::string_view::npos;
  const size_t begin = space == std::string_view::npos ? 0 : space + 1;
  const std::string_view before = text.substr(begin, at - 1 - begin);
  if (phrase.starts_with("the ")) return before != "the";
  if (!phrase.starts_with("what") && !phrase.starts_with("who")) return true;
  return before.empty() || !IsWordByte(before.back()) ||
         std::find(kBeforeWhat.begin(), kBeforeWhat.end(), before) != kBeforeWhat.end();
}

namespace {

// "city" in "in which city was {s} born?"; empty where the wording names no such place.
std::string_view PlaceWordIn(std::string_view wording) {
  for (const std::string_view asking : {"which ", "Which ", "what ", "What "}) {
    for (size_t at = wording.find(asking); at != wording.npos; at = wording.find(asking, at + 1)) {
      if (at > 0 && IsWordByte(wording[at - 1])) continue;
      const std::string_view rest = wording.substr(at + asking.size());
      for (const std::string_view place : {"city", "town", "village"}) {
        const bool ends = rest.size() == place.size() ||
                          (rest.size() > place.size() && rest[place.size()] != '\'' && !IsWordByte(rest[place.size()]));
        if (rest.starts_with(place) && ends) return rest.substr(0, place.size());
      }
    }
  }
  return {};
}

// Draws until the wording and the phrase in it go together, where that is to be had.
template <typename Draw>
Worded Joined(const std::string& subject, bool nested, const Draw& draw) {
  constexpr int kTries = 8;
  Worded worded = draw();
  for (int tries = 1; nested && tries < kTries && !JoinsWell(worded.text, subject); ++tries) worded = draw();
  return worded;
}

}  // namespace

std::string AsColumnName(const std::string& name, Random& random) {
  switch (random.Below(5)) {
    case 0:
    case 1:
      return ReplaceAll(name, " ", "_");
    case 2:
      return UpperFirst(name);
    default:
      break;
  }
  const bool camel = random.Chance(0.4);
  std::string out;
  for (std::string_view word : SplitWords(name)) {
    const std::string capital = UpperFirst(std::string(word));
    if (camel) {
      out += out.empty() ? std::string(word) : capital;
    } else {
      out += (out.empty() ? "" : " ") + capital;
    }
  }
  return out;
}

Worded StateFact(const PlannedRelation& relation, const InventedRelations& invented, const std::string& subject,
                 const std::string& object, Random& random) {
  if (relation.known == nullptr) return invented.State(relation.invented, subject, object, random);
  std::string text = Fill(random.Pick(relation.known->state), {.s = subject, .o = object});
  if (relation.known->object == "date") text = InTheMonth(std::move(text), object);
  return {std::move(text), relation.known->name};
}

Worded AskFor(const PlannedRelation& relation, const InventedRelations& invented, const std::string& subject,
              bool nested, Random& random) {
  return Joined(subject, nested, [&]() -> Worded {
    if (relation.known == nullptr)
      return invented.Ask(relation.invented, subject, nested, relation.object_type == "person", random);
    return {Fill(PickWording(relation.known->ask, nested, random), {.s = subject}), relation.known->name};
  });
}

Worded NounFor(const PlannedRelation& relation, const InventedRelations& invented, const std::string& subject,
               bool nested, Random& random) {
  return Joined(subject, nested, [&]() -> Worded {
    if (relation.known == nullptr) return invented.Noun(relation.invented, subject, nested, random);
    return {Fill(PickWording(relation.known->noun, nested, random), {.s = subject}), relation.known->name};
  });
}

bool HasPlaceWord(const std::vector<std::string>& ask) {
  return std::any_of(ask.begin(), ask.end(), [](const std::string& wording) { return !PlaceWordIn(wording).empty(); });
}

size_t HopsWithin(const WorldPlan& plan) {
  const size_t hops = plan.hops.size();
  const auto lies = [&](size_t hop) {
    const PlannedRelation& relation = plan.relation_of(hop);
    return relation.known != nullptr && relation.known->within && relation.reworded == nullptr;
  };
  size_t count = 0;
  while (count + 1 < hops && lies(hops - 1 - count)) ++count;
  if (count == 0) return 0;
  const Relation* city = plan.relation_of(hops - 1 - count).known;
  return city != nullptr && HasPlaceWord(city->ask) ? count : 0;
}

Worded AskForPlace(const PlannedRelation& relation, const std::string& kind, const std::string& subject, bool nested,
                   Random& random) {
  std::vector<std::string> wordings;
  for (std::string wording : relation.known->ask) {
    const std::string_view place = PlaceWordIn(wording);
    if (place.empty()) continue;
    wording.replace(static_cast<size_t>(place.data() - wording.data()), place.size(), kind);
    wordings.push_back(std::move(wording));
  }
  return Joined(subject, nested, [&]() -> Worded {
    return {Fill(PickWording(wordings, nested, random), {.s = subject}), relation.known->name};
  });
}

std::optional<Predicate> DrawPredicate(const PlannedRelation& relation, const InventedRelations& invented,
                                       const std::string& object, bool possessive_too, Random& random) {
  for (int tries = 0; tries < 8; ++tries) {
    Worded worded = StateFact(relation, invented, std::string(kHole), object, random);
    std::string_view text = worded.text;
    if (!text.starts_with(kHole) || text.find(kHole, 1) != std::string_view::npos || !IsPlain(text)) continue;
    const bool possessive = text.substr(1).starts_with("'s ");
    if (possessive && !possessive_too) continue;
    const size_t from = possessive ? 4 : 2;
    if (text.size() < from + 2 || (!possessive && text[1] != ' ') || !IsLower(text[from])) continue;
    if (!possessive && GoesOnWithName(text.substr(from))) continue;
    return Predicate{std::string(text.substr(from, text.size() - from - 1)), std::move(worded.name), possessive};
  }
  return std::nullopt;
}

TextComposer::TextComposer(const Path& file, WorldConfig::WordingPart part, const Wordings& wordings,
                           const InventedRelations& invented, const NameSource& names)
    : wordings_(wordings), invented_(invented), names_(names) {
  CompositionBook book;
  LoadConfig(file, book);
  using List = google::protobuf::RepeatedPtrField<std::string>;
  const auto select = [&](const char* field, const List& list, std::vector<std::string_view> required,
                          std::vector<std::string_view> optional) {
    if (list.empty()) throw Error(Code::kInvalidArgument, StrCat(file.string(), ": has no ", field));
    for (int i = 0; i < list.size(); ++i)
      CheckSlots(StrCat(file.string(), ": ", field, " number ", i + 1), list[i], required, optional);
    return SelectPart(list, part);
  };
  female_.insert(book.female().begin(), book.female().end());
  male_.insert(book.male().begin(), book.male().end());
  joined_ = select("joined", book.joined(), {"s", "p", "q"}, {});
  relative_ = select("relative", book.relative(), {"s", "who", "p", "q"}, {});
  apposition_ = select("apposition", book.apposition(), {"s", "n", "q"}, {});
  follow_ = select("follow", book.follow(), {"they", "q"}, {});
  not_but_ = select("not_but", book.not_but(), {"a", "o"}, {});
}

void TextComposer::Compose(WorldPlan& plan, Random& random) const {
  const auto free = [&](size_t i) {
    const PlannedFact& fact = plan.facts[i];
    return fact.free_text && !fact.absent && !fact.recalled && !fact.carrier;
  };
  std::vector<char> used(plan.facts.size(), 0);
  const std::vector<size_t> order = plan.order;
  for (const size_t first : order) {
    if (!free(first) || used[first]) continue;
    if (random.Chance(0.12) && Deny(first, plan, random)) {
      used[first] = 1;
      plan.facts[first].composed = true;
      continue;
    }
    size_t parts = 1;
    for (const size_t second : order) {
      if (parts == 3 || second == first || used[second] || !free(second)) continue;
      const bool same = plan.facts[first].subject == plan.facts[second].subject;
      const bool linked = parts == 1 && plan.facts[second].object == plan.facts[first].subject;
      if (!random.Chance(0.75)) continue;
      if (!(same && JoinTwo(first, second, plan, random)) && !(linked && Appose(first, second, plan, random))) continue;
      plan.facts[second].carrier = first;
      used[first] = used[second] = 1;
      ++parts;
    }
  }
  std::erase_if(plan.order, [&](size_t i) { return plan.facts[i].carrier.has_value(); });
}

// Adds what the second fact says of the common subject to the first one's text.
bool TextComposer::JoinTwo(size_t first, size_t second, WorldPlan& plan, Random& random) const {
  PlannedFact &a = plan.facts[first], &b = plan.facts[second];
  const PlannedRelation &relation_a = plan.relations[a.relation], &relation_b = plan.relations[b.relation];
  const auto q = DrawPredicate(relation_b, invented_, b.object, false, random);
  if (!q) return false;
  const bool grown = a.text.find(". ") != std::string::npos || a.text.find(" and ") != std::string::npos;
  const bool follows = grown || random.Chance(0.4);
  if (follows) {
    const std::string they = Pronoun(a.subject, relation_a.subject_type);
    const std::array<Slot, 2> slots = {{{"they", they}, {"q", q->text}}};
    if (!a.text.ends_with('.') || a.text.find(a.subject) == std::string::npos) return false;
    a.text += " " + UpperFirst(FillSlots(random.Pick(follow_), slots));
  } else {
    const auto p = DrawPredicate(relation_a, invented_, a.object, false, random);
    if (!p) return false;
    const std::string_view who = IsPerson(relation_a.subject_type) ? "who" : "which";
    const std::array<Slot, 4> slots = {{{"s", a.subject}, {"who", who}, {"p", p->text}, {"q", q->text}}};
    a.text = UpperFirst(FillSlots(random.Pick(random.Chance(0.5) ? joined_ : relative_), slots));
    a.name = p->name;
  }
  b.name = q->name;
  return true;
}

// "X, the mayor of Y, was born in Z": the second fact's object is what the first one is about.
bool TextComposer::Appose(size_t first, size_t second, WorldPlan& plan, Random& random) const {
  PlannedFact &a = plan.facts[first], &b = plan.facts[second];
  const PlannedRelation& relation = plan.relations[b.relation];
  const auto q = DrawPredicate(plan.relations[a.relation], invented_, a.object, false, random);
  if (!q) return false;
  const Worded noun = NounFor(relation, invented_, b.subject, /*nested=*/false, random);
  if (!noun.text.starts_with("the ") || noun.text.find(',') != std::string::npos) return false;
  const std::array<Slot, 3> slots = {{{"s", a.subject}, {"n", noun.text}, {"q", q->text}}};
  a.text = UpperFirst(FillSlots(random.Pick(apposition_), slots));
  a.name = q->name;
  b.name = noun.name;
  return true;
}

bool TextComposer::Deny(size_t index, WorldPlan& plan, Random& random) const {
  PlannedFact& fact = plan.facts[index];
  const PlannedRelation& relation = plan.relations[fact.relation];
  const std::string decoy = names_.Draw(relation.object_type, random);
  const std::string end = fact.object + ".";
  if (IsTaken(decoy, plan) || !fact.text.ends_with(end) || !IsPlain(fact.text)) return false;
  const std::string before = fact.text.substr(0, fact.text.size() - end.size());
  const bool fits =
      std::any_of(kBefore.begin(), kBefore.end(), [&](std::string_view word) { return before.ends_with(word); });
  // "is the teacher of not A but B" would read badly only behind an article.
  if (!fits) return false;
  const std::array<Slot, 2> slots = {{{"a", decoy}, {"o", fact.object}}};
  fact.text = before + FillSlots(random.Pick(not_but_), slots) + ".";
  fact.decoy = decoy;
  return true;
}

std::string TextComposer::Pronoun(const std::string& name, const std::string& type) const {
  if (!IsPerson(type)) return "it";
  const std::vector<std::string_view> words = SplitWords(name);
  const std::string first(words.empty() ? std::string_view() : words[0]);
  const bool woman = female_.count(first) > 0, man = male_.count(first) > 0;
  if (woman != man) return woman ? "she" : "he";
  return words.size() == 2 && words[1].size() > 2 ? std::string(words[1]) : "the same person";
}

}  // namespace lethe
