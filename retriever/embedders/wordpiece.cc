#include "retriever/embedders/wordpiece.h"

#include <unicode/locid.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include "base/error.h"
#include "base/text.h"

namespace lethe {
namespace {

constexpr int32_t kMaxWordCharacters = 100;

bool IsSpace(UChar32 c) {
  if (c == '\t' || c == '\n' || c == '\r') return true;
  return (U_GET_GC_MASK(c) & U_GC_Z_MASK) != 0;
}

// Every character of category C but the three that are white space, and what stands for unreadable bytes.
bool IsDropped(UChar32 c) {
  return c == 0xFFFD || (U_GET_GC_MASK(c) & U_GC_C_MASK) != 0;
}

// All of ASCII's signs count, "$" and "^" too.
bool IsPunctuation(UChar32 c) {
  if (c < 0x80) return c > ' ' && c != 0x7F && !u_isalnum(c);
  return (U_GET_GC_MASK(c) & U_GC_P_MASK) != 0;
}

struct Block {
  UChar32 first, last;
};

// The CJK Unified Ideographs blocks, as BERT's authors listed them.
bool IsChinese(UChar32 c) {
  static constexpr Block kBlocks[] = {{0x4E00, 0x9FFF},   {0x3400, 0x4DBF},   {0x20000, 0x2A6DF}, {0x2A700, 0x2B73F},
                                      {0x2B740, 0x2B81F}, {0x2B820, 0x2CEAF}, {0xF900, 0xFAFF},   {0x2F800, 0x2FA1F}};
  for (const Block& block : kBlocks) {
    if (block.first <= c && c <= block.last) return true;
  }
  return false;
}

icu::UnicodeString Normalise(const icu::Normalizer2* (*form)(UErrorCode&), const icu::UnicodeString& text) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* normalizer = form(status);
  icu::UnicodeString result = U_SUCCESS(status) ? normalizer->normalize(text, status) : text;
  if (U_FAILURE(status)) throw Error(Code::kInternal, StrCat("ICU cannot normalise: ", u_errorName(status)));
  return result;
}

icu::UnicodeString Clean(std::string_view text, bool split_chinese) {
  const auto bytes = icu::StringPiece(text.data(), static_cast<int32_t>(text.size()));
  const icu::UnicodeString unicode = icu::UnicodeString::fromUTF8(bytes);
  icu::UnicodeString clean;
  for (int32_t i = 0; i < unicode.length(); i = unicode.moveIndex32(i, 1)) {
    const UChar32 c = unicode.char32At(i);
    if (IsSpace(c)) {
      clean.append(u' ');
    } else if (IsDropped(c)) {
      continue;
    } else if (split_chinese && IsChinese(c)) {
      clean.append(u' ').append(c).append(u' ');
    } else {
      clean.append(c);
    }
  }
  return Normalise(&icu::Normalizer2::getNFCInstance, clean);
}

icu::UnicodeString WithoutAccents(const icu::UnicodeString& word) {
  const icu::UnicodeString decomposed = Normalise(&icu::Normalizer2::getNFDInstance, word);
  icu::UnicodeString plain;
  for (int32_t i = 0; i < decomposed.length(); i = decomposed.moveIndex32(i, 1)) {
    const UChar32 c = decomposed.char32At(i);
    if (u_charType(c) != U_NON_SPACING_MARK) plain.append(c);
  }
  return plain;
}

void AppendUtf8(const icu::UnicodeString& word, std::vector<std::string>& words) {
  if (!word.isEmpty()) word.toUTF8String(words.emplace_back());
}

void SplitAtPunctuation(const icu::UnicodeString& word, std::vector<std::string>& words) {
  icu::UnicodeString part;
  for (int32_t i = 0; i < word.length(); i = word.moveIndex32(i, 1)) {
    const UChar32 c = word.char32At(i);
    if (!IsPunctuation(c)) {
      part.append(c);
      continue;
    }
    AppendUtf8(part, words);
    AppendUtf8(icu::UnicodeString(c), words);
    part.remove();
  }
  AppendUtf8(part, words);
}

// Where the character before the one at `end` begins.
size_t PreviousCharacter(const std::string& word, size_t end) {
  do --end;
  while (end > 0 && (static_cast<unsigned char>(word[end]) & 0xC0) == 0x80);
  return end;
}

size_t Characters(const std::string& word) {
  size_t count = 0;
  for (const char c : word) count += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  return count;
}

}  // namespace

std::vector<std::string> SplitBertWords(std::string_view text, const WordpieceOptions& options) {
  const icu::UnicodeString clean = Clean(text, options.split_chinese);
  std::vector<std::string> words;
  for (int32_t begin = 0; begin < clean.length();) {
    int32_t end = clean.indexOf(u' ', begin);
    if (end < 0) end = clean.length();
    icu::UnicodeString word(clean, begin, end - begin);
    if (options.lower) word.toLower(icu::Locale::getRoot());
    if (options.strip_accents) word = WithoutAccents(word);
    SplitAtPunctuation(word, words);
    begin = end + 1;
  }
  return words;
}

Wordpiece::Wordpiece(const Path& vocabulary, const WordpieceOptions& options) : options_(options) {
  const std::string text = ReadFile(vocabulary);
  std::string_view rest = text;
  if (rest.ends_with('\n')) rest.remove_suffix(1);
  for (std::string_view line : Split(rest, '\n')) {
    if (line.ends_with('\r')) line.remove_suffix(1);
    const auto [it, is_new] = numbers_.emplace(line, static_cast<int32_t>(pieces_.size()));
    if (!is_new && !line.empty()) {
      throw Error(Code::kInvalidArgument, StrCat(vocabulary.string(), ":", pieces_.size() + 1, ": the piece \"", line,
                                                 "\" stands in line ", it->second + 1, " too"));
    }
    pieces_.emplace_back(line);
  }
  unknown_ = Special(vocabulary, "[UNK]");
  begin_ = Special(vocabulary, "[CLS]");
  end_ = Special(vocabulary, "[SEP]");
  padding_ = Special(vocabulary, "[PAD]");
}

int32_t Wordpiece::Special(const Path& vocabulary, const std::string& piece) const {
  const auto found = numbers_.find(piece);
  if (found != numbers_.end()) return found->second;
  throw Error(Code::kInvalidArgument,
              StrCat(vocabulary.string(), ": has no ", piece, "; a WordPiece vocabulary has one piece a line"));
}

void Wordpiece::EncodeWord(const std::string& word, std::vector<int32_t>& ids) const {
  const size_t first = ids.size();
  size_t begin = Characters(word) > kMaxWordCharacters ? std::string::npos : 0;
  while (begin < word.size()) {
    const std::string prefix = begin > 0 ? "##" : "";
    size_t end = word.size();
    auto found = numbers_.end();
    while (end > begin) {
      found = numbers_.find(prefix + word.substr(begin, end - begin));
      if (found != numbers_.end()) break;
      end = PreviousCharacter(word, end);
    }
    if (found == numbers_.end()) {
      begin = std::string::npos;
      break;
    }
    ids.push_back(found->second);
    begin = end;
  }
  if (begin != std::string::npos) return;
  ids.resize(first);
  ids.push_back(unknown_);
}

std::vector<int32_t> Wordpiece::Encode(std::string_view text) const {
  std::vector<int32_t> ids;
  for (const std::string& word : SplitBertWords(text, options_)) EncodeWord(word, ids);
  return ids;
}

}  // namespace lethe
