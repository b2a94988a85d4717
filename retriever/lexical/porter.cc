#include "retriever/lexical/porter.h"

#include <span>
#include <string_view>

namespace lethe {
namespace {

struct Rule {
  std::string_view ending;
  std::string_view instead;
};

// Longer endings before those they end in.
constexpr Rule kStep2[] = {{"ational", "ate"}, {"tional", "tion"}, {"enci", "ence"},   {"anci", "ance"},
                           {"izer", "ize"},    {"bli", "ble"},     {"alli", "al"},     {"entli", "ent"},
                           {"ousli", "ous"},   {"eli", "e"},       {"ization", "ize"}, {"ation", "ate"},
                           {"ator", "ate"},    {"alism", "al"},    {"iveness", "ive"}, {"fulness", "ful"},
                           {"ousness", "ous"}, {"aliti", "al"},    {"iviti", "ive"},   {"biliti", "ble"},
                           {"logi", "log"}};
constexpr Rule kStep3[] = {{"icate", "ic"}, {"ative", ""}, {"alize", "al"}, {"iciti", "ic"},
                           {"ical", "ic"},  {"ful", ""},   {"ness", ""}};
constexpr std::string_view kStep4[] = {"al",  "ance", "ence", "er",  "ic",  "able", "ible", "ant", "ement", "ment",
                                       "ent", "ion",  "ou",   "ism", "ate", "iti",  "ous",  "ive", "ize"};

bool IsConsonant(std::string_view word, size_t i) {
  switch (word[i]) {
    case 'a':
    case 'e':
    case 'i':
    case 'o':
    case 'u':
      return false;
    case 'y':
      return i == 0 || !IsConsonant(word, i - 1);
    default:
      return true;
  }
}

// Porter's m: how often a vowel is followed by a consonant.
int Measure(std::string_view stem) {
  int measure = 0;
  bool vowel_before = false;
  for (size_t i = 0; i < stem.size(); ++i) {
    const bool consonant = IsConsonant(stem, i);
    if (consonant && vowel_before) ++measure;
    vowel_before = !consonant;
  }
  return measure;
}

bool HasVowel(std::string_view stem) {
  for (size_t i = 0; i < stem.size(); ++i) {
    if (!IsConsonant(stem, i)) return true;
  }
  return false;
}

bool EndsInDoubleConsonant(std::string_view stem) {
  const size_t n = stem.size();
  return n > 1 && stem[n - 1] == stem[n - 2] && IsConsonant(stem, n - 1);
}

// Consonant, vowel, consonant other than w, x, y: "hop", not "snow".
bool EndsShort(std::string_view stem) {
  const size_t n = stem.size();
  if (n < 3 || !IsConsonant(stem, n - 1) || IsConsonant(stem, n - 2) || !IsConsonant(stem, n - 3)) return false;
  return std::string_view("wxy").find(stem[n - 1]) == std::string_view::npos;
}

std::string_view Without(const std::string& word, std::string_view ending) {
  return std::string_view(word).substr(0, word.size() - ending.size());
}

void Replace(std::string& word, std::string_view ending, std::string_view instead) {
  word.resize(word.size() - ending.size());
  word += instead;
}

void StepPlural(std::string& word) {  // 1a
  if (word.ends_with("sses") || word.ends_with("ies")) {
    word.resize(word.size() - 2);
  } else if (word.ends_with('s') && !word.ends_with("ss")) {
    word.pop_back();
  }
}

// After "ed" or "ing" went: "hopp" -> "hop", "fil" -> "file".
void MendStem(std::string& word) {
  if (word.ends_with("at") || word.ends_with("bl") || word.ends_with("iz")) {
    word += 'e';
  } else if (EndsInDoubleConsonant(word)) {
    if (std::string_view("lsz").find(word.back()) == std::string_view::npos) word.pop_back();
  } else if (Measure(word) == 1 && EndsShort(word)) {
    word += 'e';
  }
}

void StepPast(std::string& word) {  // 1b
  if (word.ends_with("eed")) {
    if (Measure(Without(word, "eed")) > 0) word.pop_back();
    return;
  }
  for (const std::string_view ending : {"ed", "ing"}) {
    if (!word.ends_with(ending) || !HasVowel(Without(word, ending))) continue;
    Replace(word, ending, "");
    MendStem(word);
    return;
  }
}

void StepY(std::string& word) {  // 1c
  if (word.ends_with('y') && HasVowel(Without(word, "y"))) word.back() = 'i';
}

void StepRules(std::string& word, std::span<const Rule> rules) {  // 2 and 3
  for (const Rule& rule : rules) {
    if (!word.ends_with(rule.ending)) continue;
    if (Measure(Without(word, rule.ending)) > 0) Replace(word, rule.ending, rule.instead);
    return;
  }
}

void StepSuffix(std::string& word) {  // 4
  std::string_view longest;
  for (const std::string_view ending : kStep4) {
    if (word.ends_with(ending) && ending.size() > longest.size()) longest = ending;
  }
  if (longest.empty()) return;
  const std::string_view stem = Without(word, longest);
  const bool fits = longest != "ion" || stem.ends_with('s') || stem.ends_with('t');
  if (fits && Measure(stem) > 1) Replace(word, longest, "");
}

void StepFinalE(std::string& word) {  // 5
  if (word.ends_with('e')) {
    const std::string_view stem = Without(word, "e");
    const int measure = Measure(stem);
    if (measure > 1 || (measure == 1 && !EndsShort(stem))) word.pop_back();
  }
  if (word.ends_with("ll") && Measure(word) > 1) word.pop_back();
}

}  // namespace

std::string PorterStem(std::string word) {
  if (word.size() <= 2) return word;
  StepPlural(word);
  StepPast(word);
  StepY(word);
  StepRules(word, kStep2);
  StepRules(word, kStep3);
  StepSuffix(word);
  StepFinalE(word);
  return word;
}

}  // namespace lethe
