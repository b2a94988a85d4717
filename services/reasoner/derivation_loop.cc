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

}  // namespace

DerivationLoop::DerivationLoop(const Tokenizer& tokenizer, DecodeSession& session, FactTable& facts,
                               const FactSource* recalls, const ReasonerLimits& limits, const AskControl& control,
                               const AskEventSink& sink)
    : tokenizer_(tokenizer),
      session_(session),
      facts_(facts),
      recalls_(recalls),
      limits_(limits),
      control_(control),
      sink_(sink),
      state_(tokenizer) {
  for (size_t number = 1; number <= facts.size(); ++number) state_.AddNumber(static_cast<int>(number));
}

void DerivationLoop::Run() {
  session_.Append(S::kDerive);
  while (!state_.done() && tokens_ < limits_.max_tokens) {
    control_.Check();
    if (state_.at_recall()) {
      ServeRecall();
    } else {
      Take(ChooseToken());
    }
    SendNewSteps();
  }
}

int32_t DerivationLoop::ChooseToken() const {
  const std::span<const float> probabilities = session_.Probabilities();
  int32_t best = -1;
  for (int32_t token = 0; token < static_cast<int32_t>(probabilities.size()); ++token) {
    const bool better = best < 0 || probabilities[token] > probabilities[best];
    if (better && state_.Allows(token)) best = token;
  }
  LETHE_CHECK(best >= 0, "no token may follow");
  return best;
}

void DerivationLoop::Take(int32_t token) {
  if (state_.in_answer()) confidence_ *= session_.Probabilities()[token];
  state_.Accept(token);
  ++tokens_;
  if (!state_.done()) session_.Append(token);
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
  if (!loaded.empty()) session_.LoadFacts(loaded);
  for (const NumberedFact& fact : loaded) {
    state_.AddNumber(fact.number);
    if (!sink_) continue;
    v1::AskEvent event;
    *event.mutable_recalled() = facts_.Used(fact.number);
    sink_(event);
  }
  session_.Append(S::kLoaded);
  state_.Accept(S::kLoaded);
}

void DerivationLoop::SendNewSteps() {
  for (; steps_sent_ < state_.steps().size(); ++steps_sent_) {
    const ParsedStep& step = state_.steps()[steps_sent_];
    if (step.number > 0) derived_[step.number] = StrCat("s", steps_sent_ + 1);
    if (!sink_) continue;
    v1::AskEvent event;
    *event.mutable_step() = MakeStep(step);
    sink_(event);
  }
}

v1::Step DerivationLoop::MakeStep(const ParsedStep& parsed) const {
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
  step.set_verified(StepIsSupported(parsed, cited));
  return step;
}

void DerivationLoop::Report(v1::Answer& answer) {
  const ParsedDerivation parsed = state_.Result();
  for (const ParsedStep& step : state_.steps()) {
    *answer.add_steps() = MakeStep(step);
    for (const int number : step.cites) facts_.MarkUsed(number);
  }
  answer.set_answer(parsed.answer);
  answer.set_answerable(parsed.answerable);
  answer.set_confidence(parsed.complete ? confidence_ : 0);
  answer.set_tokens(tokens_);
}

}  // namespace lethe
