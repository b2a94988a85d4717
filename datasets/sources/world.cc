#include "datasets/sources/world.h"

#include <algorithm>
#include <map>
#include <utility>

#include "base/error.h"
#include "base/log.h"
#include "base/text.h"
#include "datasets/derivation_check.h"
#include "datasets/derived_step.h"
#include "datasets/first_letter.h"
#include "datasets/names/entity_lists.h"
#include "datasets/names/value_generators.h"
#include "datasets/renaming.h"
#include "datasets/sources/weighted_draw.h"
#include "datasets/sources/world_answers.h"
#include "model/grammar.h"

namespace lethe {
namespace {

void CheckConfig(const WorldConfig& config) {
  CheckShare("world.invented_relations", config.invented_relations());
  CheckShare("world.everyday_relations", config.everyday_relations());
  CheckShare("world.invented_names", config.invented_names());
  CheckShare("world.unanswerable", config.unanswerable());
  CheckShare("world.twins", config.twins());
  CheckShare("world.recall", config.recall());
  CheckShare("world.free_text", config.free_text());
  CheckShare("world.aliases", config.aliases());
  CheckShare("world.composed_text", config.composed_text());
  CheckShare("world.hard_negatives", config.hard_negatives());
  CheckShare("world.reworded_relations", config.reworded_relations());
  CheckShare("world.within_questions", config.within_questions());
  if (config.questions_per_context() < 1 || (config.questions_per_context() > 1 && config.twins() > 0)) {
    throw Error(Code::kInvalidArgument,
                StrCat("world.questions_per_context is ", config.questions_per_context(),
                       "; it must be at least 1, and 1 where world.twins is above 0: set twins: 0"));
  }
  if (config.wordings_size() == 0 && config.invented_relations() < 1) {
    throw Error(Code::kInvalidArgument,
                "world.wordings names no file, and world.invented_relations is below 1; add wordings: "
                "\"datasets/wordings/real.txtpb\"");
  }
  if (config.min_hops() < 1 || config.max_hops() < config.min_hops() || config.max_hops() > 10) {
    throw Error(Code::kInvalidArgument, StrCat("world.min_hops ", config.min_hops(), " and max_hops ",
                                               config.max_hops(), ": 1 <= min <= max <= 10"));
  }
  if (config.max_facts() < config.min_facts() || config.max_facts() < 1 || config.max_facts() > 64 ||
      config.distractors() > 60) {
    throw Error(Code::kInvalidArgument, "world.max_facts must lie between min_facts and 64, and distractors below 60");
  }
}

constexpr uint64_t kMaxAttempts = 50;

bool AsksOtherKinds(const WorldQuestions& questions) {
  return questions.inverse() != 0 || questions.compare() != 0 || questions.count() != 0 || questions.intersect() != 0 ||
         questions.superlative() != 0 || questions.dates() != 0 || questions.yes_no() != 0;
}

// Chains beyond the first number may be told step by step, beyond the second they always are: nobody follows seven
// clauses in one another.
constexpr size_t kNestedHops = 4, kMostNestedHops = 6;
constexpr double kStepwise = 0.6;
// Of chains that end with where a place lies (WorldConfig.within_questions).
constexpr double kAskedAtOnce = 0.7;
constexpr int kPlanTries = 12;
constexpr double kUnansweredLoads = 0.4;  // share of recalls in vain that bring something else

// Whether the fact's text was neither joined with another's nor changed.
bool StatesAlone(const WorldPlan& plan, const PlannedFact& fact) {
  if (fact.carrier || fact.composed) return false;
  const auto index = static_cast<size_t>(&fact - plan.facts.data());
  return std::none_of(plan.facts.begin(), plan.facts.end(),
                      [&](const PlannedFact& other) { return other.carrier == index; });
}

// "the start of the the crop growing there harvest": some wordings have an article where a phrase brings its own.
std::string WithoutSecondArticle(std::string question) {
  for (const std::string_view article : {" the ", "The "})
    question = ReplaceAll(question, StrCat(article, "the "), article);
  return question;
}

const char* KindName(const WorldPlan& plan) {
  const auto kind = [](const PlannedRelation& relation) {
    return relation.known == nullptr ? 0 : relation.known->family.empty() ? 2 : 1;
  };
  const int first = kind(plan.relation_of(0));
  for (size_t i = 1; i < plan.hops.size(); ++i) {
    if (kind(plan.relation_of(i)) != first) return "mixed";
  }
  return first == 0 ? "invented" : first == 1 ? "everyday" : "real";
}

void OrderFacts(WorldPlan& plan, Random& random) {
  for (size_t i = 0; i < plan.facts.size(); ++i) {
    if (!plan.facts[i].absent) plan.order.push_back(i);
  }
  random.Shuffle(plan.order);
}

// "world/real-2hop", "ask/compare-mixed-3hop-unknown". What is counted has no hops in its name: they give the count
// away.
std::string TaskName(const WorldConfig& config, const WorldPlan& plan) {
  std::string name = config.task() + "/";
  if (!plan.chain()) name.append(QuestionPlanner::Name(plan.ask.kind)).append("-");
  name += KindName(plan);
  if (plan.ask.kind != QuestionKind::kCount) name.append("-").append(std::to_string(plan.hops.size())).append("hop");
  return plan.answerable() ? name : name + "-unknown";
}

}  // namespace

World::World(const WorldConfig& config, const Path& root) : config_(config) {
  CheckConfig(config_);
  const std::vector<std::string> families(config_.only_family().begin(), config_.only_family().end());
  const WorldConfig::WordingPart values = config_.has_value_part() ? config_.value_part() : config_.wording_part();
  wordings_ = Wordings::Load(ResolveDataPaths(config_.wordings(), root), config_.wording_part(), values, families);
  std::erase_if(wordings_.relations, [&](const Relation& relation) {
    return std::find(config_.leave_out().begin(), config_.leave_out().end(), relation.name) !=
               config_.leave_out().end() ||
           std::find(config_.leave_out_family().begin(), config_.leave_out_family().end(), relation.family) !=
               config_.leave_out_family().end();
  });
  const Path invented = ResolveDataPath(config_.invented(), root);
  invented_ = std::make_unique<InventedRelations>(
      LoadInventedBook(invented, ResolveDataPaths(config_.synonyms(), root)), config_.wording_part());
  const EntityLists lists(ResolveDataPaths(config_.entities(), root));
  names_ = std::make_unique<NameSource>(lists, wordings_, invented_->nouns(), invented_->adjectives(),
                                        config_.invented_names());
  WarnOfUnknownTypes();
  chains_ = std::make_unique<ChainPicker>(config_, wordings_, *invented_);
  distractors_ = std::make_unique<DistractorMaker>(*chains_, *names_, config_.hard_negatives());
  hop_weights_.assign(config_.hop_weight().begin(), config_.hop_weight().end());
  if (hop_weights_.empty()) hop_weights_ = {0.45, 0.35, 0.2, 0.1};
  siblings_ = std::make_unique<SiblingPlanner>(config_, hop_weights_, wordings_.types, *chains_, *names_);
  if (AsksOtherKinds(config_.questions()) || config_.max_hops() > kNestedHops) {
    questions_ = std::make_unique<QuestionWordings>(
        QuestionWordings::Load(ResolveDataPath(config_.question_book(), root), config_.wording_part()));
    phraser_ = std::make_unique<QuestionPhraser>(*questions_, wordings_, *invented_);
  }
  if (AsksOtherKinds(config_.questions()))
    planner_ = std::make_unique<QuestionPlanner>(config_, *questions_, wordings_, *invented_, *chains_, *names_);
  if (config_.composed_text() > 0) {
    composer_ = std::make_unique<TextComposer>(ResolveDataPath(config_.composition_book(), root),
                                               config_.wording_part(), wordings_, *invented_, *names_);
  }
}

World::~World() = default;

void World::WarnOfUnknownTypes() const {
  std::map<std::string, std::string> unknown;  // a relation by type
  for (const Relation& relation : wordings_.relations) {
    for (const std::string& type : {relation.subject, relation.object}) {
      if (!names_->Knows(type)) unknown.try_emplace(type, relation.name);
    }
  }
  if (unknown.empty()) return;
  std::string types;
  for (const auto& [type, relation] : unknown)
    types += StrCat(types.empty() ? "" : ", ", "\"", type, "\" (of \"", relation, "\")");
  LogWarning("world ", config_.task(), ": no list, example value or generator has names of type ", types,
             "; all are invented. Mend the type, add its list to entities, or give values");
}

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
      if (IsSound(example)) return example;
    }
    // The first of the pair is unanswerable, or its names leave no room for a twin: an example of its own instead.
  }
  if (MakeSibling(seed, number, example)) return example;
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
    const std::string problem = FirstProblem(example);
    if (problem.empty()) return plan;
    if (attempt + 1 < kMaxAttempts) continue;
    throw Error(Code::kFailedPrecondition,
                StrCat("world ", config_.task(), ": none of ", kMaxAttempts, " draws of example ", number, " of seed ",
                       seed, " is sound; the last one, \"", example.question(), "\": ", problem,
                       "; look at its relation's wordings, or leave that relation out (leave_out)"));
  }
}

