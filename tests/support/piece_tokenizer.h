// The tokenizer without a model, with its pieces as sentencepiece names bytes: "<0x61>" for an 'a'.
#pragma once

#include <cstdio>

#include "tests/support/byte_tokenizer.h"

namespace lethe::testing {

class PieceTokenizer : public ByteTokenizer {
 public:
  std::string Piece(int32_t token) const override {
    if (token < kFirstByte) return ByteTokenizer::Piece(token);
    char piece[8];
    std::snprintf(piece, sizeof piece, "<0x%02X>", static_cast<unsigned>(token - kFirstByte));
    return piece;
  }
};

}  // namespace lethe::testing
