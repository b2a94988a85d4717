// Which facts and questions of a document have a vector, and which; from a table of texts
// (model/tokenizer/text_pieces.h).
//
// A fact is found at its number, a question at its last token: both have read the whole of it. Drawn are documents of
// facts with questions behind them, none about the other. Vectors of facts and of questions are spread apart from each
// other (SpreadVectors), so that it does not count which of the two a text is. Errors, threads: as VectorTable.
#pragma once

#include <string>
#include <unordered_map>

#include "model/data/vector_table.h"

namespace lethe {

class TextVectors : public VectorTable {
 public:
  explicit TextVectors(const Path& file);

  std::vector<Place> Find(const TokenDocument& document) const override;

 private:
  Sequence DrawDocument(size_t count, Random& random) const override;

  std::unordered_map<std::u32string, int64_t> rows_;  // by the tokens of a text
};

}  // namespace lethe
