#include "retriever/search/name_case.h"

#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <map>
#include <set>

#include "retriever/fact.h"
#include "retriever/lexical/analyzer.h"

namespace lethe {
namespace {

// UTF-16, because simple lower-casing leaves its length alone and that of UTF-8 not.
using Text = icu::UnicodeString;

constexpr int32_t kShortestName = 2;

Text Lower(Text text) {
  for (int32_t i = 0; i < text.length(); ++i) text.setCharAt(i, static_cast<char16_t>(u_tolower(text.charAt(i))));
  return text;
}

bool IsWordUnit(char16_t unit) {
  return u_isalnum(unit) || U16_IS_SURROGATE(unit);
}

bool StandsAlone(const Text& text, int32_t at, int32_t length) {
  return (at == 0 || !IsWordUnit(text.charAt(at - 1))) &&
         (at + length == text.length() || !IsWordUnit(text.charAt(at + length)));
}

bool IsFunctionWord(const Text& word) {
  std::string utf8;
  return IsStopWord(Lower(word).toUTF8String(utf8));
}

// Calls f(first, end) for each word between spaces, without signs around it.
template <typename F>
void ForEachWord(const Text& text, F f) {
  for (int32_t i = 0; i < text.length();) {
    int32_t end = i;
    while (end < text.length() && !u_isspace(text.charAt(end))) ++end;
    int32_t first = i, last = end;
    while (first < last && !IsWordUnit(text.charAt(first))) ++first;
    while (last > first && !IsWordUnit(text.charAt(last - 1))) --last;
    if (first < last) f(first, last);
    i = end + 1;
  }
}

// Runs of words that begin with a capital or a digit, without function words at their head ("In Oslo" gives "Oslo").
void AddRuns(const Text& text, std::vector<Text>& names) {
  int32_t begin = -1, end = 0;
  auto close = [&] {
    if (begin >= 0) names.emplace_back(text, begin, end - begin);
    begin = -1;
  };
  ForEachWord(text, [&](int32_t first, int32_t last) {
    const char16_t head = text.charAt(first);
    const bool next_word = begin < 0 || first == end + 1;  // no sign between
    if (!u_isupper(head) && !u_isdigit(head)) return close();
    if (!next_word) close();
    if (begin < 0 && IsFunctionWord(text.tempSubStringBetween(first, last))) return;
    if (begin < 0) begin = first;
    end = last;
  });
  close();
}

std::vector<Text> Names(const std::vector<const v1::Fact*>& facts) {
  std::vector<Text> names;
  for (const v1::Fact* fact : facts) {
    if (!fact->subject().empty()) names.push_back(Text::fromUTF8(fact->subject()));
    for (const std::string& alias : fact->aliases()) names.push_back(Text::fromUTF8(alias));
    if (!IsStatement(*fact)) AddRuns(Text::fromUTF8(fact->text()), names);
  }
  std::stable_sort(names.begin(), names.end(), [](const Text& a, const Text& b) { return a.length() > b.length(); });
  return names;
}

// A word behind the first begins with a capital, "I" aside, and not all is capitals.
bool MindsCase(const Text& text) {
  bool first_word = true, capital = false, small = false;
  ForEachWord(text, [&](int32_t first, int32_t last) {
    const bool is_i = text.charAt(first) == u'I' && (last == first + 1 || !IsWordUnit(text.charAt(first + 1)));
    capital = capital || (!first_word && !is_i && u_isupper(text.charAt(first)));
    for (int32_t i = first; i < last; ++i) small = small || u_islower(text.charAt(i));
    first_word = false;
  });
  return capital && small;
}

}  // namespace

std::string WithNamesAsInFacts(const std::string& question, const std::vector<const v1::Fact*>& facts) {
  Text text = Text::fromUTF8(question);
  if (MindsCase(text)) return question;
  const Text folded = Lower(text);
  std::vector<bool> taken(static_cast<size_t>(text.length()), false);
  for (const Text& name : Names(facts)) {
    if (name.length() < kShortestName || IsFunctionWord(name)) continue;
    const Text wanted = Lower(name);
    for (int32_t at = folded.indexOf(wanted); at >= 0; at = folded.indexOf(wanted, at + 1)) {
      const auto begin = taken.begin() + at, end = begin + name.length();
      if (!StandsAlone(folded, at, name.length()) || std::find(begin, end, true) != end) continue;
      std::fill(begin, end, true);
      text.replace(at, name.length(), name);
    }
  }
  std::string out;
  return text.toUTF8String(out);
}

std::string WithSubjectsForAliases(const std::string& question, const std::vector<const v1::Fact*>& facts) {
  std::set<std::string> subjects;
  std::map<std::string, std::string> subject_of;  // alias -> subject, empty where several have it
  for (const v1::Fact* fact : facts) subjects.insert(fact->subject());
  for (const v1::Fact* fact : facts) {
    if (!IsStatement(*fact)) continue;
    for (const std::string& alias : fact->aliases()) {
      const auto [place, added] = subject_of.emplace(alias, fact->subject());
      if (!added && place->second != fact->subject()) place->second.clear();
    }
  }
  std::vector<std::pair<Text, Text>> names;
  for (const auto& [alias, subject] : subject_of) {
    const Text name = Text::fromUTF8(alias);
    if (!subject.empty() && !subjects.contains(alias) && name.length() >= kShortestName && !IsFunctionWord(name))
      names.emplace_back(name, Text::fromUTF8(subject));
  }
  std::stable_sort(names.begin(), names.end(),
                   [](const auto& a, const auto& b) { return a.first.length() > b.first.length(); });
  Text text = Text::fromUTF8(question);
  for (const auto& [alias, subject] : names) {
    if (text.indexOf(subject) >= 0) continue;
    int32_t at = text.indexOf(alias);
    while (at >= 0 && !StandsAlone(text, at, alias.length())) at = text.indexOf(alias, at + 1);
    if (at >= 0) text.replace(at, alias.length(), subject);
  }
  std::string out;
  return text.toUTF8String(out);
}

}  // namespace lethe
