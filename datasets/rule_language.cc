#include "datasets/rule_language.h"

#include <algorithm>
#include <array>

#include "base/config.h"
#include "base/error.h"
#include "base/text.h"
#include "datasets/article.h"
#include "datasets/first_letter.h"
#include "datasets/question_book.h"

namespace lethe {
namespace {

using Names = std::vector<std::string_view>;
using List = google::protobuf::RepeatedPtrField<std::string>;

bool IsAdjective(const Literal& literal) {
  return literal.positive && literal.object.empty() && literal.predicate.starts_with("is ");
}

// Whose placeholders are each one of the two, singular or plural.
void CheckTwo(const std::string& place, const std::string& text, const char* one, const char* several) {
  const bool singular = text.find(StrCat("{", one, "}")) != std::string::npos;
  const Names names = {singular ? one : several};
  const Names other = {"a", "b", "bp", "h", "hp"};
  CheckSlots(place, text, names, other);
}

}  // namespace

RuleLanguage::RuleLanguage(const Path& file, WorldConfig::WordingPart part) {
  RuleBook book;
  LoadConfig(file, book);
  const auto fail = [&](const std::string& what) {
    throw Error(Code::kInvalidArgument, StrCat(file.string(), ": ", what));
  };
  const auto words = [&](const char* field, const List& list, std::vector<std::string>& to) {
    if (list.size() < 20) fail(StrCat("has ", list.size(), " of ", field, "; write at least 20"));
    to.assign(list.begin(), list.end());
  };
  words("property", book.property(), property_);
  words("thing_property", book.thing_property(), thing_property_);
  words("thing", book.thing(), things_);
  words("possession", book.possession(), possession_);
  base_of_ = {{"is", "are"}, {"has", "have"}};
  for (const RuleVerb& verb : book.verb()) {
    const std::vector<std::string_view> third = SplitWords(verb.third()), base = SplitWords(verb.base());
    if (third.empty() || third.size() != base.size() || verb.object().empty() != (third.back() != "{o}"))
      fail(StrCat("verb \"", verb.third(),
                  "\" needs third and base of as many words, and {o} last where it has an object"));
    base_of_[std::string(third[0])] = std::string(base[0]);
    const std::string predicate =
        verb.object().empty() ? verb.third() : verb.third().substr(0, verb.third().size() - 4);
    actions_.push_back({predicate, verb.object()});
  }
  form_words_ = {"does", "do", "not", "and"};
  for (const auto& [third, base] : base_of_) form_words_.insert({third, base});
  const auto list = [&](const char* field, const List& from, std::vector<std::string>& to, const auto& check) {
    if (from.empty()) fail(StrCat("has no ", field, "; write at least one"));
    for (int i = 0; i < from.size(); ++i) check(StrCat(file.string(), ": ", field, " number ", i + 1), from[i]);
    to = SelectPart(from, part);
  };
  const auto rule = [](const std::string& place, const std::string& text) {
    CheckTwo(place, text, "b", "bp");
    CheckTwo(place, text, "h", "hp");
  };
  const auto adjectives = [](const std::string& place, const std::string& text) {
    CheckTwo(place, text, "a", "a");
    CheckTwo(place, text, "h", "hp");
  };
  const auto holds = [](Names names) {
    return [names](const std::string& place, const std::string& text) { CheckSlots(place, text, names, {}); };
  };
  list("person_rule", book.person_rule(), person_rule_, rule);
  list("thing_rule", book.thing_rule(), thing_rule_, rule);
  list("adjective_rule", book.adjective_rule(), adjective_rule_, adjectives);
  list("thing_adjective_rule", book.thing_adjective_rule(), thing_adjective_rule_, adjectives);
  list("lone_rule", book.lone_rule(), lone_rule_, holds({"b", "h"}));
  list("fact", book.fact(), fact_, holds({"st"}));
  list("closed_note", book.closed_note(), closed_note_, holds({}));
  list("ask", book.ask(), ask_, holds({"st"}));
  list("ask_who", book.ask_who(), ask_who_, holds({"h"}));
  list("ask_which", book.ask_which(), ask_which_, holds({"h"}));
}

bool RuleLanguage::HoldsFormWord(std::string_view text) const {
  const std::vector<std::string_view> words = SplitWords(text);
  return std::any_of(words.begin(), words.end(),
                     [&](std::string_view word) { return form_words_.count(std::string(word)) > 0; });
}

std::string RuleLanguage::Said(const Literal& literal, bool of_several) const {
  std::string phrase = literal.predicate;
  if (!literal.object.empty()) phrase += " " + literal.object;
  const size_t space = std::min(phrase.find(' '), phrase.size());
  const std::string verb = phrase.substr(0, space), rest = phrase.substr(space);
  const auto found = base_of_.find(verb);
  const std::string base = found == base_of_.end() ? verb : found->second;
  if (literal.positive) return (of_several ? base : verb) + rest;
  if (verb == "is") return StrCat(of_several ? "are" : "is", " not", rest);
  return StrCat(of_several ? "do not " : "does not ", base, rest);
}

std::string RuleLanguage::SaidOf(const std::vector<Literal>& literals, bool of_several) const {
  // What is said with the same "is" stands together: "is big and kind and has a badge".
  std::vector<Literal> sorted = literals;
  std::stable_partition(sorted.begin(), sorted.end(), IsAdjective);
  std::string out;
  for (size_t i = 0; i < sorted.size(); ++i) {
    const bool shares = i > 0 && IsAdjective(sorted[i]) && IsAdjective(sorted[i - 1]);
    const bool list_goes_on = shares && i + 1 < sorted.size() && IsAdjective(sorted[i + 1]);
    if (i > 0) out += list_goes_on ? ", " : " and ";
    out += shares ? sorted[i].predicate.substr(3) : Said(sorted[i], of_several);
  }
  return out;
}

std::string RuleLanguage::Statement(const Literal& literal) const {
  return literal.subject + " " + Said(literal);
}

std::string RuleLanguage::Fact(const std::vector<Literal>& literals, Random& random) const {
  const std::string st = literals[0].subject + " " + SaidOf(literals);
  const std::array<Slot, 1> slots = {{{"st", st}}};
  return UpperFirst(FillSlots(random.Chance(0.5) ? "{st}." : random.Pick(fact_), slots));
}

std::string RuleLanguage::Rule(const HornRule& rule, bool things, Random& random) const {
  if (rule.head[0].subject != kAnyone) {
    std::string b;
    for (const Literal& literal : rule.body) b += (b.empty() ? "" : " and ") + Statement(literal);
    const std::string h = Statement(rule.head[0]);
    const std::array<Slot, 2> slots = {{{"b", b}, {"h", h}}};
    return UpperFirst(FillSlots(random.Pick(lone_rule_), slots));
  }
  const std::string h = SaidOf(rule.head), hp = SaidOf(rule.head, true);
  if (std::all_of(rule.body.begin(), rule.body.end(), IsAdjective) && random.Chance(0.4)) {
    std::string a;
    for (const Literal& literal : rule.body) a += (a.empty() ? "" : ", ") + literal.predicate.substr(3);
    const std::array<Slot, 3> slots = {{{"a", a}, {"h", h}, {"hp", hp}}};
    std::string wording = random.Pick(things ? thing_adjective_rule_ : adjective_rule_);
    if (ArticleFor(a) == "an" && wording.starts_with("A {a}")) wording = "An" + wording.substr(1);
    return UpperFirst(FillSlots(wording, slots));
  }
  const std::string b = SaidOf(rule.body), bp = SaidOf(rule.body, true);
  const std::array<Slot, 4> slots = {{{"b", b}, {"bp", bp}, {"h", h}, {"hp", hp}}};
  return UpperFirst(FillSlots(random.Pick(things ? thing_rule_ : person_rule_), slots));
}

std::string RuleLanguage::Ask(const Literal& asked, Random& random) const {
  // "Is Ann kind?" where the verb allows it, else a statement in a frame.
  if (random.Chance(0.35)) {
    const std::string said = Said({asked.predicate, "", asked.object, true});
    const size_t space = std::min(said.find(' '), said.size());
    const std::string verb = said.substr(0, space), rest = said.substr(space);
    const std::string negation = asked.positive ? "" : " not";
    if (verb == "is") return StrCat("Is ", asked.subject, negation, rest, "?");
    return StrCat("Does ", asked.subject, negation, " ", base_of_.at(verb), rest, "?");
  }
  const std::string st = Statement(asked);
  const std::array<Slot, 1> slots = {{{"st", st}}};
  return UpperFirst(FillSlots(random.Pick(ask_), slots));
}

std::string RuleLanguage::AskWho(const Literal& asked, bool things, Random& random) const {
  const std::string h = Said(asked);
  const std::array<Slot, 1> slots = {{{"h", h}}};
  return FillSlots(random.Pick(things ? ask_which_ : ask_who_), slots);
}

}  // namespace lethe