WorldPlan World::MakePlan(Random& random) const {
  const QuestionKind kind = planner_ == nullptr ? QuestionKind::kChain : planner_->DrawKind(random);
  for (int tries = 0; kind != QuestionKind::kChain && tries < kPlanTries; ++tries) {
    WorldPlan plan;
    if (MakeQuestionPlan(kind, plan, random)) return plan;
  }
  return MakeChainPlan(random);
}

bool World::MakeQuestionPlan(QuestionKind kind, WorldPlan& plan, Random& random) const {
  if (!planner_->Plan(kind, plan, random)) return false;
  if (random.Chance(config_.unanswerable())) QuestionPlanner::MakeUnanswerable(plan, random);
  PlanDistractors(plan, random);
  if (!plan.answerable() || QuestionPlanner::AllowsRecall(plan)) PlanRecall(plan, random);
  OrderFacts(plan, random);
  if (!SolveQuestion(plan)) return false;
  WordFacts(plan, random);
  plan.question = WithoutSecondArticle(phraser_->Phrase(plan, random));
  if (plan.question.empty()) return false;
  const PlannedHop& first = plan.hops[0];
  plan.question_subject = first.inverse ? plan.facts[first.fact].object : plan.facts[first.fact].subject;
  if (random.Chance(config_.casual())) plan.question = Casual(plan.question, plan.question_subject, plan, random);
  return true;
}

