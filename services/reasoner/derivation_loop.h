// One derivation: decoding within the grammar, greedy but for a beam over the keys of look-ups; recalls are served on
// the way.
//
// Promise: only tokens that the grammar allows at their place are chosen; <loaded> is written by this loop alone.
// Errors: those of the session and the control.
// Threads: one ask, one thread.
#pragma once

#include <set>

#include "model/derivation_state.h"
#include "model/generator.h"
#include "proto/reasoner.pb.h"
#include "services/reasoner/fact_table.h"
#include "services/reasoner/reasoner.h"
#include "services/reasoner/value_choice.h"
#include "services/reasoner/value_guide.h"

namespace lethe {

class DerivationLoop {
 public:
  // Borrows everything for its own lifetime; `recalls` nullptr means that a recall finds nothing.
  DerivationLoop(const Tokenizer& tokenizer, DecodeSession& session, FactTable& facts, const FactSource* recalls,
                 const ReasonerLimits& limits, const AskControl& control, const AskEventSink& sink);

  // Decodes after the facts and the question were read, until <end> or the limit of tokens.
  void Run();

  // What was derived, each step checked against the facts it cites; marks those facts as used.
  void Report(v1::Answer& answer);

 private:
  // A key on its way to its value, beside others.
  struct Hypothesis {
    std::unique_ptr<DecodeSession> forked;  // empty: goes on in the loop's own session
    DecodeSession* session = nullptr;
    DerivationState state;
    double weight = 1;  // product of its tokens' probabilities
    uint32_t tokens = 0;
  };

  int32_t ChooseToken();
  // Of the look-up under way.
  float RecallOdds() const;
  void TakeValue();
  // Writes the relation in several ways, and takes the value that they find together.
  void TakeKeyAndValue();
  std::vector<Hypothesis> BeginKeys();
  // Writes the rest of the relation, token by token the most probable.
  void FinishKey(Hypothesis& key);
  void Extend(Hypothesis& key, const OfferedToken& token);
  void GoOnWith(Hypothesis& key);
  std::vector<OfferedToken> OfferedValues(const DecodeSession& session, const DerivationState& state);
  void Take(int32_t token);
  void ServeRecall();
  void SendNewSteps();
  // Of the finished step `index`.
  v1::Step MakeStep(size_t index) const;

  const Tokenizer& tokenizer_;
  DecodeSession* session_;
  std::unique_ptr<DecodeSession> forked_;  // owns session_ since a fork was gone on with
  FactTable& facts_;
  const FactSource* recalls_;
  const ReasonerLimits& limits_;
  const AskControl& control_;
  const AskEventSink& sink_;
  DerivationState state_;
  ValueGuide guide_;
  std::map<int, std::string> derived_;  // number of a derived step -> "s2"
  size_t steps_sent_ = 0;
  uint32_t tokens_ = 0;   // of the derivation
  uint32_t decoded_ = 0;  // with those of keys that were not gone on with
  uint32_t recalls_served_ = 0;
  double confidence_ = 1;
};

}  // namespace lethe
