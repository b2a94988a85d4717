// Draws chains of relations in which each links what the one before it gives: person -> city -> country.
//
// Threads: const use from any thread.
#pragma once

#include <array>
#include <memory>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/random.h"
#include "datasets/sources/invented_relation.h"
#include "datasets/sources/rewordings.h"
#include "datasets/sources/world_plan.h"
#include "datasets/wordings.h"

namespace lethe {

class ChainPicker {
 public:
  // Errors: kInvalidArgument when the relations allow no chain of max_hops.
  ChainPicker(const WorldConfig& config, const Wordings& wordings, const InventedRelations& invented);

  std::vector<PlannedRelation> Pick(size_t hops, Random& random) const;
  // A chain of two or three that ends with where a place lies: person -> city -> country. Empty where there is none,
  // and where the config wants none.
  std::vector<PlannedRelation> PickWithin(size_t hops, Random& random) const;
  // A relation that something of type `type` may have, of the same kind (invented or not) as `like` most of the time.
  PlannedRelation PickFor(const std::string& type, const PlannedRelation& like, Random& random) const;
  // As PickFor, but one whose object is of the type of `like`'s wherever there is one, so that an answer's type does
  // not tell the two apart: who raised a ticket beside who works on it.
  PlannedRelation PickHardNegative(const std::string& type, const PlannedRelation& like, Random& random) const;
  // Any relation.
  PlannedRelation PickAny(Random& random) const;
  PlannedRelation Known(size_t relation, Random& random) const;
  // The same, under another word in the share of draws that the config says.
  PlannedRelation Reworded(size_t relation, Random& random) const;
  PlannedRelation Invent(const std::string& subject_type, bool entity_object, Random& random) const;
  // A type that invented relations are about.
  std::string InventedSubject(Random& random) const { return ObjectType(true, random); }

 private:
  enum Kind { kInvented = 0, kEveryday = 1, kReal = 2 };
  static constexpr size_t kMaxDepth = 10;

  PlannedRelation Plan(const Relation& known, Random& random) const;
  PlannedRelation Own(std::shared_ptr<const Relation> reworded, size_t index, Random& random) const;
  // An invented relation with an object of the type of `like`'s; in the share `near` the names share a word.
  PlannedRelation InventBeside(const std::string& type, const PlannedRelation& like, double near, Random& random) const;
  Kind DrawKind(Random& random) const;
  Kind KindOf(size_t relation) const { return wordings_.relations[relation].family.empty() ? kReal : kEveryday; }
  bool First(size_t hops, Random& random, PlannedRelation& relation) const;
  bool Next(const std::string& type, Kind kind, size_t hops, Random& random, PlannedRelation& relation) const;
  const std::vector<size_t>& OfSubject(const std::string& type) const;
  void FindDepths();
  void FindPlaces();
  std::string ObjectType(bool entity, Random& random) const;

  const Wordings& wordings_;
  const InventedRelations& invented_;
  std::unique_ptr<Rewordings> rewordings_;  // null where the config wants none
  double invented_share_, everyday_share_, alias_share_, reworded_share_;
  std::array<std::vector<size_t>, 3> of_kind_;
  std::unordered_map<std::string, std::vector<size_t>> of_subject_;
  std::vector<size_t> depth_;  // longest chain that starts with the relation, at most kMaxDepth
  // A relation that gives a city and is asked for by that word, and one that says in what a city lies.
  std::vector<std::pair<size_t, size_t>> places_;
  std::vector<std::string> value_types_, entity_types_;
};

}  // namespace lethe