WorldPlan World::MakeChainPlan(Random& random) const {
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
  OrderFacts(plan, random);
  WordFacts(plan, random);
  WordQuestion(plan, random);
  return plan;
}

size_t World::DrawHops(Random& random) const {
  const auto weight = [&](size_t hops) { return hops <= hop_weights_.size() ? hop_weights_[hops - 1] : 0.0; };
  return DrawWeighted(config_.min_hops(), config_.max_hops(), weight, random);
}

void World::PlanChain(size_t hops, WorldPlan& plan, Random& random) const {
  if (config_.within_questions() > 0 && random.Chance(config_.within_questions()))
    plan.relations = chains_->PickWithin(hops, random);
  if (plan.relations.empty()) plan.relations = chains_->Pick(hops, random);
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
    plan.hops[i].fact = i;
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
  // What needs many facts is to stand among many.
  if (config_.distractors() < 0 && plan.hops.size() > kNestedHops)
    target = std::min<size_t>(64, target + random.Below(2 * plan.hops.size()));
  if (!plan.answerable() && target > present()) {
    // Near misses first: without them refusal is learned from the absence of words alone.
    const size_t hop = static_cast<size_t>(plan.missing);
    const bool hard = config_.hard_negatives() > 0;
    for (int tries = 0; tries < 4; ++tries) {
      if (hard ? distractors_->AddHardNegative(hop, plan, random) : distractors_->AddSameSubject(hop, plan, random))
        break;
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
    if (random.Chance(kUnansweredLoads)) LoadNearMisses(hop, 1 + random.Below(3), plan, random);
    if (hop > 0 && random.Chance(config_.recall() * 0.5)) {  // an earlier fact may come by recall as well
      plan.hops[hop - 1].recall = true;
      plan.facts[plan.hops[hop - 1].fact].recalled = true;
      plan.hops[hop - 1].loads = {plan.hops[hop - 1].fact};
    }
    return;
  }
  if (!random.Chance(config_.recall())) return;
  // Later facts are what a store fetches in mid-derivation; the first one when retrieval missed it.
  const size_t from = hops == 1 || random.Chance(0.25) ? 0 : 1 + random.Below(hops - 1);
  for (size_t hop = from; hop < hops; ++hop) {
    if (hop > from && random.Chance(0.4)) continue;
    plan.hops[hop].recall = true;
    plan.facts[plan.hops[hop].fact].recalled = true;
    plan.hops[hop].loads = {plan.hops[hop].fact};
    LoadNearMisses(hop, random.Below(3), plan, random);
  }
}

// Facts that a search for this hop's key brings beside the right one, or in its place: the nearest of some more, in the
// order in which the search finds them.
void World::LoadNearMisses(size_t hop, size_t count, WorldPlan& plan, Random& random) const {
  constexpr size_t kPassedOver = 3;
  if (count == 0) return;
  const size_t first = plan.facts.size();
  for (size_t tries = 0; tries < 12 && plan.facts.size() < first + count + kPassedOver; ++tries) {
    if (random.Chance(0.5)) {
      distractors_->AddSameSubject(hop, plan, random);
    } else {
      distractors_->AddSameRelation(hop, random.Chance(0.6), plan, random);
    }
  }
  const auto words = [&](const PlannedFact& fact) {
    return StrCat(fact.subject, " ", plan.relations[fact.relation].triple_name, " ", fact.object);
  };
  std::vector<size_t>& loads = plan.hops[hop].loads;  // the right fact, where it is there
  const std::vector<PlannedFact> drawn(plan.facts.begin() + static_cast<ptrdiff_t>(first), plan.facts.end());
  plan.facts.resize(first);
  std::vector<std::string> found;
  for (const size_t load : loads) found.push_back(words(plan.facts[load]));
  for (const PlannedFact& fact : drawn) found.push_back(words(fact));
  const std::vector<size_t> own = std::exchange(loads, {});
  const std::string key = StrCat(plan.fact_of(hop).subject, " ", plan.relation_of(hop).canonical());
  for (const size_t rank : recall_search_.Rank(key, found)) {
    if (rank < own.size()) {
      loads.push_back(own[rank]);
    } else if (count > 0) {
      --count;
      loads.push_back(plan.facts.size());
      plan.facts.push_back(drawn[rank - own.size()]);
      plan.facts.back().recalled = true;
    }
  }
}

void World::WordFacts(WorldPlan& plan, Random& random) const {
  // Stores are mostly of one kind, so an example is: all triples, all sentences, or mixed.
  const double share = config_.free_text();
  const bool mixed = share > 0 && share < 1 && random.Chance(0.35);
  const bool all_text = random.Chance(share);
  const bool styled = random.Chance(config_.styled_names());
  if (styled) {
    for (PlannedRelation& relation : plan.relations) relation.triple_name = AsColumnName(relation.triple_name, random);
  }
  for (PlannedFact& fact : plan.facts) {
    fact.free_text = mixed ? random.Chance(share) : all_text;
    fact.wording_seed = random.Next();
    WordFact(plan, fact);
  }
  if (composer_ != nullptr && (mixed || all_text) && random.Chance(config_.composed_text()))
    composer_->Compose(plan, random);
}

void World::WordFact(const WorldPlan& plan, PlannedFact& fact) const {
  Random random(fact.wording_seed);
  const PlannedRelation& relation = plan.relations[fact.relation];
  fact.name = relation.triple_name;
  if (!fact.free_text) return;
  Worded worded = StateFact(relation, *invented_, fact.subject, fact.object, random);
  fact.text = std::move(worded.text);
  fact.name = std::move(worded.name);
}

void World::WordQuestion(WorldPlan& plan, Random& random) const {
  std::string subject = plan.facts[0].subject;
  const std::string name = subject;
  if (plan.hops.size() > kMostNestedHops || (plan.hops.size() > kNestedHops && random.Chance(kStepwise))) {
    for (PlannedHop& hop : plan.hops) hop.key_as_asked = random.Chance(kKeysAsAsked);
    plan.question_subject = name;
    plan.question = WithoutSecondArticle(phraser_->TellStepwise(plan, random));
    return;
  }
  size_t at_once = config_.within_questions() > 0 ? HopsWithin(plan) : 0;
  if (at_once > 0 && !random.Chance(kAskedAtOnce)) at_once = 0;
  const size_t asked_hops = plan.hops.size() - at_once;
  for (size_t hop = 0; hop < asked_hops; ++hop) {
    const PlannedRelation& relation = plan.relation_of(hop);
    const bool last = hop + 1 == asked_hops, nested = hop > 0;
    std::string& asked = plan.hops[hop].asked_name;
    plan.hops[hop].key_as_asked = random.Chance(kKeysAsAsked);
    if (last && at_once == 0 && random.Chance(config_.key_questions())) {
      // Typed as into a search box: any name of the relation.
      asked = relation.known != nullptr ? relation.known->name : relation.invented.question_name;
      const bool alias = relation.known != nullptr && !relation.known->aliases.empty() && random.Chance(0.5);
      const std::string key = alias ? random.Pick(relation.known->aliases) : asked;
      if (relation.reworded != nullptr) asked = key;  // which of a word's synonyms is its name, nothing tells
      subject = invented_->AskKey(key, subject, nested, random);
    } else {
      Worded worded = !last         ? NounFor(relation, *invented_, subject, nested, random)
                      : at_once > 0 ? AskForPlace(relation, plan.relation_of(plan.hops.size() - 1).known->object,
                                                  subject, nested, random)
                                    : AskFor(relation, *invented_, subject, nested, random);
      asked = std::move(worded.name);
      subject = std::move(worded.text);
    }
    if (last && nested && random.Chance(0.85)) subject = UpperFirst(std::move(subject));
  }
  for (size_t hop = asked_hops; hop < plan.hops.size(); ++hop) {
    plan.hops[hop].key_as_asked = random.Chance(kKeysAsAsked);
    plan.hops[hop].asked_name = plan.relation_of(hop).known->name;
  }
  plan.question_subject = name;
  subject = WithoutSecondArticle(std::move(subject));
  plan.question = random.Chance(config_.casual()) ? Casual(std::move(subject), name, plan, random) : std::move(subject);
}

// As people type in a hurry, or politely.
std::string World::Casual(std::string question, const std::string& subject, WorldPlan& plan, Random& random) const {
  const bool begins_with_name = question.starts_with(subject);
  if (random.Chance(0.35)) {
    const bool keep_case =
        begins_with_name || question.starts_with("I ") || question.starts_with("I'") || random.Chance(0.3);
    if (!keep_case) question = LowerFirst(std::move(question));
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

// Another question over the facts of the first of its row; false where nothing more can be asked of them.
bool World::MakeSibling(uint64_t seed, uint64_t number, v1::Example& example) const {
  const uint64_t rank = number % config_.questions_per_context();
  if (rank == 0) return false;
  const WorldPlan base = MakeSoundPlan(seed, number - rank, example);
  std::optional<WorldPlan> plan = siblings_->Plan(base, rank - 1, SplitMix64(seed ^ SplitMix64(number - rank)));
  if (!plan) return false;
  Random random = Random(SplitMix64(seed + 2)).Fork(number);
  PlanSiblingRecall(*plan, random);
  WordQuestion(*plan, random);
  example = Render(*plan);
  return IsSound(example);
}

// What a recall brings: the fact, where the plan has it, and near misses, worded like the facts in sight.
void World::PlanSiblingRecall(WorldPlan& plan, Random& random) const {
  const size_t last = plan.hops.size() - 1;
  if (!plan.hops[last].recall) return;
  const size_t shown = plan.facts.size();
  if (plan.answerable()) {
    plan.hops[last].loads = {last};
    LoadNearMisses(last, random.Below(3), plan, random);
  } else if (random.Chance(kUnansweredLoads)) {
    LoadNearMisses(last, 1 + random.Below(3), plan, random);
  }
  const bool free_text = plan.facts[plan.order.front()].free_text;
  for (size_t i = 0; i < plan.facts.size(); ++i) {
    if ((i != last && i < shown) || plan.facts[i].absent) continue;
    plan.facts[i].free_text = free_text;
    plan.facts[i].wording_seed = random.Next();
    WordFact(plan, plan.facts[i]);
    plan.order.push_back(i);
  }
}

// The same question over a world in which the last fact is another one.
bool World::MakeTwin(WorldPlan& plan, Random& random) const {
  if (!plan.answerable() || !plan.chain()) return false;
  PlannedFact& fact = plan.facts[plan.hops.size() - 1];
  const PlannedRelation& relation = plan.relations[fact.relation];
  for (int tries = 0; tries < 20; ++tries) {
    const std::string object = names_->Draw(relation.object_type, random);
    if (IsTaken(object, plan)) continue;
    const std::string old = std::exchange(fact.object, object);
    if (StatesAlone(plan, fact)) {
      WordFact(plan, fact);
      return true;
    }
    // In a text of several facts, what says this one is told by its value alone.
    Renaming changed;
    changed.Add(old, object);
    PlannedFact& carrier = fact.carrier ? plan.facts[*fact.carrier] : fact;
    carrier.text = changed.Apply(carrier.text);
    return true;
  }
  return false;
}

v1::Example World::Render(const WorldPlan& plan) const {
  v1::Example example;
  example.set_task(TaskName(config_, plan));
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
  for (size_t i = 0; i < plan.facts.size(); ++i) {
    if (plan.facts[i].carrier) ids[i] = ids[*plan.facts[i].carrier];
  }
  example.set_question(plan.question);
  example.set_hops(static_cast<uint32_t>(plan.hops.size()));
  example.set_answerable(plan.answerable());
  RenderDerivation(plan, ids, example);
  return example;
}

void World::RenderDerivation(const WorldPlan& plan, const std::vector<std::string>& ids, v1::Example& example) const {
  std::vector<std::string> step_names(plan.hops.size());
  bool gave_up = false;
  for (size_t hop = 0; hop < plan.hops.size() && !gave_up; ++hop) {
    const PlannedFact& fact = plan.fact_of(hop);
    const PlannedHop& how = plan.hops[hop];
    const std::string kind(how.inverse ? kInverseOf : "");
    std::string subject = how.inverse ? fact.object : fact.subject, relation = kind + fact.name;
    const std::string& object = how.inverse ? fact.subject : fact.object;
    if (how.recall) {  // the fact is not in sight yet: the key is what the question and the steps so far give
      if (hop == 0) subject = plan.question_subject;
      relation = kind + how.asked_name;
      v1::DerivationStep& recall = *example.add_derivation();
      recall.set_recall(subject + " | " + relation);
      for (size_t loaded : how.loads) recall.add_loads(ids[loaded]);
    }
    v1::DerivationStep& step = *example.add_derivation();
    gave_up = fact.absent;
    if (gave_up) {
      step.set_text(kUnknownAnswer);
      break;
    }
    // Written as asked for: a model that had to use the fact's word would decide with it whether there is a fact.
    step.set_text(subject + " | " + (how.key_as_asked ? kind + how.asked_name : relation) + " | " + object);
    step.set_subject(subject);
    step.set_relation(relation);
    step.set_object(object);
    step.add_uses(ids[how.fact]);
    step_names[hop] = "s" + std::to_string(example.derivation_size());
  }
  example.set_answer(plan.answerable() ? plan.answer() : kUnknownAnswer);
  for (const PlannedDerived& derived : plan.derived) {
    v1::DerivationStep& step = *example.add_derivation();
    step.set_text(derived.text);
    for (const size_t hop : derived.hops) step.add_uses(step_names[hop]);
  }
}

}  // namespace lethe
