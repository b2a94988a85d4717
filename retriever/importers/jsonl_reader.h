// Facts as JSON lines, one object a line (docs/formats.md); blank lines are passed over.
#pragma once

#include "retriever/importers/fact_reader.h"

namespace lethe {

class JsonlFactReader : public LineFactReader {
 public:
  using LineFactReader::LineFactReader;
  bool Next(v1::Fact& fact) override;
};

}  // namespace lethe
