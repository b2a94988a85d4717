#include "retriever/normalize.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>

#include "base/error.h"
#include "base/text.h"

namespace lethe {
namespace {

bool IsAscii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

const icu::Normalizer2& Form(const icu::Normalizer2* (*get)(UErrorCode&)) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* form = get(status);
  if (U_FAILURE(status)) throw Error(Code::kInternal, StrCat("ICU has no normalisation data: ", u_errorName(status)));
  return *form;
}

icu::UnicodeString Apply(const icu::Normalizer2& form, const icu::UnicodeString& text) {
  UErrorCode status = U_ZERO_ERROR;
  icu::UnicodeString result = form.normalize(text, status);
  if (U_FAILURE(status)) throw Error(Code::kInternal, StrCat("ICU cannot normalise: ", u_errorName(status)));
  return result;
}

// Letters that carry their stroke inside and so do not decompose.
const char16_t* PlainLetter(UChar32 c) {
  switch (c) {
    case 0x00F8:
      return u"o";  // ø
    case 0x0142:
      return u"l";  // ł
    case 0x0111:
      return u"d";  // đ
    case 0x0127:
      return u"h";  // ħ
    case 0x0131:
      return u"i";  // ı
    case 0x00E6:
      return u"ae";  // æ
    case 0x0153:
      return u"oe";  // œ
    case 0x00F0:
      return u"d";  // ð
    case 0x00FE:
      return u"th";  // þ
    default:
      return nullptr;
  }
}

bool IsAccent(UChar32 c) {
  return c >= 0x0300 && c <= 0x036F;
}

icu::UnicodeString WithoutAccents(const icu::UnicodeString& decomposed) {
  icu::UnicodeString plain;
  for (int32_t i = 0; i < decomposed.length(); i = decomposed.moveIndex32(i, 1)) {
    const UChar32 c = decomposed.char32At(i);
    if (IsAccent(c)) continue;
    if (const char16_t* letter = PlainLetter(c)) {
      plain.append(letter, -1);
    } else {
      plain.append(c);
    }
  }
  return plain;
}

// U+0027, the typographic apostrophes, and the prime people type for one.
bool IsApostrophe(char32_t c) {
  return c == '\'' || c == 0x2019 || c == 0x2018 || c == 0x02BC || c == '`';
}

// Signs that tell names apart.
bool IsNameSign(char32_t c) {
  if (c < 0x80) return std::string_view("+#%&@*=$").find(static_cast<char>(c)) != std::string_view::npos;
  const int8_t type = u_charType(static_cast<UChar32>(c));
  return type == U_CURRENCY_SYMBOL || type == U_OTHER_SYMBOL;
}

std::string SqueezeToWords(std::string_view folded) {
  std::string key;
  bool gap = false;
  for (size_t i = 0; i < folded.size();) {
    const size_t begin = i;
    const char32_t c = NextCodePoint(folded, i);
    if (IsApostrophe(c)) continue;
    if (!IsWordCharacter(c) && !IsNameSign(c)) {
      gap = true;
      continue;
    }
    if (gap && !key.empty()) key += ' ';
    gap = false;
    key.append(folded.substr(begin, i - begin));
  }
  return key;
}

std::string SqueezeSpaces(std::string_view text) {
  std::string key;
  for (const std::string_view word : SplitWords(text)) {
    if (!key.empty()) key += ' ';
    key.append(word);
  }
  return key;
}

// Where the name begins behind "the", "an" or "a". Not behind an initial: "A. Lincoln" is not Lincoln.
size_t AfterArticle(std::string_view folded) {
  size_t begin = 0;
  while (begin < folded.size() && std::string_view(" \t\r\n\"'([{").find(folded[begin]) != std::string_view::npos)
    ++begin;
  for (const std::string_view article : {"the", "an", "a"}) {
    const std::string_view rest = folded.substr(begin);
    if (!rest.starts_with(article) || rest.size() == article.size()) continue;
    const char next = rest[article.size()];
    if (next == ' ' || next == '\t' || next == '\n') return begin + article.size();
  }
  return 0;
}

}  // namespace

std::string LimitKey(std::string key) {
  if (key.size() <= kMaxKeyBytes) return key;
  constexpr size_t kHashDigits = 16;
  constexpr std::string_view kDigits = "0123456789abcdef";
  const uint64_t hash = StableHash(key);
  size_t cut = kMaxKeyBytes - kHashDigits;
  while (cut > 0 && (static_cast<unsigned char>(key[cut]) & 0xC0) == 0x80) --cut;
  key.resize(cut);
  for (size_t i = 0; i < kHashDigits; ++i) key += kDigits[(hash >> (60 - 4 * i)) & 15];
  return key;
}

char32_t NextCodePoint(std::string_view text, size_t& position) {
  const unsigned char first = static_cast<unsigned char>(text[position]);
  if (first < 0x80) {
    ++position;
    return first;
  }
  UChar32 c;
  int64_t i = static_cast<int64_t>(position);
  const int64_t length = static_cast<int64_t>(text.size());
  U8_NEXT_OR_FFFD(reinterpret_cast<const uint8_t*>(text.data()), i, length, c);
  position = static_cast<size_t>(i);
  return static_cast<char32_t>(c);
}

bool IsWordCharacter(char32_t c) {
  if (c < 0x80) return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
  const UChar32 code = static_cast<UChar32>(c);
  return u_isalnum(code) || (U_GET_GC_MASK(code) & U_GC_M_MASK) != 0;
}

std::string FoldText(std::string_view text) {
  if (IsAscii(text)) return AsciiLower(text);
  const auto bytes = icu::StringPiece(text.data(), static_cast<int32_t>(text.size()));
  const icu::UnicodeString folded =
      Apply(Form(&icu::Normalizer2::getNFKCCasefoldInstance), icu::UnicodeString::fromUTF8(bytes));
  const icu::UnicodeString plain = WithoutAccents(Apply(Form(&icu::Normalizer2::getNFDInstance), folded));
  std::string result;
  Apply(Form(&icu::Normalizer2::getNFCInstance), plain).toUTF8String(result);
  return result;
}

std::string NormalizeKey(std::string_view text) {
  const std::string folded = FoldText(text);
  std::string key = SqueezeToWords(std::string_view(folded).substr(AfterArticle(folded)));
  if (key.empty()) key = SqueezeToWords(folded);
  if (key.empty()) key = SqueezeSpaces(folded);
  return LimitKey(std::move(key));
}

}  // namespace lethe
