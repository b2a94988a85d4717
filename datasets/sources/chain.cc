#include "datasets/sources/chain.h"

#include <algorithm>

#include "base/error.h"
#include "datasets/names/name_source.h"
#include "datasets/names/value_generators.h"
#include "datasets/sources/world_text.h"

namespace lethe {
namespace {

// What invented relations link; the frequent ones stand there twice.
const std::vector<std::string>& InventedValueTypes() {
  static const std::vector<std::string> kTypes = {
      "code",     "code",    "date",  "date",  "number", "number", "time",  "money",    "year",    "length",
      "duration", "percent", "email", "phone", "room",   "weight", "color", "material", "weekday", "temperature"};
  return kTypes;
}
const std::vector<std::string>& InventedEntityTypes() {
  static const std::vector<std::string> kTypes = {"person",  "person",  "person",   "person", "city",         "city",
                                                  "company", "product", "building", "thing",  "thing",        "country",
                                                  "school",  "team",    "book",     "region", "organization", "film"};
  return kTypes;
}

// Draws for a hard negative; the first half keep to the family, whose relations are mistaken for each other most.
constexpr int kHardNegativeTries = 60;

}  // namespace

ChainPicker::ChainPicker(const WorldConfig& config, const Wordings& wordings, const InventedRelations& invented)
    : wordings_(wordings),
      invented_(invented),
      invented_share_(config.invented_relations()),
      everyday_share_(config.everyday_relations()),
      alias_share_(config.aliases()),
      reworded_share_(config.reworded_relations()) {
  if (reworded_share_ > 0) rewordings_ = std::make_unique<Rewordings>(wordings_, invented_);
  std::set<std::string> types(InventedEntityTypes().begin(), InventedEntityTypes().end());
  for (size_t i = 0; i < wordings_.relations.size(); ++i) {
    of_kind_[KindOf(i)].push_back(i);
    types.insert(wordings_.relations[i].object);
    types.insert(wordings_.relations[i].subject);
  }
  for (const std::string& type : types) of_subject_[type];
  for (size_t i = 0; i < wordings_.relations.size(); ++i) {
    for (const std::string& kind : wordings_.types.Kinds(wordings_.relations[i].subject)) {
      if (const auto list = of_subject_.find(kind); list != of_subject_.end()) list->second.push_back(i);
    }
  }
  FindDepths();
  if (config.within_questions() > 0) FindPlaces();
  for (size_t hops = 1; hops <= config.max_hops(); ++hops) {
    const bool possible = invented_share_ > 0 || std::any_of(depth_.begin(), depth_.end(), [&](size_t depth) {
                            return depth >= std::min(hops, kMaxDepth);
                          });
    if (!possible) {
      throw Error(
          Code::kInvalidArgument,
          StrCat("the wordings allow no chain of ", hops,
                 " hops: no relation's object is another's subject; lower max_hops or allow invented_relations"));
    }
  }
}

void ChainPicker::FindDepths() {
  depth_.assign(wordings_.relations.size(), 1);
  for (size_t depth = 2; depth <= kMaxDepth; ++depth) {
    for (size_t i = 0; i < depth_.size(); ++i) {
      const std::string& object = wordings_.relations[i].object;
      if (!NameSource::IsEntity(object)) continue;
      const std::vector<size_t>& next = OfSubject(object);
      const bool longer = std::any_of(next.begin(), next.end(), [&](size_t n) { return depth_[n] >= depth - 1; });
      if (longer || invented_share_ > 0) depth_[i] = std::max(depth_[i], depth);
    }
  }
}

void ChainPicker::FindPlaces() {
  for (size_t i = 0; i < wordings_.relations.size(); ++i) {
    if (!HasPlaceWord(wordings_.relations[i].ask)) continue;
    for (const size_t next : OfSubject(wordings_.relations[i].object)) {
      if (wordings_.relations[next].within) places_.emplace_back(i, next);
    }
  }
}

const std::vector<size_t>& ChainPicker::OfSubject(const std::string& type) const {
  static const std::vector<size_t> kNone;
  const auto found = of_subject_.find(type);
  return found == of_subject_.end() ? kNone : found->second;
}

ChainPicker::Kind ChainPicker::DrawKind(Random& random) const {
  if (random.Chance(invented_share_) || wordings_.relations.empty()) return kInvented;
  const Kind kind = random.Chance(everyday_share_ / std::max(1e-6, 1 - invented_share_)) ? kEveryday : kReal;
  return of_kind_[kind].empty() ? (kind == kReal ? kEveryday : kReal) : kind;
}

std::vector<PlannedRelation> ChainPicker::Pick(size_t hops, Random& random) const {
  for (int tries = 0; tries < 1000; ++tries) {
    std::vector<PlannedRelation> chain(1);
    if (!First(hops, random, chain[0])) continue;
    const Kind kind = chain[0].known == nullptr ? kInvented : chain[0].known->family.empty() ? kReal : kEveryday;
    while (chain.size() < hops) {
      PlannedRelation next;
      const Kind wanted = random.Chance(0.75) ? kind : DrawKind(random);
      if (!Next(chain.back().object_type, wanted, hops - chain.size(), random, next)) break;
      chain.push_back(std::move(next));
    }
    if (chain.size() == hops) return chain;
  }
  LETHE_CHECK(false, "no chain of ", hops, " hops found");
  return {};
}

std::vector<PlannedRelation> ChainPicker::PickWithin(size_t hops, Random& random) const {
  if (places_.empty() || hops < 2 || hops > 3) return {};
  const auto [place, lies] = random.Pick(places_);
  if (hops == 2) return {Reworded(place, random), Known(lies, random)};
  constexpr int kTries = 60;
  const bool further =
      random.Chance(0.3);  // person -> city -> country -> continent, else book -> person -> city -> country
  for (int tries = 0; tries < kTries; ++tries) {
    const auto drawn = static_cast<size_t>(random.Below(wordings_.relations.size()));
    const Relation& relation = wordings_.relations[drawn];
    if (further) {
      if (relation.within && wordings_.types.IsA(wordings_.relations[lies].object, relation.subject))
        return {Reworded(place, random), Known(lies, random), Known(drawn, random)};
    } else if (NameSource::IsEntity(relation.object) &&
               wordings_.types.IsA(relation.object, wordings_.relations[place].subject)) {
      return {Reworded(drawn, random), Reworded(place, random), Known(lies, random)};
    }
  }
  return {};
}

bool ChainPicker::First(size_t hops, Random& random, PlannedRelation& relation) const {
  const Kind kind = DrawKind(random);
  if (kind == kInvented) {
    relation = Invent(ObjectType(true, random), hops > 1, random);
    return true;
  }
  for (int tries = 0; tries < 50; ++tries) {
    const size_t drawn = random.Pick(of_kind_[kind]);
    if (depth_[drawn] < std::min(hops, kMaxDepth)) continue;
    relation = Reworded(drawn, random);
    return true;
  }
  return false;
}

bool ChainPicker::Next(const std::string& type, Kind kind, size_t hops, Random& random,
                       PlannedRelation& relation) const {
  if (kind == kInvented && invented_share_ > 0) {
    relation = Invent(type, hops > 1, random);
    return true;
  }
  const std::vector<size_t>& candidates = OfSubject(type);
  for (int tries = 0; tries < 20 && !candidates.empty(); ++tries) {
    const size_t drawn = random.Pick(candidates);
    if (depth_[drawn] < std::min(hops, kMaxDepth)) continue;
    if (KindOf(drawn) != kind && tries < 10) continue;
    relation = Reworded(drawn, random);
    return true;
  }
  if (invented_share_ <= 0) return false;
  relation = Invent(type, hops > 1, random);
  return true;
}

PlannedRelation ChainPicker::PickFor(const std::string& type, const PlannedRelation& like, Random& random) const {
  const std::vector<size_t>& candidates = OfSubject(type);
  const bool invented = candidates.empty() || ((like.known == nullptr) == random.Chance(0.85) && invented_share_ > 0);
  if (!invented) {
    // Mostly from the same family: an office's facts lie beside an office's.
    for (int tries = 0; tries < 8 && like.known != nullptr; ++tries) {
      const size_t drawn = random.Pick(candidates);
      if (wordings_.relations[drawn].family == like.known->family) return Reworded(drawn, random);
    }
    return Reworded(random.Pick(candidates), random);
  }
  if (like.known == nullptr && random.Chance(0.4)) return InventBeside(type, like, 1, random);
  return Invent(type, random.Chance(0.5), random);
}

PlannedRelation ChainPicker::PickHardNegative(const std::string& type, const PlannedRelation& like,
                                              Random& random) const {
  if (like.known == nullptr) return InventBeside(type, like, 0.6, random);
  if (like.reworded != nullptr && random.Chance(0.5)) {
    // The same sentences about another thing.
    const auto index = static_cast<size_t>(like.reworded_from - wordings_.relations.data());
    std::shared_ptr<const Relation> other = rewordings_->Make(index, random);
    if (!ConfusableNames(other->name, like.known->name)) return Own(std::move(other), index, random);
  }
  const std::vector<size_t>& candidates = OfSubject(type);
  for (int tries = 0; tries < kHardNegativeTries && !candidates.empty(); ++tries) {
    const size_t drawn = random.Pick(candidates);
    const Relation& relation = wordings_.relations[drawn];
    if (&relation == like.known || &relation == like.reworded_from || relation.object != like.known->object) continue;
    if (tries < kHardNegativeTries / 2 && relation.family != like.known->family) continue;
    return Reworded(drawn, random);
  }
  return PickFor(type, like, random);
}

PlannedRelation ChainPicker::PickAny(Random& random) const {
  const Kind kind = DrawKind(random);
  if (kind == kInvented) return Invent(ObjectType(true, random), random.Chance(0.5), random);
  return Reworded(random.Pick(of_kind_[kind]), random);
}

PlannedRelation ChainPicker::Plan(const Relation& known, Random& random) const {
  PlannedRelation relation;
  relation.known = &known;
  relation.subject_type = known.subject;
  relation.object_type = known.object;
  const bool alias = !known.aliases.empty() && random.Chance(alias_share_);
  relation.triple_name = alias ? random.Pick(known.aliases) : known.name;
  return relation;
}

PlannedRelation ChainPicker::Known(size_t index, Random& random) const {
  return Plan(wordings_.relations[index], random);
}

PlannedRelation ChainPicker::Reworded(size_t index, Random& random) const {
  if (rewordings_ == nullptr || !random.Chance(reworded_share_)) return Known(index, random);
  std::shared_ptr<const Relation> reworded = rewordings_->Make(index, random);
  if (reworded == nullptr) return Known(index, random);
  return Own(std::move(reworded), index, random);
}

PlannedRelation ChainPicker::Own(std::shared_ptr<const Relation> reworded, size_t index, Random& random) const {
  PlannedRelation relation = Plan(*reworded, random);
  relation.reworded = std::move(reworded);
  relation.reworded_from = &wordings_.relations[index];
  return relation;
}

PlannedRelation ChainPicker::Invent(const std::string& subject_type, bool entity_object, Random& random) const {
  PlannedRelation relation;
  relation.subject_type = subject_type;
  relation.object_type = ObjectType(entity_object || random.Chance(0.45), random);
  relation.invented = invented_.Make(relation.object_type == "person", random);
  relation.triple_name = relation.invented.fact_name;
  return relation;
}

PlannedRelation ChainPicker::InventBeside(const std::string& type, const PlannedRelation& like, double near,
                                          Random& random) const {
  PlannedRelation relation = Invent(type, false, random);
  if (near >= 1 || random.Chance(near)) relation.invented = invented_.MakeNear(like.invented, random);
  relation.triple_name = relation.invented.fact_name;
  relation.object_type = like.object_type;  // another "opening date" is a date as well
  return relation;
}

std::string ChainPicker::ObjectType(bool entity, Random& random) const {
  return random.Pick(entity ? InventedEntityTypes() : InventedValueTypes());
}

}  // namespace lethe
