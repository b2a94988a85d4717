// N-Triples: each triple a statement, with names for its IRIs.
//
// A thing is called by its rdfs:label in the file (or skos:prefLabel; English before no language before others), else
// by the end of its IRI. Other labels, skos:altLabel and the like become aliases of the subject; label triples are no
// facts themselves. A literal's language and datatype become tags ("language:de", "datatype:date").
// Errors: kInvalidArgument naming the column.
// Cost: the file is read twice, first for the names, which are all kept in memory.
#pragma once

#include <map>
#include <string>
#include <unordered_map>

#include "retriever/importers/fact_reader.h"
#include "retriever/importers/triple_line.h"

namespace lethe {

class NtriplesFactReader : public LineFactReader {
 public:
  NtriplesFactReader(const Path& file, const std::string& name);
  bool Next(v1::Fact& fact) override;

 private:
  struct Names {
    std::string label;
    int rank = 0;  // how good the label is; 0 is none
    std::vector<std::string> aliases;
  };
  void CollectNames(const Path& file);
  void AddName(const TripleLine& triple);
  std::string NameOf(const TripleTerm& term) const;

  std::unordered_map<std::string, Names> names_;
};

}  // namespace lethe
