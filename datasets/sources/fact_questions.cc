#include "datasets/sources/fact_questions.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/line_reader.h"
#include "base/random.h"
#include "base/text.h"
#include "datasets/first_letter.h"
#include "datasets/sources/affine_walk.h"
#include "datasets/sources/invented_relation.h"

namespace lethe {
namespace {

using Json = nlohmann::json;

std::string Text(const Json& json, const char* key, const LineReader& reader) {
  const auto found = json.find(key);
  if (found == json.end() || !found->is_string() || found->get<std::string>().empty()) {
    throw Error(Code::kInvalidArgument,
                StrCat(reader.Where(), ": field \"", key, "\" must be a text that is not empty"));
  }
  return found->get<std::string>();
}

}  // namespace

FactQuestions::FactQuestions(const FactQuestionsConfig& config, const Path& root) : config_(config) {
  if (config_.max_hops() < 1 || config_.max_hops() > 2)
    throw Error(Code::kInvalidArgument, StrCat("facts.max_hops is ", config_.max_hops(), "; it is 1 or 2"));
  wordings_ =
      Wordings::Load(ResolveDataPaths(config_.wordings(), root), config_.wording_part(), config_.wording_part(), {});
  ReadFacts(ResolveDataPath(config_.file(), root));
  JoinQuestions(config_.max_hops());
  if (questions_.empty())
    throw Error(Code::kInvalidArgument, StrCat(config_.file(), ": no fact has a relation that the wordings know"));
}

void FactQuestions::ReadFacts(const Path& file) {
  std::unordered_map<std::string, const Relation*> known;
  for (const Relation& relation : wordings_.relations) known.emplace(relation.name, &relation);
  LineReader reader(file);
  for (std::string_view line; reader.Next(line);) {
    if (line.empty()) continue;
    const Json json = Json::parse(line, nullptr, false);
    if (!json.is_object())
      throw Error(Code::kInvalidArgument,
                  StrCat(reader.Where(), ": expected an object with subject, relation and object"));
    Fact fact = {Text(json, "subject", reader), Text(json, "relation", reader), Text(json, "object", reader)};
    const auto relation = known.find(fact.relation);
    if (relation != known.end()) fact.known = relation->second;
    const auto index = static_cast<uint32_t>(facts_.size());
    by_subject_[fact.subject].push_back(index);
    by_relation_[fact.relation].push_back(index);
    facts_.push_back(std::move(fact));
  }
}

// One question a fact, and one of two hops a fact that leads on; which way it leads on is drawn by hash.
void FactQuestions::JoinQuestions(uint32_t max_hops) {
  for (uint32_t i = 0; i < facts_.size(); ++i) {
    const Fact& first = facts_[i];
    if (first.known == nullptr || first.subject == first.object) continue;
    questions_.push_back({i, kNone});
    const auto next = by_subject_.find(first.object);
    if (max_hops < 2 || next == by_subject_.end()) continue;
    const uint32_t second = next->second[StableHash(first.subject + first.relation) % next->second.size()];
    const Fact& fact = facts_[second];
    const bool returns = fact.object == first.subject || fact.object == fact.subject;
    if (fact.known != nullptr && !returns) questions_.push_back({i, second});
  }
}

// A distractor must not answer the question itself, nor link what a step of the chain links.
bool FactQuestions::Disturbs(const Fact& fact, const Question& question) const {
  for (const uint32_t gold : {question.first, question.second}) {
    if (gold == kNone) continue;
    const Fact& needed = facts_[gold];
    if (fact.subject == needed.subject && (fact.relation == needed.relation || fact.object == needed.object))
      return true;
  }
  return false;
}

std::vector<uint32_t> FactQuestions::PickDistractors(const Question& question, Random& random) const {
  std::vector<uint32_t> picked;
  const Fact& asked = facts_[question.second == kNone ? question.first : question.second];
  for (uint32_t tries = 0; picked.size() < config_.distractors() && tries < 8 * config_.distractors() + 8; ++tries) {
    const Fact& near = random.Chance(0.5) ? facts_[question.first] : asked;
    uint32_t drawn = static_cast<uint32_t>(random.Below(facts_.size()));
    const double way = random.Uniform();
    if (way < 0.45) drawn = random.Pick(by_relation_.at(near.relation));
    if (way >= 0.45 && way < 0.85) drawn = random.Pick(by_subject_.at(near.subject));
    if (Disturbs(facts_[drawn], question) || std::find(picked.begin(), picked.end(), drawn) != picked.end()) continue;
    picked.push_back(drawn);
  }
  return picked;
}

std::string FactQuestions::Ask(const Question& question, Random& random) const {
  const Fact& first = facts_[question.first];
  if (question.second == kNone) return Fill(random.Pick(first.known->ask), {.s = first.subject});
  const std::string noun = Fill(random.Pick(first.known->noun), {.s = first.subject});
  return UpperFirst(Fill(PickWording(facts_[question.second].known->ask, true, random), {.s = noun}));
}

v1::Example FactQuestions::Make(uint64_t seed, uint64_t number) const {
  LETHE_CHECK(number < questions_.size(), "question ", number, " of ", questions_.size());
  const Question& question = questions_[AffineWalk(seed, number, questions_.size())];
  Random random = Random(seed).Fork(number);

  std::vector<uint32_t> chain = {question.first};
  if (question.second != kNone) chain.push_back(question.second);
  std::vector<uint32_t> context = PickDistractors(question, random);
  context.insert(context.end(), chain.begin(), chain.end());
  random.Shuffle(context);

  v1::Example example;
  example.set_task(StrCat(config_.task(), "/", chain.size(), "hop"));
  example.set_source(config_.task());
  const bool free_text = random.Chance(config_.free_text());
  for (size_t i = 0; i < context.size(); ++i) {
    const Fact& fact = facts_[context[i]];
    v1::ContextFact& out = *example.add_context();
    out.set_id("f" + std::to_string(i + 1));
    if (free_text && fact.known != nullptr) {
      out.set_text(Fill(random.Pick(fact.known->state), {.s = fact.subject, .o = fact.object}));
    } else {
      out.set_subject(fact.subject);
      out.set_relation(fact.relation);
      out.set_object(fact.object);
    }
  }
  example.set_question(Ask(question, random));
  for (const uint32_t index : chain) {
    const Fact& fact = facts_[index];
    v1::DerivationStep& out = *example.add_derivation();
    out.set_text(StrCat(fact.subject, " | ", fact.relation, " | ", fact.object));
    out.set_subject(fact.subject);
    out.set_relation(fact.relation);
    out.set_object(fact.object);
    const auto place = std::find(context.begin(), context.end(), index) - context.begin();
    out.add_uses("f" + std::to_string(place + 1));
  }
  example.set_answer(facts_[chain.back()].object);
  example.set_answerable(true);
  example.set_hops(static_cast<uint32_t>(chain.size()));
  return example;
}

}  // namespace lethe
