#include "model/tokenizer/word_pieces.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <vector>

#include "base/error.h"
#include "base/line_reader.h"
#include "base/text.h"
#include "model/safetensors.h"

namespace lethe {
namespace {

constexpr std::string_view kSpace = "\u2581";  // begins a piece that begins a word

bool IsPlainWord(std::string_view word) {
  return !word.empty() && std::all_of(word.begin(), word.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

// Letters and digits go on with a word, and so do bytes, which may be part of a letter; punctuation and signs end it.
bool Continues(std::string_view piece) {
  if (piece.empty() || piece.substr(0, kSpace.size()) == kSpace) return false;
  if (piece.size() > 1 && piece.substr(0, 3) == "<0x") return true;
  const auto byte = [&](size_t i) { return static_cast<uint8_t>(piece[i]); };
  const uint8_t first = byte(0);
  if (first < 0x80) return std::isalnum(first) != 0;
  // Two bytes: letters from U+00C0 on. Three: not the blocks of punctuation and signs, U+2000 to U+2BFF and U+3000.
  if (first < 0xE0) return first > 0xC2 && piece.size() > 1;
  return first != 0xE2 && !(first == 0xE3 && piece.size() > 1 && byte(1) == 0x80);
}

// Rows of the table, as they are read.
struct Rows {
  std::vector<int32_t> pieces;
  std::vector<float> vectors;
  size_t words = 0, dimension = 0;
};

// The last D fields of a line are its numbers; a word with spaces in it has more fields.
void AppendVector(const std::vector<std::string_view>& fields, const std::string& where, Rows& rows) {
  if (fields.size() - 1 < rows.dimension) {
    throw Error(Code::kInvalidArgument, StrCat(where, ": ", fields.size() - 1, " numbers behind \"", fields[0],
                                               "\", where the words before have ", rows.dimension));
  }
  for (size_t i = 1; i < fields.size(); ++i) {
    const auto value = ParseNumber<float>(fields[i]);
    if (!value || !std::isfinite(*value))
      throw Error(Code::kInvalidArgument, StrCat(where, ": \"", fields[i], "\" is no number"));
    rows.vectors.push_back(*value);
  }
}

Rows ReadRows(const Tokenizer& tokenizer, const WordVectorTable& table) {
  LineReader lines(table.vectors);
  Rows rows;
  size_t rank = 0;
  for (std::string_view line; rows.words < table.words && lines.Next(line);) {
    const std::vector<std::string_view> fields = SplitWords(line);
    if (fields.size() < 2 || (lines.line_number() == 1 && fields.size() == 2)) continue;
    if (rows.dimension == 0) rows.dimension = fields.size() - 1;
    if (rank++ < table.first || !IsPlainWord(fields[0]) || fields.size() - 1 > rows.dimension) continue;
    std::vector<int32_t> pieces = tokenizer.Encode(fields[0]);
    if (pieces.size() > kMaxPieces) continue;
    AppendVector(fields, lines.Where(), rows);
    pieces.resize(kMaxPieces, SpecialTokens::kPad);
    rows.pieces.insert(rows.pieces.end(), pieces.begin(), pieces.end());
    ++rows.words;
  }
  if (rows.words == 0) {
    throw Error(Code::kInvalidArgument,
                StrCat(table.vectors.string(), ": no word of lower-case letters behind the first ", table.first,
                       ", each followed by its numbers"));
  }
  return rows;
}

}  // namespace

size_t WriteWordVectors(const Tokenizer& tokenizer, const WordVectorTable& table) {
  const Rows rows = ReadRows(tokenizer, table);
  std::vector<uint8_t> continues;
  for (int32_t token = 0; token < tokenizer.vocab_size(); ++token)
    continues.push_back(token > SpecialTokens::Number(kMaxNumber) && Continues(tokenizer.Piece(token)));
  const auto words = static_cast<int64_t>(rows.words);
  WriteSafetensors(table.output,
                   {ViewValues("pieces", "I32", rows.pieces, {words, static_cast<int64_t>(kMaxPieces)}),
                    ViewValues("vectors", "F32", rows.vectors, {words, static_cast<int64_t>(rows.dimension)}),
                    ViewValues("continues", "U8", continues)},
                   {});
  return rows.words;
}

}  // namespace lethe
