#include "datasets/sources/question_phrases.h"

#include <algorithm>
#include <array>

#include "base/error.h"
#include "base/text.h"
#include "datasets/first_letter.h"
#include "datasets/sources/world_text.h"

namespace lethe {
namespace {

// "A, B and C"
std::string Listed(const std::vector<std::string>& names, const char* last) {
  std::string out;
  for (size_t i = 0; i < names.size(); ++i)
    out += (i == 0 ? "" : i + 1 == names.size() ? StrCat(" ", last, " ") : std::string(", ")) + names[i];
  return out;
}

// 1st, 2nd, 3rd, 11th
std::string Ordinal(int n) {
  const int tens = n % 100;
  const char* end = tens >= 11 && tens <= 13 ? "th"
                    : n % 10 == 1            ? "st"
                    : n % 10 == 2            ? "nd"
                    : n % 10 == 3            ? "rd"
                                             : "th";
  return std::to_string(n) + end;
}

// Statements that do not read as part of a longer sentence.
bool FitsInside(const std::string& text) {
  static constexpr std::array kNot = {"As ",   "Everybody", "Note",   "If ",   "What ",   "When ",    "Born ",
                                      "By ",   "Among ",    "Ask ",   "Look ", "Put ",    "Keep ",    "Enter ",
                                      "Just ", "Remember",  "Please", "To be", "It says", "Somebody", "So far"};
  return text.ends_with('.') && text.find_first_of(":;()\"?!") == std::string::npos &&
         std::none_of(kNot.begin(), kNot.end(), [&](const char* word) { return text.starts_with(word); });
}

}  // namespace

QuestionPhraser::QuestionPhraser(const QuestionWordings& book, const Wordings& wordings,
                                 const InventedRelations& invented)
    : book_(book), wordings_(wordings), invented_(invented) {}

std::string QuestionPhraser::Phrase(WorldPlan& plan, Random& random) const {
  switch (plan.ask.kind) {
    case QuestionKind::kInverse:
      return UpperFirst(Inverse(plan, random));
    case QuestionKind::kCompare:
    case QuestionKind::kSuperlative:
      return UpperFirst(Order(plan, random));
    case QuestionKind::kCount:
      return UpperFirst(Count(plan, random));
    case QuestionKind::kIntersect:
      return UpperFirst(Intersect(plan, random));
    case QuestionKind::kDates:
      return UpperFirst(Dates(plan, random));
    case QuestionKind::kYesNo:
      return UpperFirst(YesNo(plan, random));
    case QuestionKind::kChain:
      break;
  }
  return TellStepwise(plan, random);
}

std::string QuestionPhraser::TellStepwise(WorldPlan& plan, Random& random) const {
  std::string told, subject = plan.facts[0].subject;
  // Two or three hops a sentence, so that "that city" stands for a short phrase.
  for (size_t hop = 0; hop < plan.hops.size();) {
    const size_t end = std::min(plan.hops.size(), hop + 1 + random.Below(3));
    const size_t first = hop;
    for (; hop < end; ++hop) {
      const PlannedRelation& relation = plan.relations[hop];
      const bool last = hop + 1 == plan.hops.size();
      Worded worded = last ? AskFor(relation, invented_, subject, /*nested=*/true, random)
                           : NounFor(relation, invented_, subject, /*nested=*/true, random);
      plan.hops[hop].asked_name = std::move(worded.name);
      subject = std::move(worded.text);
    }
    if (hop == plan.hops.size()) return told + UpperFirst(subject);
    LETHE_CHECK(hop > first);
    const std::array<Slot, 1> slots = {{{"n", subject}}};
    told += FillSlots(random.Pick(book_.take), slots) + " ";
    subject = "that " + book_.TypeOne(plan.relations[hop - 1].object_type);
  }
  return told;
}

std::string QuestionPhraser::Which(const std::string& type, const char* of_person, const char* tail) const {
  return IsPerson(type) ? of_person : StrCat("which ", book_.TypeOne(type), tail);
}

// Whether "the {r} of X" can be said with the relation's name.
bool QuestionPhraser::IsNoun(const PlannedRelation& relation) const {
  if (relation.known == nullptr) return relation.invented.verb == nullptr;
  const std::string& name = relation.known->name;
  return std::any_of(relation.known->noun.begin(), relation.known->noun.end(), [&](const std::string& text) {
    return text == "the " + name + " of {s}" || text == "{s}'s " + name || text == "the " + name + " for {s}";
  });
}

std::string QuestionPhraser::Inverse(WorldPlan& plan, Random& random) const {
  PlannedHop& hop = plan.hops[plan.ask.hops[0]];
  const PlannedRelation& relation = plan.relation_of(plan.ask.hops[0]);
  const std::string& object = plan.ask.names[0];
  const std::string type = relation.subject_type;
  const auto said = DrawPredicate(relation, invented_, object, true, random);
  if (IsNoun(relation) && (!said || random.Chance(0.4))) {
    const std::string& r = relation.known != nullptr ? relation.known->name : relation.invented.question_name;
    hop.asked_name = r;
    const std::string who = Which(type, "who"), whose = Which(type, "whose", "'s"), whom = Which(type, "whom");
    const std::array<Slot, 5> slots = {{{"o", object}, {"r", r}, {"who", who}, {"whose", whose}, {"whom", whom}}};
    return FillSlots(random.Pick(book_.inverse_noun), slots);
  }
  if (!said) return "";
  hop.asked_name = said->name;
  const std::string clause =
      StrCat(said->possessive ? Which(type, "whose", "'s") : Which(type, "who"), " ", said->text);
  const std::array<Slot, 1> slots = {{{"w", clause}}};
  return FillSlots(random.Pick(book_.inverse), slots);
}

std::string QuestionPhraser::Order(const WorldPlan& plan, Random& random) const {
  const PlannedAsk& ask = plan.ask;
  const PlannedRelation& relation = plan.relation_of(ask.hops[0]);
  const bool two = ask.kind == QuestionKind::kCompare;
  const MeasureWords& words = *ask.measure;
  const std::vector<std::string>& predicates =
      two ? (ask.least ? words.less : words.more) : (ask.least ? words.least : words.most);
  const std::array<Slot, 1> name = {{{"r", relation.canonical()}}};
  const std::string p = FillSlots(random.Pick(predicates), name);
  const std::string who = IsPerson(relation.subject_type) ? "who" : "which one";
  if (two) {
    const std::array<Slot, 4> slots = {{{"who", who}, {"p", p}, {"a", ask.names[0]}, {"b", ask.names[1]}}};
    return FillSlots(random.Pick(ask.yes_no ? book_.compare_check : book_.compare), slots);
  }
  if (ask.open) {
    const std::string type = book_.TypeOne(relation.subject_type), types = book_.TypeMany(relation.subject_type);
    const std::array<Slot, 4> slots = {{{"p", p}, {"type", type}, {"types", types}, {"r", relation.canonical()}}};
    return FillSlots(random.Pick(book_.superlative_open), slots);
  }
  const std::string with_and = Listed(ask.names, "and"), with_or = Listed(ask.names, "or");
  const std::array<Slot, 4> slots = {{{"who", who}, {"p", p}, {"and", with_and}, {"or", with_or}}};
  return FillSlots(random.Pick(book_.superlative), slots);
}

std::string QuestionPhraser::Count(const WorldPlan& plan, Random& random) const {
  const std::array<Slot, 2> slots = {{{"many", plan.ask.many}, {"s", plan.ask.names[0]}}};
  return FillSlots(random.Pick(book_.count), slots);
}

std::string QuestionPhraser::Intersect(WorldPlan& plan, Random& random) const {
  std::array<std::string, 2> predicates;
  for (size_t i = 0; i < 2; ++i) {
    const size_t any = i == 0 ? plan.ask.hops.front() : plan.ask.hops.back();
    const size_t relation = plan.fact_of(any).relation;
    const auto said = DrawPredicate(plan.relations[relation], invented_, plan.ask.names[i], false, random);
    if (!said) return "";
    predicates[i] = said->text;
    for (const size_t hop : plan.ask.hops) {
      if (plan.fact_of(hop).relation == relation) plan.hops[hop].asked_name = said->name;
    }
  }
  const std::string who = Which(plan.relation_of(plan.ask.hops[0]).subject_type, "who");
  const std::array<Slot, 3> slots = {{{"who", who}, {"p", predicates[0]}, {"q", predicates[1]}}};
  return FillSlots(random.Pick(book_.intersect), slots);
}

std::string QuestionPhraser::Dates(const WorldPlan& plan, Random& random) const {
  const PlannedAsk& ask = plan.ask;
  const std::string n = std::to_string(ask.number), nth = Ordinal(ask.number);
  if (ask.form == DateForm::kYearOfAge || ask.form == DateForm::kAgeInYear) {
    const std::array<Slot, 4> slots = {{{"s", ask.names[0]}, {"n", n}, {"nth", nth}, {"y", n}}};
    return FillSlots(random.Pick(ask.form == DateForm::kYearOfAge ? book_.year_of_age : book_.age_in_year), slots);
  }
  const std::string& name = plan.relation_of(ask.hops[0]).canonical();
  std::array<std::string, 2> events;
  for (size_t i = 0; i < ask.names.size(); ++i) {
    const std::array<Slot, 2> slots = {{{"s", ask.names[i]}, {"r", name}}};
    events[i] =
        FillSlots(PickWording(ask.measure->events, ask.names[i] != plan.fact_of(ask.hops[i]).subject, random), slots);
  }
  const std::array<Slot, 4> slots = {{{"e", events[0]}, {"f", events[1]}, {"n", n}, {"nth", nth}}};
  const std::vector<std::string>& wordings = ask.form == DateForm::kYearsBetween ? book_.years_between
                                             : ask.form == DateForm::kDaysAfter  ? book_.days_after
                                             : ask.form == DateForm::kDaysBefore ? book_.days_before
                                                                                 : book_.anniversary;
  return FillSlots(random.Pick(wordings), slots);
}

std::string QuestionPhraser::Statement(const PlannedRelation& relation, const std::string& subject,
                                       const std::string& object, Random& random) const {
  for (int tries = 0; tries < 10; ++tries) {
    std::string text = StateFact(relation, invented_, subject, object, random).text;
    if (!FitsInside(text)) continue;
    text.pop_back();
    return text.starts_with(subject) || text.starts_with(object) ? text : LowerFirst(std::move(text));
  }
  return "";
}

std::string QuestionPhraser::YesNo(const WorldPlan& plan, Random& random) const {
  const PlannedAsk& ask = plan.ask;
  const PlannedRelation& relation = plan.relation_of(ask.hops[0]);
  const bool phrase = ask.names[0] != plan.fact_of(ask.hops[0]).subject;
  if (!ask.denied && random.Chance(0.4)) {
    const std::string n = NounFor(relation, invented_, ask.names[0], phrase, random).text;
    const std::array<Slot, 2> slots = {{{"o", ask.asked}, {"n", n}}};
    return FillSlots(random.Pick(book_.confirm_noun), slots);
  }
  const std::string st = Statement(relation, ask.names[0], ask.asked, random);
  if (st.empty()) return "";
  const std::array<Slot, 1> slots = {{{"st", st}}};
  return FillSlots(random.Pick(ask.denied ? book_.deny : book_.confirm), slots);
}

}  // namespace lethe
