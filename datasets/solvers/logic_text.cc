#include "datasets/solvers/logic_text.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "base/text.h"

namespace lethe {
namespace {

using Words = std::vector<std::string>;

template <size_t N>
bool IsOneOf(std::string_view word, const std::array<std::string_view, N>& list) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

bool IsIndefinite(std::string_view word) {
  return IsOneOf(word, std::array<std::string_view, 4>{"someone", "something", "somebody", "anyone"});
}
bool IsPronoun(std::string_view word) {
  return IsOneOf(word, std::array<std::string_view, 5>{"it", "they", "he", "she", "them"});
}
bool IsCopula(std::string_view word) {
  return word == "is" || word == "are";
}
bool IsArticle(std::string_view word) {
  return word == "the" || word == "a" || word == "an";
}
bool IsAuxiliary(std::string_view word) {
  return word == "does" || word == "do";
}
bool IsQuantifier(std::string_view word) {
  return IsOneOf(word, std::array<std::string_view, 5>{"all", "every", "each", "a", "an"});
}
// Nouns that name no kind of thing: "young people are white" says no more than "the young are white".
bool IsFillerNoun(std::string_view word) {
  return IsOneOf(word, std::array<std::string_view, 6>{"people", "things", "animals", "person", "thing", "animal"});
}

bool EndsWithAny(std::string_view word, const std::array<std::string_view, 5>& endings) {
  return std::any_of(endings.begin(), endings.end(), [&](std::string_view end) { return word.ends_with(end); });
}

// "needs" -> "need", "watches" -> "watch", "carries" -> "carry"; a base form stays.
std::string BaseVerb(std::string verb) {
  if (verb.ends_with("ies") && verb.size() > 4) return verb.substr(0, verb.size() - 3) + "y";
  if (EndsWithAny(verb, {"ches", "shes", "sses", "xes", "oes"})) return verb.substr(0, verb.size() - 2);
  if (verb.ends_with("s") && !verb.ends_with("ss")) verb.pop_back();
  return verb;
}

// "numpuses" -> "numpus", "cats" -> "cat"; "shy", "nervous", "numpus" stay.
std::string Singular(std::string noun) {
  if (noun.ends_with("ies") && noun.size() > 4) return noun.substr(0, noun.size() - 3) + "y";
  if (EndsWithAny(noun, {"uses", "ches", "shes", "sses", "xes"})) return noun.substr(0, noun.size() - 2);
  if (noun.ends_with("s") && !noun.ends_with("ss") && !noun.ends_with("us")) noun.pop_back();
  return noun;
}

// Lower-case words; commas are words of their own.
Words Tokens(std::string_view sentence) {
  const std::string spaced = ReplaceAll(AsciiLower(sentence), ",", " , ");
  Words words;
  for (const std::string_view word : SplitWords(spaced)) words.emplace_back(word);
  return words;
}

// The pieces between `separator`; an empty piece stays.
std::vector<Words> SplitAt(const Words& words, std::string_view separator) {
  std::vector<Words> pieces(1);
  for (const std::string& word : words) {
    if (word == separator) {
      pieces.emplace_back();
    } else {
      pieces.back().push_back(word);
    }
  }
  return pieces;
}

Words Slice(const Words& words, size_t begin, size_t end) {
  return {words.begin() + begin, words.begin() + end};
}

bool IsNoName(std::string_view word) {
  return IsOneOf(word,
                 std::array<std::string_view, 9>{",", "not", "if", "then", "who", "what", "which", "whose", "where"});
}

// A name or a variable; empty when the words are neither.
std::string Term(const Words& words, bool is_object) {
  std::vector<std::string> kept;
  for (const std::string& word : words) {
    if (IsNoName(word)) return "";
    if (!IsArticle(word)) kept.push_back(word);
  }
  if (kept.size() == 1 && IsPronoun(kept[0])) return "?x";
  // A second "something" is another thing: "someone who likes something".
  if (kept.size() == 1 && IsIndefinite(kept[0])) return is_object ? "?y" : "?x";
  return Join(kept, " ");
}

size_t FindWord(const Words& words, bool (*matches)(std::string_view)) {
  return std::find_if(words.begin(), words.end(), matches) - words.begin();
}

// "[not] [a] kind", from word `at` on.
std::optional<Literal> PropertyOf(const std::string& subject, const Words& words, size_t at) {
  const bool positive = at >= words.size() || words[at] != "not";
  if (!positive) ++at;
  if (at < words.size() && IsArticle(words[at])) ++at;
  if (subject.empty() || at + 1 != words.size()) return std::nullopt;
  return Literal{words[at], subject, "", positive};
}

std::optional<Literal> RelationOf(const std::string& subject, const std::string& verb, const Words& object,
                                  bool positive) {
  const std::string name = Term(object, true);
  if (subject.empty() || name.empty() || IsArticle(verb)) return std::nullopt;
  return Literal{BaseVerb(verb), subject, name, positive};
}

// One clause; a missing subject is `elided`, that of the clause before ("is round and not cold").
std::optional<Literal> ParseClause(const Words& words, const std::string& elided) {
  if (words.empty()) return std::nullopt;
  if (const size_t at = FindWord(words, IsCopula); at < words.size()) {
    return PropertyOf(at == 0 ? elided : Term(Slice(words, 0, at), false), words, at + 1);
  }
  if (const size_t at = FindWord(words, IsAuxiliary); at + 3 < words.size() && words[at + 1] == "not") {
    const std::string subject = at == 0 ? elided : Term(Slice(words, 0, at), false);
    return RelationOf(subject, words[at + 2], Slice(words, at + 3, words.size()), false);
  }
  if (words.size() == 1 || (words.size() == 2 && words[0] == "not")) return PropertyOf(elided, words, 0);
  // The object begins at the last "the" and the verb stands before it; without one, all names are of one word.
  const size_t from_back = std::find(words.rbegin(), words.rend(), "the") - words.rbegin();
  const bool has_article = from_back + 1 < words.size();
  if (!has_article && words.size() > 3) return std::nullopt;
  const size_t object = words.size() - 1 - (has_article ? from_back : 0);
  const std::string subject = object == 1 ? elided : Term(Slice(words, 0, object - 1), false);
  return RelationOf(subject, words[object - 1], Slice(words, object, words.size()), true);
}

// Clauses joined by "and" and commas; empty when one is not understood.
std::vector<Literal> ParseClauses(Words words) {
  std::vector<Literal> clauses;
  std::replace(words.begin(), words.end(), std::string(","), std::string("and"));
  for (const Words& piece : SplitAt(words, "and")) {
    if (piece.empty()) continue;
    std::optional<Literal> clause = ParseClause(piece, clauses.empty() ? "" : clauses.back().subject);
    if (!clause) return {};
    clauses.push_back(std::move(*clause));
  }
  return clauses;
}

std::optional<HornRule> ParseConditional(const Words& words) {
  const std::vector<Words> parts = SplitAt(Slice(words, 1, words.size()), "then");
  if (parts.size() != 2) return std::nullopt;
  HornRule rule{ParseClauses(parts[0]), ParseClauses(parts[1])};
  if (rule.body.empty() || rule.head.empty()) return std::nullopt;
  return rule;
}

// "[All] young, kind people are [not] white", "Each numpus is an impus".
std::optional<HornRule> ParseGeneral(const Words& words) {
  const size_t at = FindWord(words, IsCopula);
  const size_t begin = IsQuantifier(words[0]) ? 1 : 0;
  if (at >= words.size() || begin >= at) return std::nullopt;
  HornRule rule;
  for (size_t i = begin; i < at; ++i) {
    const std::string& word = words[i];
    if (word == "," || word == "and") continue;
    const bool filler = i + 1 == at && IsFillerNoun(word) && !rule.body.empty();
    if (!filler) rule.body.push_back({Singular(word), "?x", "", true});
  }
  Words said = {"?x"};
  said.insert(said.end(), words.begin() + at, words.end());
  rule.head = ParseClauses(said);
  if (rule.body.empty() || rule.head.empty()) return std::nullopt;
  if (words[at] == "are") {
    for (Literal& literal : rule.head) literal.predicate = Singular(literal.predicate);
  }
  return rule;
}

bool IsGeneral(const Words& words) {
  if (IsQuantifier(words[0])) return true;
  const size_t at = FindWord(words, IsCopula);
  return at < words.size() && words[at] == "are" && words[0] != "the" && !IsPronoun(words[0]);
}

bool IsGround(const Literal& literal) {
  return !literal.subject.starts_with("?") && !literal.object.starts_with("?");
}

}  // namespace

std::vector<std::string_view> LogicSentences(std::string_view text) {
  std::vector<std::string_view> sentences;
  while (!text.empty()) {
    size_t end = text.find('.');
    // A full stop ends a sentence only before white space or the end.
    while (end != std::string_view::npos && end + 1 < text.size() && text[end + 1] != ' ' && text[end + 1] != '\n') {
      end = text.find('.', end + 1);
    }
    const std::string_view sentence = Trim(text.substr(0, end));
    if (!sentence.empty()) sentences.push_back(sentence);
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  }
  return sentences;
}

bool AddSentence(std::string_view sentence, Theory& theory) {
  const Words words = Tokens(sentence);
  if (words.empty()) return false;
  if (words[0] == "if" || IsGeneral(words)) {
    std::optional<HornRule> rule = words[0] == "if" ? ParseConditional(words) : ParseGeneral(words);
    if (!rule) return false;
    theory.rules.push_back(std::move(*rule));
    return true;
  }
  std::vector<Literal> facts = ParseClauses(words);
  if (facts.empty() || !std::all_of(facts.begin(), facts.end(), IsGround)) return false;
  for (Literal& fact : facts) theory.facts.push_back(std::move(fact));
  return true;
}

std::string_view StatementOf(std::string_view question) {
  const size_t mark = question.find('?');
  if (mark == std::string_view::npos) return Trim(question);
  const std::string_view after = Trim(question.substr(mark + 1));
  return after.empty() ? Trim(question.substr(0, mark)) : after;
}

std::optional<Literal> ParseStatement(std::string_view sentence) {
  const std::vector<std::string_view> sentences = LogicSentences(sentence);
  if (sentences.size() != 1) return std::nullopt;
  const std::optional<Literal> statement = ParseClause(Tokens(sentences[0]), "");
  return statement && IsGround(*statement) ? statement : std::nullopt;
}

}  // namespace lethe
