// Relations with a telltale word exchanged: "At which berth is the Alma tied up?" becomes "At which mana is the Alma
// tied up?", and all facts of the relation say mana where they said berth.
//
// An answer then follows from the words that question and fact share and from nothing that a model could know of the
// relation, in sentences as people write them; of the frames of invented relations there are only so many.
//
// Threads: const use from any thread.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "base/random.h"
#include "datasets/sources/invented_relation.h"
#include "datasets/wordings.h"

namespace lethe {

class Rewordings {
 public:
  Rewordings(const Wordings& wordings, const InventedRelations& invented);

  // The relation of this number under a word drawn at random, with those of its wordings that had the old one; null for
  // a relation whose questions and statements share no word of their own.
  std::shared_ptr<const Relation> Make(size_t relation, Random& random) const;

 private:
  std::string DrawWord(Random& random) const;

  const Wordings& wordings_;
  const InventedRelations& invented_;
  std::vector<std::vector<std::string>> words_;  // that may be exchanged, by relation
};

// Each whole word `from`, whatever its case, exchanged for `to`, with the article that this asks for; "" where `text`
// has no such word. `from` is in lower case.
std::string ExchangeWord(const std::string& text, const std::string& from, const std::string& to);

}  // namespace lethe
