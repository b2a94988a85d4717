// Word vectors as text: what is taken has whole words of pieces and a finite vector each.
#include <cmath>
#include <cstring>

#include "base/error.h"
#include "model/safetensors.h"
#include "model/tokenizer/word_pieces.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/support/byte_tokenizer.h"

namespace lethe::fuzz {
namespace {

void CheckTable(const Path& table, size_t words) {
  const SafetensorsFile file(table);
  const TensorView &pieces = file.Find("pieces"), &vectors = file.Find("vectors");
  if (pieces.shape[0] != static_cast<int64_t>(words) || vectors.shape[0] != pieces.shape[0])
    throw FuzzFailure(StrCat(words, " words, but rows for ", pieces.shape[0], " and ", vectors.shape[0]));
  std::vector<float> numbers(vectors.bytes.size() / sizeof(float));
  std::memcpy(numbers.data(), vectors.bytes.data(), vectors.bytes.size());
  for (const float number : numbers) {
    if (!std::isfinite(number)) throw FuzzFailure("a vector that is not finite");
  }
  for (size_t row = 0; row < words; ++row) {
    int32_t first = 0;
    std::memcpy(&first, pieces.bytes.data() + row * kMaxPieces * sizeof(int32_t), sizeof(int32_t));
    if (first == SpecialTokens::kPad) throw FuzzFailure("a word without pieces");
  }
}

void ReadVectors(std::string_view bytes) {
  const Path file = WriteInput(bytes);
  const Path table = file.parent_path() / "table";
  size_t words = 0;
  try {
    words = WriteWordVectors(testing::ByteTokenizer(), {file, table});
  } catch (const Error&) {
    return;
  }
  CheckTable(table, words);
}

}  // namespace

std::vector<FuzzTarget> VectorTargets() {
  return {{"word_vectors",
           ReadVectors,
           {"the 0.1 -0.2\nmount 1e-3 4\nat home 1 2\nride 5 6\n", "2 3\nmount 1 2 3\nride 4 5 6\n"},
           {"nan", "inf", "1e999", " ", "\n", "-", "a 1 2\n", "\r\n", "\t", "\xE2\x96\x81"}}};
}

}  // namespace lethe::fuzz
