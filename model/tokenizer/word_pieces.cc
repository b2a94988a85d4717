#include "model/tokenizer/word_pieces.h"

#include <algorithm>
#include <fstream>
#include <vector>

#include "base/error.h"
#include "base/text.h"
#include "model/safetensors.h"

namespace lethe {
namespace {

constexpr std::string_view kSpace = "\u2581";  // begins a piece that begins a word

bool IsPlainWord(std::string_view word) {
  return !word.empty() && std::all_of(word.begin(), word.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

// Letters of any script, digits and bytes go on with a word, and so does an apostrophe's "s"; punctuation ends it.
bool Continues(std::string_view piece) {
  if (piece.empty() || piece.substr(0, kSpace.size()) == kSpace) return false;
  const char c = piece[0];
  const bool byte = piece.size() > 1 && piece.substr(0, 3) == "<0x";
  return byte || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (c & 0x80) != 0;
}

std::string_view Bytes(const auto& values) {
  return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(values[0])};
}

// Rows of the table, as they are read.
struct Rows {
  std::vector<int32_t> pieces;
  std::vector<float> vectors;
  size_t words = 0, dimension = 0;
};

void AppendVector(const std::vector<std::string_view>& fields, const std::string& origin, Rows& rows) {
  if (rows.dimension == 0) rows.dimension = fields.size() - 1;
  if (fields.size() - 1 != rows.dimension) {
    throw Error(Code::kInvalidArgument, StrCat(origin, ": ", fields.size() - 1, " numbers behind \"", fields[0],
                                               "\", where the words before have ", rows.dimension));
  }
  for (size_t i = 1; i < fields.size(); ++i) {
    const auto value = ParseNumber<float>(fields[i]);
    if (!value) throw Error(Code::kInvalidArgument, StrCat(origin, ": \"", fields[i], "\" is no number"));
    rows.vectors.push_back(*value);
  }
}

Rows ReadRows(const Tokenizer& tokenizer, const WordVectorTable& table) {
  std::ifstream in(table.vectors);
  if (!in) throw Error(Code::kNotFound, StrCat("cannot open ", table.vectors.string()));
  Rows rows;
  size_t number = 0, rank = 0;
  for (std::string line; rows.words < table.words && std::getline(in, line);) {
    ++number;
    const std::vector<std::string_view> fields = SplitWords(line);
    if (fields.size() < 2 || (number == 1 && fields.size() == 2)) continue;
    if (rank++ < table.first || !IsPlainWord(fields[0])) continue;
    std::vector<int32_t> pieces = tokenizer.Encode(fields[0]);
    if (pieces.size() > kMaxPieces) continue;
    AppendVector(fields, StrCat(table.vectors.string(), ", line ", number), rows);
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
                   {{"pieces", "I32", {words, static_cast<int64_t>(kMaxPieces)}, Bytes(rows.pieces)},
                    {"vectors", "F32", {words, static_cast<int64_t>(rows.dimension)}, Bytes(rows.vectors)},
                    {"continues", "U8", {tokenizer.vocab_size()}, Bytes(continues)}},
                   {});
  return rows.words;
}

}  // namespace lethe
