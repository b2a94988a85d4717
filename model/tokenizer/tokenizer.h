// Text to token ids and back, with sentencepiece behind a module of its own.
//
// sentencepiece and protobuf cannot share a process by ordinary linking (docs/toolchain.md), so the library is opened
// in a link namespace of its own and spoken to through a C ABI (spm_module.h).
//
// Promise: Decode(Encode(text)) == text for every valid UTF-8 text. Text never encodes to a special token, whatever it
// contains: specials are control symbols that only the grammar writes, by id.
// Errors: kNotFound / kDataLoss for an absent or damaged model, kInvalidArgument for invalid UTF-8.
// Threads: all const methods may be called from any thread.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/file.h"

namespace lethe {

// Numbers that name facts and derived steps run from 1 to this.
inline constexpr int kMaxNumber = 96;

// Ids of the special tokens; fixed for every tokenizer that Lethe trains.
struct SpecialTokens {
  static constexpr int32_t kPad = 0;        // also sentencepiece's <unk>; never produced thanks to byte fallback
  static constexpr int32_t kStart = 1;      // <s>: first token of every sequence, seen by every fact
  static constexpr int32_t kEnd = 2;        // <end>
  static constexpr int32_t kSeparator = 3;  // <|> between subject, relation and object
  static constexpr int32_t kQuestion = 4;   // <question>
  static constexpr int32_t kDerive = 5;     // <derive>
  static constexpr int32_t kRecall = 6;     // <recall>: the model asks for the value of the key it just wrote
  static constexpr int32_t kLoaded = 7;     // <loaded>: written by the engine after recalled facts (or none)
  static constexpr int32_t kAnswer = 8;     // <answer>
  static constexpr int32_t kUnknown = 9;    // <unknown>
  static constexpr int32_t kAs = 10;        // <as>: numbers a derived step
  static constexpr int32_t kFirstReserved = 11;
  static constexpr int32_t kNumbers = 15;  // <[0]> is id kNumbers, never used; <[n]> is kNumbers + n
  static int32_t Number(int n) { return kNumbers + n; }
  // The n of <[n]>, or 0 when `token` is no number.
  static int NumberOf(int32_t token) {
    return token > kNumbers && token <= kNumbers + kMaxNumber ? token - kNumbers : 0;
  }
};

class Tokenizer {
 public:
  static std::unique_ptr<Tokenizer> Load(const Path& model_file);
  virtual ~Tokenizer() = default;

  virtual int32_t vocab_size() const = 0;
  // Encodes as if a space stood in front, so that a name has the same tokens wherever it stands.
  virtual std::vector<int32_t> Encode(std::string_view text) const = 0;
  // Special tokens decode to nothing.
  virtual std::string Decode(std::span<const int32_t> tokens) const = 0;
  // The piece as stored, such as "▁the" or "<0x0A>", for display.
  virtual std::string Piece(int32_t token) const = 0;
};

struct TokenizerTraining {
  std::vector<std::string> input_files;  // plain text, a sentence a line
  Path output;                           // tokenizer.model
  int32_t vocab_size = 4096;
  uint64_t max_sentences = 2'000'000;
};

// BPE with byte fallback, split digits, identity normalisation and the special tokens above.
void TrainTokenizer(const TokenizerTraining& training);

}  // namespace lethe
