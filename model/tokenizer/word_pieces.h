// Word vectors by the pieces of their words, so that training, which sees tokens alone, finds them.
//
// `vectors` is text as GloVe and fastText publish it, plain or compressed: a word a line, then its numbers, parted by
// spaces, the most frequent word first; a first line of two numbers, as fastText has it, is passed over. Written is a
// safetensors file of "pieces" [W, P] i32 (padded with 0), "vectors" [W, D] f32 and "continues" [V] u8: whether a piece
// goes on with the word before it. Words are lower-case ASCII letters alone; all others, and those of more than
// kMaxPieces, are left out.
//
// Errors: kNotFound; kInvalidArgument naming file and line for too few numbers or what is none, and where no word is
// left. Threads: one caller.
#pragma once

#include <cstddef>

#include "base/file.h"
#include "model/tokenizer/tokenizer.h"

namespace lethe {

inline constexpr size_t kMaxPieces = 8;

struct WordVectorTable {
  Path vectors, output;
  size_t first = 0;      // words at the head of the file that are left out: "the", "of"
  size_t words = 60000;  // of those behind them, so many at most
};

// Returns how many words were written.
size_t WriteWordVectors(const Tokenizer& tokenizer, const WordVectorTable& table);

}  // namespace lethe
