#include "retriever/importers/jsonl_reader.h"

#include "retriever/fact_json.h"

namespace lethe {

bool JsonlFactReader::Next(v1::Fact& fact) {
  std::string_view line;
  if (!NextLine(line)) return false;
  std::vector<std::string> unknown;
  fact = FactFromJson(line, &unknown);
  for (std::string& field : unknown) PassedOver(std::move(field));
  return true;
}

}  // namespace lethe
