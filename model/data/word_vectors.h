// Which words of a document have a vector, and which; from a table by pieces (model/tokenizer/word_pieces.h).
//
// Words of facts and questions are found, at their last token; derivations say again what those say. Drawn are facts of
// a few words each, the more frequent words (those in front in the table) more often.
// Errors, threads: as VectorTable.
#pragma once

#include "model/data/vector_table.h"

namespace lethe {

// What `lethe tokenizer vectors` wrote: the pieces of each word, whether a piece goes on with a word, and the vectors
// as SpreadVectors makes them. Errors: as VectorTable's.
struct WordTable {
  std::vector<std::u32string> words;
  std::vector<uint8_t> continues;
  torch::Tensor vectors;  // [W, D] f32
};
WordTable ReadWordTable(const Path& file);

class WordVectors : public VectorTable {
 public:
  explicit WordVectors(const Path& file);

  std::vector<Place> Find(const TokenDocument& document) const override;

 private:
  Sequence DrawDocument(size_t count, Random& random) const override;

  WordIndex index_;
};

}  // namespace lethe
