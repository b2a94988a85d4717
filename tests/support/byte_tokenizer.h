// A tokenizer without a model: a token per byte after the special ones, with the same promises and the same special ids
// as the real one. Tests that are not about the tokenizer use it.
#pragma once

#include "base/error.h"
#include "base/text.h"
#include "model/tokenizer/tokenizer.h"

namespace lethe::testing {

class ByteTokenizer : public Tokenizer {
 public:
  static constexpr int32_t kFirstByte = SpecialTokens::kNumbers + kMaxNumber + 1;

  int32_t vocab_size() const override { return kFirstByte + 256; }

  std::vector<int32_t> Encode(std::string_view text) const override {
    if (!IsValidUtf8(text)) throw Error(Code::kInvalidArgument, "cannot encode text that is not valid UTF-8");
    std::vector<int32_t> tokens;
    if (text.empty()) return tokens;
    tokens.push_back(kFirstByte + ' ');
    for (const char byte : text) tokens.push_back(kFirstByte + static_cast<uint8_t>(byte));
    return tokens;
  }

  std::string Decode(std::span<const int32_t> tokens) const override {
    std::string text;
    for (const int32_t token : tokens) {
      if (token >= kFirstByte && token < vocab_size()) text += static_cast<char>(token - kFirstByte);
    }
    if (!text.empty() && text[0] == ' ') text.erase(0, 1);
    return text;
  }

  std::string Piece(int32_t token) const override {
    static constexpr const char* kSpecials[] = {"<pad>",      "<s>",       "<end>",    "<|>",
                                                "<question>", "<derive>",  "<recall>", "<loaded>",
                                                "<answer>",   "<unknown>", "<as>"};
    if (token >= 0 && token <= SpecialTokens::kAs) return kSpecials[token];
    if (const int number = SpecialTokens::NumberOf(token)) return StrCat("<[", number, "]>");
    return StrCat("<", token, ">");
  }
};

// The sequence in the notation of grammar.h; text is written as it decodes.
inline std::string Show(const std::vector<int32_t>& tokens) {
  const ByteTokenizer tokenizer;
  std::string shown;
  std::vector<int32_t> text;
  for (const int32_t token : tokens) {
    if (token > SpecialTokens::Number(kMaxNumber)) {
      text.push_back(token);
      continue;
    }
    shown += tokenizer.Decode(text) + tokenizer.Piece(token);
    text.clear();
  }
  return shown + tokenizer.Decode(text);
}

}  // namespace lethe::testing
