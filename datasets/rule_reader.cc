#include "datasets/rule_reader.h"

#include <algorithm>
#include <functional>
#include <map>

#include "base/error.h"
#include "base/text.h"
#include "datasets/ascii_case.h"
#include "datasets/derivation_check.h"
#include "datasets/first_letter.h"
#include "datasets/solvers/logic_text.h"
#include "model/grammar.h"

namespace lethe {
namespace {

// Equal but for the first letter's case.
bool SameStart(std::string_view text, std::string_view part) {
  if (part.empty()) return true;
  return text.size() >= part.size() && AsciiLower(text[0]) == AsciiLower(part[0]) &&
         text.substr(1).starts_with(part.substr(1));
}

// The literal pieces of a wording around its placeholders: "If someone {b}, then they {hp}." gives three.
std::vector<std::string_view> Pieces(std::string_view wording, std::vector<std::string_view>& names) {
  std::vector<std::string_view> pieces;
  size_t at = 0;
  for (size_t brace; (brace = wording.find('{', at)) != std::string_view::npos;) {
    const size_t end = wording.find('}', brace);
    pieces.push_back(wording.substr(at, brace - at));
    names.push_back(wording.substr(brace + 1, end - brace - 1));
    at = end + 1;
  }
  pieces.push_back(wording.substr(at));
  return pieces;
}

// Calls `take` with what stands for each placeholder, for every way to cut the sentence; true when one is taken.
bool Match(
    std::string_view wording, std::string_view sentence,
    const std::function<bool(const std::vector<std::string_view>& names, const std::vector<std::string_view>&)>& take) {
  std::vector<std::string_view> names;
  const std::vector<std::string_view> pieces = Pieces(wording, names);
  if (names.empty()) return sentence == wording && take(names, {});
  const std::string_view end = pieces.back();
  if (!SameStart(sentence, pieces[0]) || sentence.size() < pieces[0].size() + end.size()) return false;
  if (!sentence.ends_with(end)) return false;
  const std::string_view inner = sentence.substr(pieces[0].size(), sentence.size() - pieces[0].size() - end.size());
  if (names.size() == 1) return take(names, {inner});
  if (names.size() != 2) return false;
  for (size_t cut = inner.find(pieces[1]); cut != std::string_view::npos; cut = inner.find(pieces[1], cut + 1)) {
    if (take(names, {inner.substr(0, cut), inner.substr(cut + pieces[1].size())})) return true;
  }
  return false;
}

std::string_view WithoutStop(std::string_view sentence) {
  if (sentence.ends_with('.')) sentence.remove_suffix(1);
  return sentence;
}

// Cuts at " and " and ", ".
std::vector<std::string_view> Parts(std::string_view text) {
  std::vector<std::string_view> parts;
  size_t from = 0;
  for (size_t at = 0; at < text.size(); ++at) {
    const size_t length = text.compare(at, 5, " and ") == 0 ? 5 : text.compare(at, 2, ", ") == 0 ? 2 : 0;
    if (length == 0) continue;
    parts.push_back(text.substr(from, at - from));
    from = at + length;
    at = from - 1;
  }
  parts.push_back(text.substr(from));
  return parts;
}

}  // namespace

RuleReader::RuleReader(const Path& book) : language_(book, WorldConfig::ALL) {
  for (const auto& [third, base] : language_.base_of_) third_of_[base] = third;
  // Wordings that say more come first: "If {b}, {h}." would take "then" of "If {b}, then {h}." for a part of a name.
  using L = RuleLanguage;
  for (const auto list : {&L::person_rule_, &L::thing_rule_, &L::adjective_rule_, &L::thing_adjective_rule_,
                          &L::lone_rule_, &L::fact_, &L::ask_, &L::ask_who_, &L::ask_which_}) {
    std::vector<std::string>& wordings = language_.*list;
    std::stable_sort(wordings.begin(), wordings.end(),
                     [](const auto& a, const auto& b) { return a.size() > b.size(); });
  }
}

bool RuleReader::IsVerb(std::string_view word) const {
  const std::string key(word);
  return language_.base_of_.count(key) > 0 || third_of_.count(key) > 0 || key == "does" || key == "do";
}

// "does not work in Oslo", "are kind".
std::optional<Literal> RuleReader::ReadPhrase(std::string_view text, const std::string& subject) const {
  Literal literal{"", subject, "", true};
  std::string phrase(text);
  for (const std::string_view negation : {"does not ", "do not "}) {
    if (!phrase.starts_with(negation)) continue;
    literal.positive = false;
    phrase.erase(0, negation.size());
  }
  const size_t space = std::min(phrase.find(' '), phrase.size());
  std::string verb = phrase.substr(0, space), rest = phrase.substr(space);
  if (const auto third = third_of_.find(verb); third != third_of_.end()) verb = third->second;
  if (!language_.base_of_.count(verb)) return std::nullopt;
  if (verb == "is" && rest.starts_with(" not ")) {
    literal.positive = false;
    rest.erase(0, 4);
  }
  // A second verb belongs to another phrase: "works in Oslo is kind" was cut in the wrong place.
  if (language_.HoldsFormWord(rest)) return std::nullopt;
  phrase = verb + rest;
  for (const RuleAction& action : language_.actions_) {
    if (action.object_type.empty() || !phrase.starts_with(action.predicate + " ")) continue;
    literal.predicate = action.predicate;
    literal.object = phrase.substr(action.predicate.size() + 1);
    return literal;
  }
  if ((verb == "is" || verb == "has") && rest.size() < 2) return std::nullopt;
  literal.predicate = phrase;
  return literal;
}

// "are big, kind and have a badge" said of the subject.
std::optional<std::vector<Literal>> RuleReader::ReadSaid(std::string_view text, const std::string& subject) const {
  std::vector<Literal> literals;
  bool after_is = false;
  for (const std::string_view part : Parts(text)) {
    const std::string_view first = part.substr(0, std::min(part.find(' '), part.size()));
    std::string phrase(part);
    if (!IsVerb(first)) {
      if (!after_is) return std::nullopt;
      phrase = "is " + phrase;
    }
    const auto literal = ReadPhrase(phrase, subject);
    if (!literal) return std::nullopt;
    after_is = literal->predicate.starts_with("is ") && literal->positive;
    literals.push_back(*literal);
  }
  return literals;
}

std::optional<std::vector<Literal>> RuleReader::ReadStatements(std::string_view text) const {
  // The subject ends where the first verb begins.
  for (size_t space = text.find(' '); space != std::string_view::npos; space = text.find(' ', space + 1)) {
    const std::string_view rest = text.substr(space + 1);
    if (!IsVerb(rest.substr(0, std::min(rest.find(' '), rest.size())))) continue;
    std::string subject(text.substr(0, space));
    if (subject.starts_with("The ")) subject = LowerFirst(std::move(subject));
    return ReadSaid(rest, subject);
  }
  return std::nullopt;
}

std::optional<Literal> RuleReader::ReadStatement(std::string_view text) const {
  const auto literals = ReadStatements(text);
  return literals && literals->size() == 1 ? std::optional(literals->front()) : std::nullopt;
}

bool RuleReader::ReadRule(const std::string& sentence, Theory& theory) const {
  const std::string anyone(kAnyone);
  HornRule rule;
  const auto take = [&](const std::vector<std::string_view>& names, const std::vector<std::string_view>& texts) {
    rule = {};
    for (size_t i = 0; i < names.size(); ++i) {
      const bool adjectives = names[i] == "a";
      const auto said =
          ReadSaid(adjectives ? "is " + LowerFirst(std::string(texts[i])) : std::string(texts[i]), anyone);
      if (!said) return false;
      (names[i][0] == 'h' ? rule.head : rule.body) = *said;
    }
    return !rule.body.empty() && rule.head.size() == 1;
  };
  const std::vector<std::string>* lists[] = {&language_.person_rule_, &language_.thing_rule_,
                                             &language_.adjective_rule_, &language_.thing_adjective_rule_};
  for (const auto* list : lists) {
    for (const std::string& wording : *list) {
      const bool article = wording.starts_with("A {a}") && sentence.starts_with("An ");
      if (!Match(article ? "An" + wording.substr(1) : wording, sentence, take)) continue;
      theory.rules.push_back(rule);
      return true;
    }
  }
  const auto take_lone = [&](const std::vector<std::string_view>&, const std::vector<std::string_view>& texts) {
    rule = {};
    const auto head = ReadStatement(texts[1]);
    if (!head) return false;
    // Statements about several are joined by "and": read the longest ones that are statements.
    for (size_t from = 0; from < texts[0].size();) {
      size_t end = texts[0].find(" and ", from);
      end = std::min(end, texts[0].size());
      const auto literal = ReadStatement(texts[0].substr(from, end - from));
      if (!literal) return false;
      rule.body.push_back(*literal);
      from = end + 5;
    }
    rule.head = {*head};
    return !rule.body.empty();
  };
  for (const std::string& wording : language_.lone_rule_) {
    if (!Match(wording, sentence, take_lone)) continue;
    theory.rules.push_back(rule);
    return true;
  }
  return false;
}

RuleReader::Kind RuleReader::Read(const std::string& sentence, Theory& theory) const {
  if (std::find(language_.closed_note_.begin(), language_.closed_note_.end(), sentence) != language_.closed_note_.end())
    return Kind::kClosedNote;
  if (ReadRule(sentence, theory)) return Kind::kRule;
  std::vector<Literal> facts;
  const auto take = [&](const auto&, const std::vector<std::string_view>& texts) {
    const auto read = ReadStatements(texts[0]);
    if (read) facts = *read;
    return read.has_value();
  };
  for (const std::string& wording : language_.fact_) {
    if (!Match(wording, sentence, take)) continue;
    theory.facts.insert(theory.facts.end(), facts.begin(), facts.end());
    return Kind::kFacts;
  }
  return Kind::kNothing;
}

std::optional<Literal> RuleReader::ReadQuestion(const std::string& question) const {
  std::optional<Literal> asked;
  const auto take = [&](const auto&, const std::vector<std::string_view>& texts) {
    asked = ReadStatement(texts[0]);
    return asked.has_value();
  };
  for (const std::string& wording : language_.ask_) {
    if (Match(wording, question, take)) return asked;
  }
  const auto take_who = [&](const auto&, const std::vector<std::string_view>& texts) {
    asked = ReadPhrase(texts[0], std::string(kAnyone));
    return asked.has_value();
  };
  for (const auto* list : {&language_.ask_who_, &language_.ask_which_}) {
    for (const std::string& wording : *list) {
      if (Match(wording, question, take_who)) return asked;
    }
  }
  return std::nullopt;
}

namespace {

// "Is Ann not kind?", "Does Ann work in Oslo?", where the names are known.
std::optional<std::string> Straightened(const std::string& question, const std::vector<std::string>& names) {
  const bool is = question.starts_with("Is "), does = question.starts_with("Does ");
  if ((!is && !does) || !question.ends_with('?')) return std::nullopt;
  const std::string inner = question.substr(is ? 3 : 5, question.size() - (is ? 4 : 6));
  for (const std::string& name : names) {
    if (!inner.starts_with(name + " ")) continue;
    std::string rest = inner.substr(name.size() + 1);
    const bool negated = rest.starts_with("not ");
    if (negated) rest.erase(0, 4);
    if (is) return StrCat(name, negated ? " is not " : " is ", rest);
    return StrCat(name, negated ? " does not " : " does ", rest);
  }
  return std::nullopt;
}

std::vector<std::string> NamesOf(const Theory& theory) {
  std::vector<std::string> names;
  for (const Literal& fact : theory.facts) names.push_back(fact.subject);
  for (const HornRule& rule : theory.rules) {
    for (const auto* part : {&rule.body, &rule.head}) {
      for (const Literal& literal : *part) names.push_back(literal.subject);
    }
  }
  std::sort(names.begin(), names.end(), [](const auto& a, const auto& b) { return a.size() > b.size(); });
  return names;
}

}  // namespace

// Whom "Abu Bakar of Pahang not kind?" asks about: the words before a verb or "not", else all but the last.
std::string RuleReader::NameAt(std::string_view text) const {
  const std::vector<std::string_view> words = SplitWords(text);
  if (words.empty()) return "";
  const auto form = std::find_if(words.begin(), words.end() - 1,
                                 [&](std::string_view word) { return language_.HoldsFormWord(word); });
  return Join(std::vector<std::string>(words.begin(), form), " ");
}

std::string RuleReader::Check(const v1::Example& example) const {
  Theory theory;
  bool closed = false;
  for (const v1::ContextFact& fact : example.context()) {
    const Kind kind = Read(fact.text(), theory);
    if (kind == Kind::kNothing) return StrCat("does not understand fact ", fact.id(), ": ", fact.text());
    closed |= kind == Kind::kClosedNote;
  }
  const std::string steps = CheckSteps(example, closed, /*all=*/true);
  if (!steps.empty()) return steps;
  return CheckAnswer(example, ForwardChain(theory, closed ? Negation::kStratified : Negation::kExplicit), theory);
}

std::optional<std::string> RuleReader::CheckIfRules(const v1::Example& example) const {
  // Where values are looked up, a sentence that reads like a rule is none.
  const bool looks_up = std::any_of(example.derivation().begin(), example.derivation().end(), IsLookup);
  if (looks_up || !PromiseOf(example).empty()) return std::nullopt;
  Theory theory;
  bool closed = false, understood = example.answer() != "true" && example.answer() != "false";
  for (const v1::ContextFact& fact : example.context()) {
    if (fact.text().empty()) return std::nullopt;
    const Kind kind = Read(fact.text(), theory);
    closed |= kind == Kind::kClosedNote;
    understood &= kind != Kind::kNothing;
  }
  const bool reasons = !theory.rules.empty() || closed;
  if (reasons && understood) return Check(example);
  std::string problem = reasons ? CheckSteps(example, closed, /*all=*/false) : "";
  if (!problem.empty()) return problem;
  if (!CheckSteps(example, closed, /*all=*/true).empty()) return std::nullopt;
  return CheckConcluded(example, theory);
}

// `all`: a step that is not understood is one that does not follow.
std::string RuleReader::CheckSteps(const v1::Example& example, bool closed, bool all) const {
  std::map<std::string, std::string> texts;
  for (const v1::ContextFact& fact : example.context()) texts[fact.id()] = fact.text();
  for (int i = 0; i < example.derivation_size(); ++i) {
    const v1::DerivationStep& step = example.derivation(i);
    if (!step.recall().empty() || step.text() == kUnknownAnswer) continue;
    Theory cited;
    bool note = false, understood = true;
    for (const std::string& id : step.uses()) {
      const auto text = texts.find(id);
      if (text == texts.end()) return StrCat("step ", i + 1, " cites ", id, ", which there is not");
      const Kind kind = Read(text->second, cited);
      note |= kind == Kind::kClosedNote;
      understood &= kind != Kind::kNothing;
    }
    const std::string_view said = WithoutStop(step.text());
    texts[StrCat("s", i + 1)] = StrCat(said, ".");
    const auto concluded = ReadStatement(said);
    if (!all && (!concluded || !understood)) continue;
    if (!concluded) return StrCat("does not understand step ", i + 1, ": ", step.text());
    const Conclusions follows = ForwardChain(cited, note ? Negation::kStratified : Negation::kExplicit);
    const bool assumed = note && closed && !concluded->positive;  // whatever does not follow is false
    if (!follows.Find(*concluded) && !assumed) return StrCat("step ", i + 1, " does not follow: ", step.text());
  }
  return "";
}

std::optional<std::string> RuleReader::CheckConcluded(const v1::Example& example, const Theory& theory) const {
  if (!example.answerable() || example.derivation_size() == 0) return std::nullopt;
  const auto concluded = ReadStatement(WithoutStop(example.derivation().rbegin()->text()));
  auto asked = ReadAsked(example.question(), NamesOf(theory));
  if (!asked) asked = ReadStatement(WithoutStop(StatementOf(example.question())));
  if (!concluded || !asked) return std::nullopt;
  const std::string& answer = example.answer();
  const bool who = asked->subject == kAnyone;
  if (who) asked->subject = answer;
  const bool yes = *concluded == *asked, no = *concluded == asked->Negated();
  if (who ? !yes : !yes && !no) return std::nullopt;
  if (who || answer == (yes ? "yes" : "no") || answer == (yes ? "true" : "false")) return "";
  return StrCat("the answer is ", answer, ", that of the last step ", yes ? "yes" : "no");
}

// What the question asks whether it holds; of `kAnyone` where it asks who.
std::optional<Literal> RuleReader::ReadAsked(const std::string& question, const std::vector<std::string>& names) const {
  auto straight = Straightened(question, names);
  // Nothing need be known of the one that is asked about.
  const size_t verb = question.starts_with("Is ") ? 3 : 5;
  if (!straight && !ReadQuestion(question) && question.size() > verb)
    straight = Straightened(question, {NameAt(std::string_view(question).substr(verb))});
  if (!straight) return ReadQuestion(question);
  std::string text = *straight;
  const size_t does = text.find(" does ");
  if (does != std::string::npos && text.compare(does, 10, " does not ") != 0) {
    const size_t end = std::min(text.find(' ', does + 6), text.size());
    const auto third = third_of_.find(text.substr(does + 6, end - does - 6));
    if (third != third_of_.end()) text.replace(does + 1, end - does - 1, third->second);
  }
  return ReadStatement(text);
}

std::string RuleReader::CheckAnswer(const v1::Example& example, const Conclusions& all, const Theory& theory) const {
  const std::vector<std::string> names = NamesOf(theory);
  auto asked = ReadAsked(example.question(), names);
  if (!asked) return StrCat("does not understand the question: ", example.question());
  if (asked->subject == kAnyone) {
    asked->subject = example.answer();
    if (all.Ask(*asked) != Truth::kTrue) return "the one answered does not fit the question";
    for (const std::string& name : names) {
      Literal other = *asked;
      other.subject = name;
      if (name != example.answer() && all.Ask(other) == Truth::kTrue) return StrCat(name, " fits the question as well");
    }
    return "";
  }
  const Truth truth = all.Ask(*asked);
  const char* ours = truth == Truth::kTrue ? "yes" : truth == Truth::kFalse ? "no" : kUnknownAnswer;
  return example.answer() == ours ? "" : StrCat("the answer is ", example.answer(), ", ours ", ours);
}

}  // namespace lethe
