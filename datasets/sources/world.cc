#include "datasets/sources/world.h"

#include <algorithm>

#include "base/error.h"
#include "base/text.h"
#include "datasets/derivation_check.h"
#include "datasets/names/entity_lists.h"
#include "datasets/names/value_generators.h"
#include "model/grammar.h"

namespace lethe {
namespace {

void CheckShare(const char* field, double value) {
  if (value < 0 || value > 1)
    throw Error(Code::kInvalidArgument, StrCat("world.", field, " is ", value, "; it is a share between 0 and 1"));
}

void CheckConfig(const WorldConfig& config) {
  CheckShare("invented_relations", config.invented_relations());
  CheckShare("everyday_relations", config.everyday_relations());
  CheckShare("invented_names", config.invented_names());
  CheckShare("unanswerable", config.unanswerable());
  CheckShare("twins", config.twins());
  CheckShare("recall", config.recall());
  CheckShare("free_text", config.free_text());
  CheckShare("aliases", config.aliases());
  if (config.wordings_size() == 0 && config.invented_relations() < 1) {
    throw Error(Code::kInvalidArgument,
                "world.wordings names no file, and world.invented_relations is below 1; add wordings: "
                "\"datasets/wordings/real.txtpb\"");
  }
  if (config.min_hops() < 1 || config.max_hops() < config.min_hops() || config.max_hops() > 4) {
    throw Error(Code::kInvalidArgument, StrCat("world.min_hops ", config.min_hops(), " and max_hops ",
                                               config.max_hops(), ": 1 <= min <= max <= 4"));
  }
  if (config.max_facts() < config.min_facts() || config.max_facts() < 1 || config.max_facts() > 64 ||
      config.distractors() > 60) {
    throw Error(Code::kInvalidArgument, "world.max_facts must lie between min_facts and 64, and distractors below 60");
  }
}

std::vector<Path> Resolve(const google::protobuf::RepeatedPtrField<std::string>& paths, const Path& root) {
  std::vector<Path> resolved;
  for (const std::string& path : paths) resolved.push_back(ResolveDataPath(path, root));
  return resolved;
}

std::string UpperFirst(std::string text) {
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return text;
}

// birth_place, Birth Place, birthPlace, Birth place: as column and property names come.
std::string Styled(const std::string& name, Random& random) {
  switch (random.Below(5)) {
    case 0:
    case 1:
      return ReplaceAll(name, " ", "_");
    case 2:
      return UpperFirst(name);
    default:
      break;
  }
  const bool camel = random.Chance(0.4);
  std::string out;
  for (std::string_view word : SplitWords(name)) {
    const std::string capital = UpperFirst(std::string(word));
    if (camel) {
      out += out.empty() ? std::string(word) : capital;
    } else {
      out += (out.empty() ? "" : " ") + capital;
    }
  }
  return out;
}

constexpr uint64_t kMaxAttempts = 50;
// Share of the look-ups whose key is worded as in the question; the others have the word of the fact that they cite.
constexpr double kKeysAsAsked = 0.8;

bool Sound(const v1::Example& example) {
  return CheckDerivable(example).empty() && CheckNeeded(example).empty() && CheckMinimal(example).empty();
}

const char* KindName(const WorldPlan& plan) {
  const auto kind = [](const PlannedRelation& relation) {
    return relation.known == nullptr ? 0 : relation.known->family.empty() ? 2 : 1;
  };
  const int first = kind(plan.relations[0]);
  for (size_t i = 1; i < plan.hops.size(); ++i) {
    if (kind(plan.relations[i]) != first) return "mixed";
  }
  return first == 0 ? "invented" : first == 1 ? "everyday" : "real";
}

}  // namespace

World::World(const WorldConfig& config, const Path& root) : config_(config) {
  CheckConfig(config_);
  const std::vector<std::string> families(config_.only_family().begin(), config_.only_family().end());
  const WorldConfig::WordingPart values = config_.has_value_part() ? config_.value_part() : config_.wording_part();
  wordings_ = Wordings::Load(Resolve(config_.wordings(), root), config_.wording_part(), values, families);
  std::erase_if(wordings_.relations, [&](const Relation& relation) {
    return std::find(config_.leave_out().begin(), config_.leave_out().end(), relation.name) !=
           config_.leave_out().end();
  });
  invented_ = std::make_unique<InventedRelations>(LoadInventedBook(ResolveDataPath(config_.invented(), root)),
                                                  config_.wording_part());
  const EntityLists lists(Resolve(config_.entities(), root));
  names_ = std::make_unique<NameSource>(lists, wordings_, invented_->nouns(), invented_->adjectives(),
                                        config_.invented_names());
  chains_ = std::make_unique<ChainPicker>(config_, wordings_, *invented_);
  distractors_ = std::make_unique<DistractorMaker>(*chains_, *names_);
  hop_weights_.assign(config_.hop_weight().begin(), config_.hop_weight().end());
  if (hop_weights_.empty()) hop_weights_ = {0.45, 0.35, 0.2, 0.1};
}

World::~World() = default;

v1::Example World::Make(uint64_t seed, uint64_t number) const {
  // Twins come in pairs, so that each example can be made without the others.
  const bool twin = number % 2 == 1 && Random(seed).Fork(number / 2).Chance(2 * config_.twins());
  v1::Example example;
  if (twin) {
    WorldPlan plan = MakeSoundPlan(seed, number - 1, example);
    Random random = Random(seed).Fork(number);
    if (MakeTwin(plan, random)) {
      example = Render(plan);
      example.set_twin_of(std::to_string(number - 1));
      if (Sound(example)) return example;
    }
    // The first of the pair is unanswerable, or its names leave no room for a twin: an example of its own instead.
  }
  MakeSoundPlan(seed, number, example);
  return example;
}

// Names now and then hold one another ("Lima", "Lima 7"), so that a sentence seems to say more than it does: such draws
// are dropped.
WorldPlan World::MakeSoundPlan(uint64_t seed, uint64_t number, v1::Example& example) const {
  const Random own = Random(SplitMix64(seed + 1)).Fork(number);
  for (uint64_t attempt = 0;; ++attempt) {
    Random random = own.Fork(attempt);
    WorldPlan plan = MakePlan(random);
    example = Render(plan);
    if (Sound(example) || attempt == kMaxAttempts) return plan;
  }
}

WorldPlan World::MakePlan(Random& random) const {
  WorldPlan plan;
  PlanChain(DrawHops(random), plan, random);
  if (random.Chance(config_.unanswerable())) {
    plan.missing = static_cast<int>(random.Below(plan.hops.size()));
    plan.facts[static_cast<size_t>(plan.missing)].absent = true;
    // What would have come after the gap stays now and then, to tempt.
    for (size_t i = static_cast<size_t>(plan.missing) + 1; i < plan.hops.size(); ++i)
      plan.facts[i].absent = random.Chance(0.5);
  }
  PlanDistractors(plan, random);
  PlanRecall(plan, random);
  for (size_t i = 0; i < plan.facts.size(); ++i) {
    if (!plan.facts[i].absent) plan.order.push_back(i);
  }
  random.Shuffle(plan.order);
  WordFacts(plan, random);
  WordQuestion(plan, random);
  return plan;
}

size_t World::DrawHops(Random& random) const {
  double total = 0;
  const auto weight = [&](size_t hops) { return hops <= hop_weights_.size() ? hop_weights_[hops - 1] : 0.0; };
  for (size_t hops = config_.min_hops(); hops <= config_.max_hops(); ++hops) total += weight(hops);
  double draw = random.Uniform() * total;
  for (size_t hops = config_.min_hops(); hops < config_.max_hops(); ++hops) {
    draw -= weight(hops);
    if (draw < 0) return hops;
  }
  return config_.max_hops();
}

void World::PlanChain(size_t hops, WorldPlan& plan, Random& random) const {
  plan.relations = chains_->Pick(hops, random);
  plan.hops.resize(hops);
  std::string subject = names_->Draw(plan.relations[0].subject_type, random);
  std::vector<std::string> seen = {subject};
  for (size_t i = 0; i < hops; ++i) {
    const PlannedRelation& relation = plan.relations[i];
    std::string object;
    for (int tries = 0; object.empty(); ++tries) {
      object = relation.known != nullptr && tries < 20 ? names_->DrawObject(*relation.known, random)
               : tries < 40                            ? names_->Draw(relation.object_type, random)
                                                       : names_->Invent(relation.object_type, random);
      if (std::any_of(seen.begin(), seen.end(), [&](const std::string& name) { return SameName(name, object); }))
        object.clear();
    }
    seen.push_back(object);
    PlannedFact fact;
    fact.relation = i;
    fact.subject = subject;
    fact.object = object;
    plan.facts.push_back(fact);
    subject = object;
  }
}

void World::PlanDistractors(WorldPlan& plan, Random& random) const {
  const auto present = [&] {
    return static_cast<size_t>(
        std::count_if(plan.facts.begin(), plan.facts.end(), [](const PlannedFact& fact) { return !fact.absent; }));
  };
  size_t target = plan.hops.size() + static_cast<size_t>(std::max(0, config_.distractors()));
  if (config_.distractors() < 0) target = static_cast<size_t>(random.Between(config_.min_facts(), config_.max_facts()));
  if (!plan.answerable() && target > present()) {
    // Near misses first: without them refusal is learned from the absence of words alone.
    const size_t hop = static_cast<size_t>(plan.missing);
    for (int tries = 0; tries < 4 && !distractors_->AddSameSubject(hop, plan, random); ++tries) {
    }
    for (int tries = 0;
         tries < 4 && target > present() && !distractors_->AddSameRelation(hop, random.Chance(0.4), plan, random);
         ++tries) {
    }
  }
  for (size_t tries = 0; present() < target && tries < 6 * target + 12; ++tries) distractors_->AddAny(plan, random);
}

void World::PlanRecall(WorldPlan& plan, Random& random) const {
  const size_t hops = plan.hops.size();
  if (!plan.answerable()) {
    const size_t hop = static_cast<size_t>(plan.missing);
    plan.hops[hop].recall = true;
    if (random.Chance(0.4)) LoadNearMisses(hop, 1 + random.Below(3), plan, random);
    if (hop > 0 && random.Chance(config_.recall() * 0.5)) {  // an earlier fact may come by recall as well
      plan.hops[hop - 1].recall = true;
      plan.facts[hop - 1].recalled = true;
      plan.hops[hop - 1].loads = {hop - 1};
    }
    return;
  }
  if (!random.Chance(config_.recall())) return;
  // Later facts are what a store fetches in mid-derivation; the first one when retrieval missed it.
  const size_t from = hops == 1 || random.Chance(0.25) ? 0 : 1 + random.Below(hops - 1);
  for (size_t hop = from; hop < hops; ++hop) {
    if (hop > from && random.Chance(0.4)) continue;
    plan.hops[hop].recall = true;
    plan.facts[hop].recalled = true;
    plan.hops[hop].loads = {hop};
    LoadNearMisses(hop, random.Below(3), plan, random);
    random.Shuffle(plan.hops[hop].loads);
  }
}

// Facts that a search for this hop's key would bring beside the right one, or in its place.
void World::LoadNearMisses(size_t hop, size_t count, WorldPlan& plan, Random& random) const {
  for (size_t tries = 0; count > 0 && tries < 12; ++tries) {
    const bool added = random.Chance(0.5) ? distractors_->AddSameSubject(hop, plan, random)
                                          : distractors_->AddSameRelation(hop, random.Chance(0.6), plan, random);
    if (!added) continue;
    plan.facts.back().recalled = true;
    plan.hops[hop].loads.push_back(plan.facts.size() - 1);
    --count;
  }
}

void World::WordFacts(WorldPlan& plan, Random& random) const {
  // Stores are mostly of one kind, so an example is: all triples, all sentences, or mixed.
  const double share = config_.free_text();
  const bool mixed = share > 0 && share < 1 && random.Chance(0.35);
  const bool all_text = random.Chance(share);
  const bool styled = random.Chance(config_.styled_names());
  if (styled) {
    for (PlannedRelation& relation : plan.relations) relation.triple_name = Styled(relation.triple_name, random);
  }
  for (PlannedFact& fact : plan.facts) {
    fact.free_text = mixed ? random.Chance(share) : all_text;
    fact.wording_seed = random.Next();
    WordFact(plan, fact);
  }
}

void World::WordFact(const WorldPlan& plan, PlannedFact& fact) const {
  Random random(fact.wording_seed);
  const PlannedRelation& relation = plan.relations[fact.relation];
  fact.name = relation.triple_name;
  if (!fact.free_text) return;
  if (relation.known != nullptr) {
    fact.text = Fill(random.Pick(relation.known->state), {.s = fact.subject, .o = fact.object});
    fact.name = relation.known->name;
    return;
  }
  Worded worded = invented_->State(relation.invented, fact.subject, fact.object, random);
  fact.text = std::move(worded.text);
  fact.name = std::move(worded.name);
}

void World::WordQuestion(WorldPlan& plan, Random& random) const {
  std::string subject = plan.facts[0].subject;
  const std::string name = subject;
  for (size_t hop = 0; hop < plan.hops.size(); ++hop) {
    const PlannedRelation& relation = plan.relations[hop];
    const bool last = hop + 1 == plan.hops.size(), nested = hop > 0;
    std::string& asked = plan.hops[hop].asked_name;
    plan.hops[hop].key_as_asked = random.Chance(kKeysAsAsked);
    if (last && random.Chance(config_.key_questions())) {
      // Typed as into a search box: any name of the relation.
      asked = relation.known != nullptr ? relation.known->name : relation.invented.question_name;
      const bool alias = relation.known != nullptr && !relation.known->aliases.empty() && random.Chance(0.5);
      subject = invented_->AskKey(alias ? random.Pick(relation.known->aliases) : asked, subject, nested, random);
    } else if (relation.known != nullptr) {
      asked = relation.known->name;
      subject = Fill(PickWording(last ? relation.known->ask : relation.known->noun, nested, random), {.s = subject});
    } else {
      Worded worded = last
                          ? invented_->Ask(relation.invented, subject, nested, relation.object_type == "person", random)
                          : invented_->Noun(relation.invented, subject, nested, random);
      asked = std::move(worded.name);
      subject = std::move(worded.text);
    }
    if (last && nested && random.Chance(0.85)) subject = UpperFirst(std::move(subject));
  }
  plan.question_subject = name;
  plan.question = random.Chance(config_.casual()) ? Casual(std::move(subject), name, plan, random) : std::move(subject);
}

// As people type in a hurry, or politely.
std::string World::Casual(std::string question, const std::string& subject, WorldPlan& plan, Random& random) const {
  const bool begins_with_name = question.starts_with(subject);
  if (random.Chance(0.35)) {
    const bool keep_case =
        begins_with_name || question.starts_with("I ") || question.starts_with("I'") || random.Chance(0.3);
    if (!keep_case && !question.empty() && question[0] >= 'A' && question[0] <= 'Z')
      question[0] = static_cast<char>(question[0] - 'A' + 'a');
    question = invented_->LeadIn(random) + question;
  }
  if (random.Chance(0.45) && !question.empty() && (question.back() == '?' || question.back() == '.'))
    question.pop_back();
  if (random.Chance(0.3)) {
    question = AsciiLower(question);
    plan.question_subject = AsciiLower(subject);
  }
  return question;
}

// The same question over a world in which the last fact is another one.
bool World::MakeTwin(WorldPlan& plan, Random& random) const {
  if (!plan.answerable()) return false;
  PlannedFact& fact = plan.facts[plan.hops.size() - 1];
  const PlannedRelation& relation = plan.relations[fact.relation];
  for (int tries = 0; tries < 20; ++tries) {
    const std::string object = names_->Draw(relation.object_type, random);
    const bool taken = std::any_of(plan.facts.begin(), plan.facts.end(), [&](const PlannedFact& other) {
      return SameName(other.object, object) || SameName(other.subject, object);
    });
    if (taken) continue;
    fact.object = object;
    WordFact(plan, fact);
    return true;
  }
  return false;
}

v1::Example World::Render(const WorldPlan& plan) const {
  v1::Example example;
  example.set_task(
      StrCat(config_.task(), "/", KindName(plan), "-", plan.hops.size(), "hop", plan.answerable() ? "" : "-unknown"));
  example.set_source(config_.task());
  std::vector<std::string> ids(plan.facts.size());
  for (size_t i = 0; i < plan.order.size(); ++i) {
    const PlannedFact& fact = plan.facts[plan.order[i]];
    v1::ContextFact& out = *example.add_context();
    ids[plan.order[i]] = "f" + std::to_string(i + 1);
    out.set_id(ids[plan.order[i]]);
    out.set_recalled(fact.recalled);
    if (fact.free_text) {
      out.set_text(fact.text);
    } else {
      out.set_subject(fact.subject);
      out.set_relation(fact.name);
      out.set_object(fact.object);
    }
  }
  example.set_question(plan.question);
  example.set_hops(static_cast<uint32_t>(plan.hops.size()));
  example.set_answerable(plan.answerable());
  example.set_answer(plan.answerable() ? plan.answer() : kUnknownAnswer);
  for (size_t hop = 0; hop < plan.hops.size(); ++hop) {
    const PlannedFact& fact = plan.facts[hop];
    const PlannedHop& how = plan.hops[hop];
    std::string subject = fact.subject, relation = fact.name;
    if (how.recall) {  // the fact is not in sight yet: the key is what the question and the steps so far give
      if (hop == 0) subject = plan.question_subject;
      relation = how.asked_name;
      v1::DerivationStep& recall = *example.add_derivation();
      recall.set_recall(subject + " | " + relation);
      for (size_t loaded : how.loads) recall.add_loads(ids[loaded]);
    }
    v1::DerivationStep& step = *example.add_derivation();
    if (fact.absent) {
      step.set_text(kUnknownAnswer);
      break;
    }
    // Written as asked for: a model that had to use the fact's word would decide with it whether there is a fact.
    step.set_text(subject + " | " + (how.key_as_asked ? how.asked_name : relation) + " | " + fact.object);
    step.set_subject(subject);
    step.set_relation(relation);
    step.set_object(fact.object);
    step.add_uses(ids[hop]);
  }
  return example;
}

}  // namespace lethe
