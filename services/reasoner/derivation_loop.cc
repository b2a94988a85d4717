#include "services/reasoner/derivation_loop.h"

#include <algorithm>

#include "base/error.h"
#include "services/reasoner/citation_check.h"

namespace lethe {
namespace {

using S = SpecialTokens;

constexpr size_t kFactsPerRecall = 3;
// Numbers kept free for derived steps when facts are recalled.
constexpr int kNumbersForSteps = 8;

// -1 when the grammar allows nothing but the refused ones.
int32_t MostProbable(const DecodeSession& session, const DerivationState& state, const std::set<int32_t>& refused) {
  const std::span<const float> probabilities = session.Probabilities();
  int32_t best = -1;
  for (int32_t token = 0; token < static_cast<int32_t>(probabilities.size()); ++token) {
    const bool better = best < 0 || probabilities[token] > probabilities[best];
    if (better && state.Allows(token) && !refused.contains(token)) best = token;
  }
  return best;
}

}  // namespace

DerivationLoop::DerivationLoop(const Tokenizer& tokenizer, DecodeSession& session, FactTable& facts,
                               const FactSource* recalls, const ReasonerLimits& limits, const AskControl& control,
                               const AskEventSink& sink)
    : tokenizer_(tokenizer),
      session_(&session),
      facts_(facts),
      recalls_(recalls),
      limits_(limits),
      control_(control),
      sink_(sink),
      state_(tokenizer),
      guide_(tokenizer) {
  for (int number = 1; number <= static_cast<int>(facts.size()); ++number) {
    state_.AddNumber(number);
    guide_.AddFact(number, *facts.Find(number));
  }
}

void DerivationLoop::Run() {
  session_->Append(S::kDerive);
  while (!state_.done() && tokens_ < limits_.max_tokens) {
    control_.Check();
    if (state_.at_recall()) {
      ServeRecall();
    } else if (limits_.check_values && state_.in_value()) {
      TakeValue();
    } else if (limits_.check_values && limits_.key_beam > 1 && state_.at_relation()) {
      TakeKeyAndValue();
    } else {
      Take(ChooseToken());
    }
    SendNewSteps();
  }
}

// The most probable token that grammar and facts allow. Most often the first try fits; after a few misses the model is
// not about to copy from a fact, and the tokens that always lead on are left.
int32_t DerivationLoop::ChooseToken() {
  constexpr int kTries = 64;
  std::set<int32_t> refused;
  const int32_t first = MostProbable(*session_, state_, refused);
  LETHE_CHECK(first >= 0, "no token may follow");
  if (!limits_.check_values) return first;
  for (int32_t token = first; token >= 0 && refused.size() < kTries; token = MostProbable(*session_, state_, refused)) {
    if (guide_.Allows(state_, token)) return token;
    refused.insert(token);
  }
  for (const int32_t way_out : kWaysOut) {
    if (state_.Allows(way_out)) return way_out;
  }
  return first;  // inside a value that fits no fact any more: the check of citations refuses the step
}

float DerivationLoop::RecallOdds() const {
  return state_.steps().empty() ? limits_.recall_odds : limits_.later_recall_odds;
}

// <recall> (or <unknown>) is one token, the values of the facts in sight may begin with several, so it is weighed
// against all of them together.
void DerivationLoop::TakeValue() {
  ValueChoice choice;
  choice.Offer(1, OfferedValues(*session_, state_));
  if (choice.empty()) return Take(ChooseToken());
  const ValueChoice::Chosen chosen = choice.Choose(RecallOdds());
  confidence_ *= chosen.share;
  Take(chosen.token);
}

void DerivationLoop::TakeKeyAndValue() {
  std::vector<Hypothesis> beam = BeginKeys();
  ValueChoice choice;
  for (Hypothesis& key : beam) {
    FinishKey(key);
    const bool leads_on = key.state.at_value();
    choice.Offer(key.weight, leads_on ? OfferedValues(*key.session, key.state) : std::vector<OfferedToken>());
  }
  if (choice.empty()) return GoOnWith(beam.back());
  const ValueChoice::Chosen chosen = choice.Choose(RecallOdds());
  GoOnWith(beam[chosen.key]);
  confidence_ *= chosen.share;
  Take(chosen.token);
}

// One for each of the most probable first tokens, the most probable one last.
std::vector<DerivationLoop::Hypothesis> DerivationLoop::BeginKeys() {
  constexpr double kLeast = 0.05;  // beside the most probable one; what is rarer weighs too little to be worth its time
  std::vector<OfferedToken> first;
  std::set<int32_t> taken;
  while (first.size() < limits_.key_beam) {
    const int32_t token = MostProbable(*session_, state_, taken);
    if (token < 0) break;
    const double probability = session_->Probabilities()[token];
    if (!first.empty() && probability < kLeast * first.front().probability) break;
    first.push_back({token, probability});
    taken.insert(token);
  }
  LETHE_CHECK(!first.empty(), "no token may follow");
  std::vector<Hypothesis> beam;
  for (size_t i = first.size(); i-- > 0;) {
    control_.Check();
    Hypothesis& key = beam.emplace_back(Hypothesis{nullptr, session_, state_, 1, 0});
    // The last one goes on in the session that the others were forked from.
    if (i > 0) {
      key.forked = session_->Fork();
      key.session = key.forked.get();
    }
    Extend(key, first[i]);
  }
  return beam;
}

// Within the tokens that the derivation has left: the model has no positions for more.
void DerivationLoop::FinishKey(Hypothesis& key) {
  constexpr uint32_t kLongest = 48;
  const uint32_t most = std::min(kLongest, limits_.max_tokens - tokens_);
  while (!key.state.at_value() && key.tokens < most) {
    control_.Check();
    const int32_t token = MostProbable(*key.session, key.state, {});
    Extend(key, {token, key.session->Probabilities()[token]});
  }
}

void DerivationLoop::Extend(Hypothesis& key, const OfferedToken& token) {
  key.weight *= token.probability;
  key.state.Accept(token.token);
  key.session->Append(token.token);
  ++key.tokens;
  ++decoded_;
}

void DerivationLoop::GoOnWith(Hypothesis& key) {
  state_ = key.state;
  tokens_ += key.tokens;
  session_ = key.session;
  if (key.forked) forked_ = std::move(key.forked);
}

// What may follow at or inside the value. Ways out are offered however improbable they are: where no value is, one of
// them follows.
std::vector<OfferedToken> DerivationLoop::OfferedValues(const DecodeSession& session, const DerivationState& state) {
  constexpr double kNegligible = 1e-3;  // most tokens are, and asking the guide costs more than they are worth
  constexpr double kWayOut = 1e-9;
  const std::span<const float> probabilities = session.Probabilities();
  std::vector<OfferedToken> offered;
  const auto offer = [&](int32_t token, double probability) {
    if (state.Allows(token) && guide_.Allows(state, token)) offered.push_back({token, probability});
  };
  for (int32_t token = 0; token < static_cast<int32_t>(probabilities.size()); ++token) {
    if (probabilities[token] >= kNegligible && !IsWayOut(token)) offer(token, probabilities[token]);
  }
  for (const int32_t token : kWaysOut) offer(token, std::max<double>(kWayOut, probabilities[token]));
  return offered;
}

void DerivationLoop::Take(int32_t token) {
  if (state_.in_answer()) confidence_ *= session_->Probabilities()[token];
  state_.Accept(token);
  ++tokens_;
  ++decoded_;
  if (!state_.done()) session_->Append(token);
}

void DerivationLoop::ServeRecall() {
  const std::string subject = state_.current().subject, relation = state_.current().relation;
  if (sink_) {
    v1::AskEvent event;
    event.set_recall(subject + " | " + relation);
    sink_(event);
  }
  std::vector<FoundFact> found;
  if (recalls_ != nullptr && recalls_served_++ < limits_.max_recalls)
    found = recalls_->Recall(subject, relation, kFactsPerRecall);
  const int first = state_.NextNumber();
  const int room = first == 0 ? 0 : std::max(0, kMaxNumber - kNumbersForSteps - first + 1);
  if (found.size() > static_cast<size_t>(room)) found.resize(room);
  const std::vector<NumberedFact> loaded =
      facts_.Add(CanonicalOrder(std::move(found)), first, /*recalled=*/true, /*cut=*/true);
  if (!loaded.empty()) session_->LoadFacts(loaded);
  std::vector<int> numbers;
  for (const NumberedFact& fact : loaded) {
    state_.AddNumber(fact.number);
    guide_.AddFact(fact.number, *facts_.Find(fact.number));
    numbers.push_back(fact.number);
    if (!sink_) continue;
    v1::AskEvent event;
    *event.mutable_recalled() = facts_.Used(fact.number);
    sink_(event);
  }
  guide_.MarkRecalled(numbers);
  session_->Append(S::kLoaded);
  state_.Accept(S::kLoaded);
}

void DerivationLoop::SendNewSteps() {
  for (; steps_sent_ < state_.steps().size(); ++steps_sent_) {
    const ParsedStep& step = state_.steps()[steps_sent_];
    if (step.number > 0) derived_[step.number] = StrCat("s", steps_sent_ + 1);
    if (!sink_) continue;
    v1::AskEvent event;
    *event.mutable_step() = MakeStep(steps_sent_);
    sink_(event);
  }
}

v1::Step DerivationLoop::MakeStep(size_t index) const {
  const ParsedStep& parsed = state_.steps()[index];
  v1::Step step;
  step.set_text(parsed.text);
  std::vector<const v1::Fact*> cited;
  for (const int number : parsed.cites) {
    if (const v1::Fact* fact = facts_.Find(number)) {
      cited.push_back(fact);
      step.add_uses(fact->id());
      if (facts_.Used(number).recalled()) step.set_recalled(true);
    } else {
      step.add_uses(derived_.at(number));
    }
  }
  step.set_recalled(step.recalled() || parsed.recalled);
  step.set_verified(StepIsSupported(parsed, cited, std::span(state_.steps()).first(index)));
  return step;
}

void DerivationLoop::Report(v1::Answer& answer) {
  const ParsedDerivation parsed = state_.Result();
  for (size_t i = 0; i < state_.steps().size(); ++i) {
    *answer.add_steps() = MakeStep(i);
    for (const int number : state_.steps()[i].cites) facts_.MarkUsed(number);
  }
  if (parsed.answerable && !state_.steps().empty() && !AnswerFollows(state_.steps().back(), parsed.answer)) {
    answer.mutable_steps(answer.steps_size() - 1)->set_verified(false);
  }
  answer.set_answer(parsed.answer);
  answer.set_answerable(parsed.answerable);
  answer.set_confidence(parsed.complete ? confidence_ : 0);
  answer.set_tokens(decoded_);
}

}  // namespace lethe
