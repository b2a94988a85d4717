#include "datasets/sources/steps/rule_words.h"

#include <algorithm>

#include "base/error.h"
#include "base/text.h"
#include "datasets/article.h"
#include "datasets/first_letter.h"

namespace lethe {

RuleWords::RuleWords(const std::vector<std::string>& sentences) : plain_(" ") {
  for (const std::string& sentence : sentences) {
    std::string text = sentence;
    std::replace_if(
        text.begin(), text.end(), [](char c) { return c == '.' || c == ',' || c == '?'; }, ' ');
    for (const std::string_view word : SplitWords(text)) plain_.append(word).append(" ");
  }
  lower_ = AsciiLower(plain_);
}

std::string RuleWords::Name(const std::string& name) const {
  if (Has("the " + name)) return "the " + name;
  const size_t at = lower_.find(" " + name + " ");
  return at == std::string::npos ? name : plain_.substr(at + 1, name.size());
}

std::string RuleWords::ThirdPerson(const std::string& verb) const {
  std::vector<std::string> forms = {verb + "s", verb + "es"};
  if (verb.ends_with('y')) forms.push_back(verb.substr(0, verb.size() - 1) + "ies");
  for (const std::string& form : forms) {
    if (Has(form)) return form;
  }
  return forms[0];
}

// Kinds of things have an article ("a tumpus"), qualities have none.
std::string RuleWords::WithArticle(const std::string& property) const {
  if (Has("an " + property)) return "an " + property;
  const bool is_kind = Has("a " + property) || Has(property + "es") || Has(property + "s") || Has("each " + property) ||
                       Has("every " + property);
  if (!is_kind) return property;
  return StrCat(ArticleFor(property), " ", property);
}

std::string RuleWords::Predicate(const Literal& literal) const {
  if (literal.object.empty()) return StrCat("is ", literal.positive ? "" : "not ", WithArticle(literal.predicate));
  const std::string object = Name(literal.object);
  return literal.positive ? StrCat(ThirdPerson(literal.predicate), " ", object)
                          : StrCat("does not ", literal.predicate, " ", object);
}

std::string RuleWords::Sentence(const Literal& literal) const {
  return UpperFirst(StrCat(Name(literal.subject), " ", Predicate(literal), "."));
}

}  // namespace lethe
