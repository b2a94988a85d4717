#include "retriever/search/tidy_question.h"

#include <unicode/locid.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

namespace lethe {
namespace {

using Text = icu::UnicodeString;

Text WithSingleBlanks(const Text& text) {
  Text out;
  for (int32_t i = 0; i < text.length(); ++i) {
    const char16_t unit = text.charAt(i);
    if (!u_isUWhiteSpace(unit)) {
      out.append(unit);
    } else if (!out.isEmpty() && out.charAt(out.length() - 1) != u' ') {
      out.append(u' ');
    }
  }
  if (!out.isEmpty() && out.charAt(out.length() - 1) == u' ') out.truncate(out.length() - 1);
  return out;
}

// "Holt\u2019s" at the end of a word. Elsewhere the sign belongs to the name ("Côte d\u2019Ivoire").
void StraightenPossessives(Text& text) {
  constexpr char16_t kApostrophe = 0x2019;
  for (int32_t at = text.indexOf(kApostrophe); at >= 0; at = text.indexOf(kApostrophe, at + 1)) {
    const bool ends = at + 2 >= text.length() || !u_isalnum(text.charAt(at + 2));
    const char16_t next = at + 1 < text.length() ? text.charAt(at + 1) : u' ';
    if ((next == u's' || next == u'S') && ends) text.setCharAt(at, u'\'');
  }
}

// Of three words at least: one or two alone may be a name ("BUG-309?", "IBM CEO?").
bool IsShouted(const Text& text) {
  constexpr int kLetters = 6;
  int capitals = 0, blanks = 0;
  for (int32_t i = 0; i < text.length(); ++i) {
    if (u_islower(text.charAt(i))) return false;
    capitals += u_isupper(text.charAt(i)) ? 1 : 0;
    blanks += text.charAt(i) == u' ' ? 1 : 0;
  }
  return capitals >= kLetters && blanks >= 2;
}

}  // namespace

std::string TidyQuestion(const std::string& question) {
  Text text = WithSingleBlanks(Text::fromUTF8(question));
  StraightenPossessives(text);
  if (IsShouted(text)) text.toLower(icu::Locale::getRoot());
  std::string out;
  return text.toUTF8String(out);
}

}  // namespace lethe
