// Relations with a telltale word exchanged: "At which berth is the Alma tied up?" becomes "At which mana is the Alma
// tied up?", and all facts of the relation say mana where they said berth.
//
// An answer then follows from the words that question and fact share and from nothing that a model could know of the
// relation, in sentences as people write them; of the frames of invented relations there are only so many. With two
// words that mean the same, "At which wage is the Alma tied up?" where the facts say pay, it learns words of which no
// relation has sentences.
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
  // a relation whose questions and statements share no word of their own. Every other one has a word of a group of
  // words alike in its questions and name, and another of the group in its statements and aliases.
  std::shared_ptr<const Relation> Make(size_t relation, Random& random) const;

 private:
  // What stands in the place of a word in questions and in statements; of synonyms all that mean the same.
  struct Exchange {
    std::string asked, stated;
    std::vector<std::string> same;
  };
  Exchange Draw(Random& random) const;
  std::string DrawWord(Random& random) const;

  const Wordings& wordings_;
  const InventedRelations& invented_;
  std::vector<std::vector<std::string>> words_;  // that may be exchanged, by relation
};

// Each whole word `from`, whatever its case, exchanged for `to`, with the article that this asks for; "" where `text`
// has no such word. `from` is in lower case.
std::string ExchangeWord(const std::string& text, const std::string& from, const std::string& to);

}  // namespace lethe
