#include "model/tokenizer/text_pieces.h"

#include "base/error.h"
#include "model/safetensors.h"

namespace lethe {

size_t WriteTextVectors(const Tokenizer& tokenizer, const std::vector<VectorText>& texts, std::string_view vectors,
                        const Path& output) {
  if (texts.empty()) throw Error(Code::kInvalidArgument, "no texts to write vectors of");
  const size_t row = vectors.size() / texts.size();
  if (row * texts.size() != vectors.size() || row == 0 || row % sizeof(float) != 0) {
    throw Error(Code::kInvalidArgument,
                StrCat(vectors.size(), " bytes of vectors are no rows of floats for each of ", texts.size(), " texts"));
  }
  std::vector<int32_t> tokens;
  std::vector<int64_t> offsets = {0};
  for (const VectorText& text : texts) {
    const std::vector<int32_t> more =
        text.question.empty() ? EncodeFact(tokenizer, text.fact) : EncodeQuestion(tokenizer, text.question);
    tokens.insert(tokens.end(), more.begin(), more.end());
    offsets.push_back(static_cast<int64_t>(tokens.size()));
  }
  const auto count = static_cast<int64_t>(texts.size()), dimension = static_cast<int64_t>(row / sizeof(float));
  WriteSafetensors(output,
                   {ViewValues("offsets", "I64", offsets),
                    {"vectors", "F32", {count, dimension}, vectors},
                    ViewValues("tokens", "I32", tokens)},
                   {{"vocab_size", std::to_string(tokenizer.vocab_size())}});
  return static_cast<size_t>(dimension);
}

}  // namespace lethe
