#include "datasets/readers/sentences.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace lethe {
namespace {

// Words with a full stop that seldom end a sentence; sorted.
constexpr std::array<std::string_view, 56> kAbbreviations = {
    "Adm",  "Ave", "Brig", "Bros", "Capt", "Co",  "Col",    "Corp", "Cpl", "Dr",     "Drs",  "Ft", "Gen", "Gov",
    "Hon",  "Inc", "Jr",   "Lt",   "Ltd",  "Maj", "Messrs", "Mr",   "Mrs", "Ms",     "Mt",   "No", "Op",  "Pres",
    "Prof", "Rep", "Rev",  "Sen",  "Sgt",  "Sr",  "St",     "Vol",  "al",  "approx", "b",    "c",  "ca",  "cf",
    "d",    "e.g", "ed",   "eds",  "etc",  "fl",  "i.e",    "lit",  "pp",  "r",      "resp", "v",  "vol", "vs"};
static_assert(std::is_sorted(kAbbreviations.begin(), kAbbreviations.end()));

bool IsSpace(char c) {
  return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}
bool IsUpper(char c) {
  return c >= 'A' && c <= 'Z';
}

// Closing quotes and brackets behind a full stop belong to the sentence.
size_t PassClosers(std::string_view text, size_t i) {
  constexpr std::array<std::string_view, 6> kClosers = {"\"", "'", ")", "]", "\xE2\x80\x9D", "\xE2\x80\x99"};
  for (bool again = true; again;) {
    again = false;
    for (std::string_view closer : kClosers) {
      if (!text.substr(i).starts_with(closer)) continue;
      i += closer.size();
      again = true;
    }
  }
  return i;
}

// A sentence begins with a capital, a digit, an opening quote or bracket, or a letter beyond ASCII.
bool MayBegin(std::string_view rest) {
  const char c = rest.front();
  return IsUpper(c) || (c >= '0' && c <= '9') || c == '"' || c == '\'' || c == '(' || c == '[' || c == '$' ||
         static_cast<unsigned char>(c) >= 0x80;
}

// The word that ends with the full stop at `stop` is an abbreviation or an initial.
bool IsAbbreviation(std::string_view text, size_t stop) {
  size_t begin = stop;
  while (begin > 0 && !IsSpace(text[begin - 1]) && text[begin - 1] != '(' && text[begin - 1] != '"') --begin;
  const std::string_view word = text.substr(begin, stop - begin);
  if (word.size() == 1 && IsUpper(word[0])) return true;
  const bool dotted_initials = word.size() >= 3 && word[1] == '.' && IsUpper(word[0]);  // "U.S"
  return dotted_initials || std::binary_search(kAbbreviations.begin(), kAbbreviations.end(), word);
}

}  // namespace

std::vector<std::string_view> SplitSentences(std::string_view paragraph) {
  std::vector<std::string_view> sentences;
  size_t begin = 0;
  const auto cut = [&](size_t end) {
    const std::string_view sentence = Trim(paragraph.substr(begin, end - begin));
    if (!sentence.empty()) sentences.push_back(sentence);
    begin = end;
  };
  for (size_t i = 0; i < paragraph.size(); ++i) {
    const char c = paragraph[i];
    if (c == '\n') cut(i);
    if (c != '.' && c != '!' && c != '?') continue;
    const size_t end = PassClosers(paragraph, i + 1);
    size_t next = end;
    while (next < paragraph.size() && IsSpace(paragraph[next])) ++next;
    if (next == end || next == paragraph.size() || !MayBegin(paragraph.substr(next))) continue;
    if (c == '.' && IsAbbreviation(paragraph, i)) continue;
    cut(end);
  }
  cut(paragraph.size());
  return sentences;
}

}  // namespace lethe
