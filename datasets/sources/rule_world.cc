#include "datasets/sources/rule_world.h"

#include <algorithm>
#include <set>

#include "base/error.h"
#include "base/text.h"
#include "datasets/names/entity_lists.h"
#include "datasets/sources/weighted_draw.h"
#include "model/grammar.h"

namespace lethe {
namespace {

constexpr int kTries = 60;
constexpr int kLiteralTries = 100'000;  // finds the last unused one of thousands of words
constexpr double kJoinedFacts = 0.25;   // sentences that state several facts of one subject
constexpr double kLoneRules = 0.12;     // rules about one that is named

enum class Verdict { kYes, kNo, kUnknown };

void CheckConfig(const RuleWorldConfig& config) {
  CheckShare("rule_world.closed_world", config.closed_world());
  CheckShare("rule_world.unknown", config.unknown());
  CheckShare("rule_world.negation", config.negation());
  CheckShare("rule_world.questions_who", config.questions_who());
  CheckShare("rule_world.things", config.things());
  CheckShare("rule_world.invented_properties", config.invented_properties());
  if (config.max_depth() > 10 || config.min_depth() > config.max_depth()) {
    throw Error(Code::kInvalidArgument, StrCat("rule_world.min_depth ", config.min_depth(), " and max_depth ",
                                               config.max_depth(), ": 0 <= min <= max <= 10"));
  }
  if (config.min_distractors() > config.max_distractors() || config.max_distractors() > 40) {
    throw Error(Code::kInvalidArgument,
                StrCat("rule_world.min_distractors ", config.min_distractors(), " and max_distractors ",
                       config.max_distractors(), ": 0 <= min <= max <= 40"));
  }
}

EntityLists Lists(const RuleWorldConfig& config, const Path& root) {
  return config.entities().empty() ? EntityLists() : EntityLists(ResolveDataPaths(config.entities(), root));
}

// Names that a reader could not tell from the words around them.
bool IsAwkward(const std::string& name) {
  return name.find(" and ") != std::string::npos || name.find_first_of(",.:;?!\"") != std::string::npos ||
         name.starts_with("The ");
}

}  // namespace

// What an example is about, before it is put into words.
struct RuleWorld::Draft {
  bool things = false, closed = false, who = false;
  std::vector<std::string> subjects;  // the first is the one asked about
  Theory theory;
  std::vector<size_t> needed_facts, needed_rules;
  std::set<std::string> used;  // predicates with their objects
  std::vector<Literal> said;   // about the variable: what bodies and heads speak of
  Literal goal;                // what the chain leads to
  Literal asked;
  Conclusions conclusions;
  Verdict verdict = Verdict::kYes;
};

RuleWorld::RuleWorld(const RuleWorldConfig& config, const Path& root)
    : config_(config), language_(ResolveDataPath(config.wordings(), root), config.wording_part()) {
  CheckConfig(config_);
  names_ = std::make_unique<NameSource>(Lists(config_, root), no_wordings_, language_.properties(false),
                                        language_.properties(true), /*invented=*/0.3);
  depth_weights_.assign(config_.depth_weight().begin(), config_.depth_weight().end());
  if (depth_weights_.empty()) depth_weights_.assign(11, 1.0);
}

size_t RuleWorld::DrawDepth(Random& random) const {
  const auto weight = [&](size_t depth) { return depth < depth_weights_.size() ? depth_weights_[depth] : 0.0; };
  return DrawWeighted(config_.min_depth(), config_.max_depth(), weight, random);
}

v1::Example RuleWorld::Make(uint64_t seed, uint64_t number) const {
  const Random own = Random(SplitMix64(seed + 7)).Fork(number);
  Random first = own.Fork(1000);
  const size_t depth = DrawDepth(first);
  v1::Example example;
  for (int attempt = 0; attempt < kTries; ++attempt) {
    Random random = own.Fork(static_cast<uint64_t>(attempt));
    example.Clear();
    if (MakeOne(depth, random, example)) return example;
  }
  LETHE_CHECK(false, "no rule world of depth ", depth, " in ", kTries, " draws");
  return example;
}

bool RuleWorld::MakeOne(size_t depth, Random& random, v1::Example& example) const {
  Draft draft;
  draft.things = random.Chance(config_.things());
  draft.closed = random.Chance(config_.closed_world());
  const size_t count = 2 + random.Below(3);
  while (draft.subjects.size() < count) draft.subjects.push_back(NewName(draft.things ? "" : "person", draft, random));
  DrawChain(depth, draft, random);
  draft.asked = draft.goal;
  if (!draft.closed && random.Chance(config_.unknown())) {
    draft.verdict = Verdict::kUnknown;
  } else if (random.Chance(config_.questions_who())) {
    draft.who = true;
  } else if (random.Chance(0.5)) {
    draft.verdict = Verdict::kNo;
  }
  // In a closed world what is no longer supported is false; in an open one "no" is the answer to the opposite.
  const bool gap = draft.verdict == Verdict::kUnknown || (draft.closed && draft.verdict == Verdict::kNo);
  if (gap) TakeAway(draft, random);
  if (!draft.closed && draft.verdict == Verdict::kNo) draft.asked = draft.goal.Negated();
  if (draft.verdict == Verdict::kUnknown && random.Chance(0.3)) draft.asked = draft.goal.Negated();
  AddDistractors(draft, random);
  if (!Settle(depth, draft)) return false;
  Write(draft, random, example);
  example.set_hops(static_cast<uint32_t>(depth));
  return true;
}

std::string RuleWorld::NewName(const std::string& type, const Draft& draft, Random& random) const {
  for (;;) {
    std::string name = type.empty() ? random.Pick(language_.things()) : names_->Draw(type, random);
    const auto overlaps = [&](const std::string& other) {
      return other.find(name) != std::string::npos || name.find(other) != std::string::npos;
    };
    if (!IsAwkward(name) && !language_.HoldsFormWord(name) &&
        std::none_of(draft.subjects.begin(), draft.subjects.end(), overlaps))
      return name;
  }
}

// Something that no rule or fact of the draft speaks of yet, said of the variable.
Literal RuleWorld::NewLiteral(Draft& draft, Random& random) const {
  for (int attempt = 0; attempt < kLiteralTries; ++attempt) {
    Literal literal{"", std::string(kAnyone), "", true};
    const double draw = random.Uniform();
    if (random.Chance(config_.invented_properties())) {
      literal.predicate = "is " + NameSource::PseudoWord(random);
    } else if (draft.things || draw < 0.5) {
      literal.predicate = "is " + random.Pick(language_.properties(draft.things));
    } else if (draw < 0.65) {
      literal.predicate = "has " + random.Pick(language_.possessions());
    } else {
      const RuleAction& action = random.Pick(language_.actions());
      literal.predicate = action.predicate;
      if (!action.object_type.empty()) literal.object = NewName(action.object_type, draft, random);
    }
    // An invented word may be one of the language's own: "is not".
    if (language_.HoldsFormWord(literal.predicate.substr(literal.predicate.find(' ') + 1))) continue;
    if (!draft.used.insert(literal.predicate + " " + literal.object).second) continue;
    draft.said.push_back(literal);
    return literal;
  }
  throw Error(
      Code::kFailedPrecondition,
      StrCat("rule_world: one example speaks of ", draft.used.size(), " properties, and ", config_.wordings(),
             " has no other for it; lower rule_world.max_depth (", config_.max_depth(), ") or max_distractors (",
             config_.max_distractors(), "), raise invented_properties (", config_.invented_properties(),
             "), or write more of ", draft.things ? "thing_property" : "property, possession and verb"));
}

void RuleWorld::AddFact(Literal literal, Draft& draft) {
  const auto same = [&](const Literal& other) { return other == literal || other == literal.Negated(); };
  if (std::none_of(draft.theory.facts.begin(), draft.theory.facts.end(), same))
    draft.theory.facts.push_back(std::move(literal));
}

// Facts about the first subject and rules that lead from them, one after the other, to the goal.
void RuleWorld::DrawChain(size_t depth, Draft& draft, Random& random) const {
  const std::string& focus = draft.subjects[0];
  const auto about_focus = [&](Literal literal) {
    literal.subject = focus;
    return literal;
  };
  const auto need = [&](const Literal& literal) {
    draft.needed_facts.push_back(draft.theory.facts.size());
    draft.theory.facts.push_back(about_focus(literal));
  };
  // Of an open world the goal is denied as often as not, or the form of the question would tell "yes" from "no".
  const auto denied = [&](bool goal) { return !draft.closed && random.Chance(goal ? 0.5 : config_.negation()); };
  Literal reached = NewLiteral(draft, random);
  reached.positive = !denied(depth == 0);
  need(reached);
  for (size_t step = 0; step < depth; ++step) {
    HornRule rule;
    rule.body = {reached};
    for (size_t more = random.Below(3); more > 0; --more) {
      Literal also = NewLiteral(draft, random);
      also.positive = !random.Chance(config_.negation());
      // Closed: "not" holds where nothing is said; open: it must be stated.
      if (also.positive || !draft.closed) need(also);
      rule.body.push_back(also);
    }
    random.Shuffle(rule.body);
    Literal head = NewLiteral(draft, random);
    head.positive = !denied(step + 1 == depth);
    rule.head = {head};
    reached = head;
    if (random.Chance(kLoneRules)) {
      for (auto* part : {&rule.body, &rule.head}) {
        for (Literal& literal : *part) literal.subject = focus;
      }
    }
    draft.needed_rules.push_back(draft.theory.rules.size());
    draft.theory.rules.push_back(std::move(rule));
  }
  draft.goal = about_focus(reached);
}

// Removes one of the facts or rules that the goal rests on.
void RuleWorld::TakeAway(Draft& draft, Random& random) const {
  if (!draft.needed_rules.empty() && random.Chance(0.4)) {
    const size_t gone = random.Pick(draft.needed_rules);
    draft.theory.rules.erase(draft.theory.rules.begin() + static_cast<long>(gone));
  } else {
    const size_t gone = random.Pick(draft.needed_facts);
    draft.theory.facts.erase(draft.theory.facts.begin() + static_cast<long>(gone));
  }
}

void RuleWorld::AddDistractors(Draft& draft, Random& random) const {
  const auto pick_said = [&] { return random.Pick(draft.said); };
  for (auto left = random.Between(config_.min_distractors(), config_.max_distractors()); left > 0; --left) {
    const double draw = random.Uniform();
    if (draw < 0.3) {  // another one fits part of what the rules ask for
      Literal fact = pick_said();
      fact.subject = draft.subjects[1 + random.Below(draft.subjects.size() - 1)];
      fact.positive = draft.closed || !random.Chance(config_.negation());
      AddFact(std::move(fact), draft);
    } else if (draw < 0.5) {  // something else is known
      Literal fact = NewLiteral(draft, random);
      fact.subject = random.Pick(draft.subjects);
      fact.positive = draft.closed || !random.Chance(config_.negation());
      AddFact(std::move(fact), draft);
    } else {  // a rule that leads elsewhere, or to what is spoken of from what does not hold
      HornRule rule;
      const bool elsewhere = random.Chance(0.5);
      rule.body = {elsewhere ? pick_said() : NewLiteral(draft, random)};
      if (random.Chance(0.5)) rule.body.push_back(NewLiteral(draft, random));
      for (Literal& literal : rule.body) literal.positive = !random.Chance(config_.negation() * 0.5) || draft.closed;
      Literal head = elsewhere ? NewLiteral(draft, random) : pick_said();
      head.positive = draft.closed || !random.Chance(config_.negation());
      const bool circular = std::any_of(rule.body.begin(), rule.body.end(), [&](const Literal& literal) {
        return literal.predicate == head.predicate && literal.object == head.object;
      });
      if (circular) continue;
      rule.head = {head};
      draft.theory.rules.push_back(std::move(rule));
    }
  }
}

// Lets the solver say what follows; false when the theory contradicts itself or answers otherwise than was planned.
bool RuleWorld::Settle(size_t depth, Draft& draft) const {
  draft.conclusions = ForwardChain(draft.theory, draft.closed ? Negation::kStratified : Negation::kExplicit);
  const std::vector<ChainStep>& steps = draft.conclusions.steps();
  std::vector<size_t> depth_of(steps.size(), 0);
  for (size_t i = 0; i < steps.size(); ++i) {
    if (draft.conclusions.Find(steps[i].conclusion.Negated())) return false;
    for (const size_t use : steps[i].uses) depth_of[i] = std::max(depth_of[i], depth_of[use]);
    if (steps[i].rule) ++depth_of[i];
  }
  const Truth truth = draft.conclusions.Ask(draft.asked);
  if (draft.who) {
    const auto fits = [&](const std::string& name) {
      Literal asked = draft.asked;
      asked.subject = name;
      return draft.conclusions.Ask(asked) == Truth::kTrue;
    };
    if (std::count_if(draft.subjects.begin(), draft.subjects.end(), fits) != 1) return false;
    if (std::any_of(draft.theory.facts.begin(), draft.theory.facts.end(),
                    [&](const Literal& fact) { return !fact.object.empty() && fits(fact.object); }))
      return false;
  }
  const Truth wanted = draft.verdict == Verdict::kYes  ? Truth::kTrue
                       : draft.verdict == Verdict::kNo ? Truth::kFalse
                                                       : Truth::kUnknown;
  if (truth != wanted) return false;
  const auto proof = draft.conclusions.Find(draft.asked.positive == draft.goal.positive ? draft.asked : draft.goal);
  return !proof || depth_of[*proof] == depth;
}

void RuleWorld::Write(const Draft& draft, Random& random, v1::Example& example) const {
  struct Sentence {
    std::string text;
    std::vector<size_t> facts;
    std::optional<size_t> rule;
  };
  std::vector<Sentence> sentences;
  std::vector<char> told(draft.theory.facts.size(), 0);
  for (size_t i = 0; i < draft.theory.facts.size(); ++i) {
    if (told[i]) continue;
    Sentence sentence;
    std::vector<Literal> literals = {draft.theory.facts[i]};
    sentence.facts = {i};
    for (size_t j = i + 1; j < draft.theory.facts.size() && literals.size() < 3; ++j) {
      const bool joins =
          !told[j] && draft.theory.facts[j].subject == literals[0].subject && random.Chance(kJoinedFacts);
      if (!joins) continue;
      literals.push_back(draft.theory.facts[j]);
      sentence.facts.push_back(j);
      told[j] = 1;
    }
    sentence.text = language_.Fact(literals, random);
    sentences.push_back(std::move(sentence));
  }
  for (size_t i = 0; i < draft.theory.rules.size(); ++i)
    sentences.push_back({language_.Rule(draft.theory.rules[i], draft.things, random), {}, i});
  if (draft.closed) sentences.push_back({language_.Note(random), {}, std::nullopt});
  random.Shuffle(sentences);
  std::vector<std::string> fact_ids(draft.theory.facts.size()), rule_ids(draft.theory.rules.size() + 1);
  for (size_t i = 0; i < sentences.size(); ++i) {
    v1::ContextFact& fact = *example.add_context();
    fact.set_id("f" + std::to_string(i + 1));
    fact.set_text(sentences[i].text);
    for (const size_t of : sentences[i].facts) fact_ids[of] = fact.id();
    if (sentences[i].rule) rule_ids[*sentences[i].rule] = fact.id();
    if (!sentences[i].rule && sentences[i].facts.empty()) rule_ids.back() = fact.id();
  }
  example.set_source(config_.task());
  example.set_question(draft.who ? language_.AskWho(draft.asked, draft.things, random)
                                 : language_.Ask(draft.asked, random));
  WriteProof(draft, fact_ids, rule_ids, example);
}

// The proof as the solver has it; `rule_ids` ends with the note that the world is closed.
void RuleWorld::WriteProof(const Draft& draft, const std::vector<std::string>& fact_ids,
                           const std::vector<std::string>& rule_ids, v1::Example& example) const {
  const bool unknown = draft.verdict == Verdict::kUnknown;
  example.set_answerable(!unknown);
  example.set_answer(unknown                          ? kUnknownAnswer
                     : draft.who                      ? draft.asked.subject
                     : draft.verdict == Verdict::kYes ? "yes"
                                                      : "no");
  example.set_task(
      StrCat(config_.task(), draft.closed ? "/closed" : "/open", draft.who ? "-who" : "", unknown ? "-unknown" : ""));
  const auto add = [&](const std::string& text) {
    example.add_derivation()->set_text(text);
    return example.mutable_derivation(example.derivation_size() - 1);
  };
  if (unknown) {
    const Literal asked{draft.asked.predicate, "", draft.asked.object, true};
    example.add_derivation()->set_recall(draft.asked.subject + " | " + language_.Said(asked));
    add(kUnknownAnswer);
    return;
  }
  const Literal opposite = draft.asked.Negated();
  const Conclusions& all = draft.conclusions;
  const auto proof = all.Find(draft.verdict == Verdict::kYes ? draft.asked : opposite);
  if (!proof) {  // closed world: it does not follow
    add(language_.Statement(draft.verdict == Verdict::kYes ? draft.asked : opposite))->add_uses(rule_ids.back());
    return;
  }
  // What the proof rests on, in the order of the chaining.
  std::vector<char> needed(all.steps().size(), 0);
  needed[*proof] = 1;
  for (size_t i = *proof + 1; i-- > 0;) {
    for (const size_t use : needed[i] ? all.steps()[i].uses : std::vector<size_t>()) needed[use] = 1;
  }
  std::vector<std::string> ids(all.steps().size());
  for (size_t i = 0; i <= *proof; ++i) {
    const ChainStep& step = all.steps()[i];
    if (!needed[i]) continue;
    if (!step.rule) {
      const auto at = std::find(draft.theory.facts.begin(), draft.theory.facts.end(), step.conclusion);
      ids[i] = fact_ids[static_cast<size_t>(at - draft.theory.facts.begin())];
      if (i != *proof) continue;
    }
    v1::DerivationStep& out = *add(language_.Statement(step.conclusion));
    std::set<std::string> cited;
    const auto cite = [&](const std::string& id) {
      if (cited.insert(id).second) out.add_uses(id);
    };
    if (!step.rule) cite(ids[i]);
    for (const size_t use : step.uses) cite(ids[use]);
    if (step.rule) cite(rule_ids[*step.rule]);
    if (!step.absent.empty()) cite(rule_ids.back());
    ids[i] = "s" + std::to_string(example.derivation_size());
  }
}

}  // namespace lethe
