// Names and values for worlds: real ones from lists, generated ones, and invented ones, so that no name can be learned
// by heart.
//
// A type's names come from its entity list, from the lists of its kinds (a place may be a city), and from the example
// values in the wordings. Types that nobody listed get invented names only, so every type of a user's own wordings
// works. Threads: const use from any thread. Cost: about 0.2 microseconds a name.
#pragma once

#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/random.h"
#include "datasets/names/entity_lists.h"
#include "datasets/wordings.h"

namespace lethe {

class NameSource {
 public:
  // `nouns` and `adjectives` are what invented names are put together from; `invented` is the share of invented names.
  NameSource(const EntityLists& lists, const Wordings& wordings, std::vector<std::string> nouns,
             std::vector<std::string> adjectives, double invented);

  std::string Draw(const std::string& type, Random& random) const;
  // An object for the relation: one of its own example values where no list or generator knows the type.
  std::string DrawObject(const Relation& relation, Random& random) const;
  // Another name that is easily taken for `name`: shares its first or last word, or differs in a digit.
  std::string Near(const std::string& name, const std::string& type, Random& random) const;
  std::string Invent(const std::string& type, Random& random) const;
  // A made-up word in lower case.
  static std::string PseudoWord(Random& random);
  // True for types whose names are things that facts can be about, false for numbers, dates and the like.
  static bool IsEntity(const std::string& type);
  // Some list, example value or generator has names of the type (texts are words in any case); of any other all names
  // are invented.
  bool Knows(const std::string& type) const;

 private:
  using Inventor = std::string (NameSource::*)(Random&) const;
  struct Pool {
    std::vector<const std::vector<std::string>*> lists;  // one a kind, none empty
    double invented = 0;
    bool generated = false;
    Inventor inventor = nullptr;
  };

  const Pool& PoolOf(const std::string& type) const;
  Pool MakePool(const std::string& type, const TypeTree& types) const;
  void SplitPersons();
  Inventor InventorOf(const std::string& type, const TypeTree& types) const;

  std::string InventPerson(Random& random) const;
  std::string InventPlace(Random& random) const;
  std::string InventBuilding(Random& random) const;
  std::string InventCompany(Random& random) const;
  std::string InventSchool(Random& random) const;
  std::string InventTeam(Random& random) const;
  std::string InventWork(Random& random) const;
  std::string InventProduct(Random& random) const;
  std::string InventText(Random& random) const;
  std::string InventThing(Random& random) const;

  std::string Recombine(const Pool& pool, Random& random) const;
  std::string Title(Random& random) const;

  std::map<std::string, std::vector<std::string>> names_;
  std::vector<std::string> nouns_, adjectives_;
  std::vector<std::string> first_names_, last_names_;
  double invented_;
  std::unordered_map<std::string, Pool> pools_;
  Pool unknown_;
};

}  // namespace lethe
