#include "datasets/sources/world_distractors.h"

#include <algorithm>

#include "base/error.h"
#include "base/text.h"
#include "datasets/ascii_case.h"

namespace lethe {

bool SameName(const std::string& a, const std::string& b) {
  return SameButForCase(a, b);
}

bool IsTaken(const std::string& name, const WorldPlan& plan) {
  return std::any_of(plan.facts.begin(), plan.facts.end(), [&](const PlannedFact& fact) {
    return SameName(fact.subject, name) || SameName(fact.object, name) ||
           (!fact.decoy.empty() && SameName(fact.decoy, name));
  });
}

bool Confusable(const PlannedRelation& a, const PlannedRelation& b) {
  if (&a == &b) return true;
  // The plain relation need not have the word that would tell it from the other.
  if ((a.known != nullptr && a.known == b.reworded_from) || (b.known != nullptr && b.known == a.reworded_from))
    return true;
  // A word drawn at random may hold a name or be held by one: "lid", "copper lid".
  if (a.known != nullptr && b.known != nullptr && (a.reworded != nullptr || b.reworded != nullptr)) {
    return std::any_of(a.known->all_names.begin(), a.known->all_names.end(), [&](const std::string& name) {
      return std::any_of(b.known->all_names.begin(), b.known->all_names.end(),
                         [&](const std::string& other) { return ConfusableNames(name, other); });
    });
  }
  if (a.known != nullptr && b.known != nullptr) return Confusable(*a.known, *b.known);
  if (a.known == nullptr && b.known == nullptr) return Confusable(a.invented, b.invented);
  const PlannedRelation& known = a.known != nullptr ? a : b;
  const PlannedRelation& invented = a.known != nullptr ? b : a;
  return std::any_of(known.known->all_names.begin(), known.known->all_names.end(),
                     [&](const std::string& name) { return ConfusableNames(name, invented.invented.name); });
}

bool DistractorMaker::AddAny(WorldPlan& plan, Random& random) const {
  const size_t hop = random.Below(plan.hops.size());
  if (hard_negatives_ > 0 && random.Chance(hard_negatives_)) return AddHardNegative(hop, plan, random);
  const double draw = random.Uniform();
  if (draw < 0.24) return AddSameRelation(hop, false, plan, random);
  if (draw < 0.36) return AddSameRelation(hop, true, plan, random);
  if (draw < 0.58) return AddSameSubject(hop, plan, random);
  if (draw < 0.68) return AddAboutAnswer(plan, random);
  if (draw < 0.82) return AddParallel(plan, random);
  if (draw < 0.90) return AddSameObject(hop, plan, random);
  return AddUnrelated(plan, random);
}

// By the type that the name was drawn for, which is narrower than what the relation asks for.
const std::string& DistractorMaker::SubjectType(size_t hop, const WorldPlan& plan) const {
  return hop == 0 || !plan.chain() ? plan.relation_of(hop).subject_type : plan.relation_of(hop - 1).object_type;
}

bool DistractorMaker::AddSameSubject(size_t hop, WorldPlan& plan, Random& random) const {
  PlannedRelation other = chains_.PickFor(SubjectType(hop, plan), plan.relation_of(hop), random);
  return AddFact(plan.fact_of(hop).subject, std::move(other), plan, random);
}

bool DistractorMaker::AddHardNegative(size_t hop, WorldPlan& plan, Random& random) const {
  PlannedRelation negative = chains_.PickHardNegative(SubjectType(hop, plan), plan.relation_of(hop), random);
  return AddFact(plan.fact_of(hop).subject, std::move(negative), plan, random);
}

bool DistractorMaker::AddSameRelation(size_t hop, bool near_name, WorldPlan& plan, Random& random) const {
  const size_t relation = plan.fact_of(hop).relation;
  const std::string& type = plan.relations[relation].subject_type;
  const std::string subject =
      near_name ? names_.Near(plan.fact_of(hop).subject, type, random) : names_.Draw(type, random);
  return AddFact(subject, relation, DrawObject(plan.relations[relation], random), plan);
}

bool DistractorMaker::AddSameObject(size_t hop, WorldPlan& plan, Random& random) const {
  return AddFact(names_.Draw(plan.relation_of(hop).subject_type, random), plan.fact_of(hop).relation,
                 plan.fact_of(hop).object, plan);
}

// Leads on from a distractor as the chain leads on from its fact, so that following a chain is not enough.
bool DistractorMaker::AddParallel(WorldPlan& plan, Random& random) const {
  const size_t hops = plan.hops.size();
  if (!plan.chain()) return AddSameRelation(random.Below(hops), false, plan, random);
  if (hops < 2) return AddSameRelation(0, false, plan, random);
  const size_t hop = random.Below(hops - 1);
  for (size_t i = plan.facts.size(); i > hops; --i) {
    const PlannedFact& fact = plan.facts[i - 1];
    if (fact.relation != hop) continue;
    const std::string subject = fact.object;
    if (AddFact(subject, hop + 1, DrawObject(plan.relations[hop + 1], random), plan)) return true;
  }
  return AddSameRelation(hop, false, plan, random);
}

bool DistractorMaker::AddAboutAnswer(WorldPlan& plan, Random& random) const {
  if (!plan.chain()) return AddSameSubject(random.Below(plan.hops.size()), plan, random);
  const PlannedRelation& last = plan.relations[plan.hops.size() - 1];
  if (!NameSource::IsEntity(last.object_type)) return AddSameSubject(plan.hops.size() - 1, plan, random);
  return AddFact(plan.answer(), chains_.PickFor(last.object_type, last, random), plan, random);
}

bool DistractorMaker::AddUnrelated(WorldPlan& plan, Random& random) const {
  PlannedRelation relation = chains_.PickAny(random);
  const std::string subject = names_.Draw(relation.subject_type, random);
  return AddFact(subject, std::move(relation), plan, random);
}

bool DistractorMaker::AddFact(const std::string& subject, PlannedRelation relation, WorldPlan& plan,
                              Random& random) const {
  const std::string object = DrawObject(relation, random);
  // A relation that this example has already keeps its name and wordings.
  for (size_t i = 0; i < plan.relations.size(); ++i) {
    if (relation.known != nullptr && plan.relations[i].known == relation.known)
      return AddFact(subject, i, object, plan);
  }
  // Nor may another relation be taken for one that is asked about all its facts.
  const bool taken_for_closed = std::any_of(plan.relations.begin(), plan.relations.end(), [&](const auto& other) {
    return (other.closed || other.closed_objects) && Confusable(other, relation);
  });
  if (taken_for_closed) return false;
  plan.relations.push_back(std::move(relation));
  if (AddFact(subject, plan.relations.size() - 1, object, plan)) return true;
  plan.relations.pop_back();
  return false;
}

bool DistractorMaker::AddFact(const std::string& subject, size_t relation, const std::string& object,
                              WorldPlan& plan) const {
  if (SameName(subject, object) || plan.relations[relation].closed) return false;
  for (const PlannedFact& fact : plan.facts) {
    const bool same_subject = SameName(fact.subject, subject);
    if (same_subject && Confusable(plan.relations[fact.relation], plan.relations[relation])) return false;
    if (same_subject && SameName(fact.object, object)) return false;
    if (SameName(fact.subject, object) && SameName(fact.object, subject)) return false;
    if (plan.relations[relation].closed_objects && fact.relation == relation && SameName(fact.object, object))
      return false;
  }
  PlannedFact fact;
  fact.relation = relation;
  fact.subject = subject;
  fact.object = object;
  plan.facts.push_back(std::move(fact));
  return true;
}

std::string DistractorMaker::DrawObject(const PlannedRelation& relation, Random& random) const {
  return relation.known != nullptr ? names_.DrawObject(*relation.known, random)
                                   : names_.Draw(relation.object_type, random);
}

}  // namespace lethe
