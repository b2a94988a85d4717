// One derivation: greedy decoding within the grammar, recalls served on the way.
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
  int32_t ChooseToken();
  int32_t MostProbable(const std::set<int32_t>& refused) const;
  bool OutweighsValues(int32_t way_out);
  void Take(int32_t token);
  void ServeRecall();
  void SendNewSteps();
  // Of the finished step `index`.
  v1::Step MakeStep(size_t index) const;

  const Tokenizer& tokenizer_;
  DecodeSession& session_;
  FactTable& facts_;
  const FactSource* recalls_;
  const ReasonerLimits& limits_;
  const AskControl& control_;
  const AskEventSink& sink_;
  DerivationState state_;
  ValueGuide guide_;
  std::map<int, std::string> derived_;  // number of a derived step -> "s2"
  size_t steps_sent_ = 0;
  uint32_t tokens_ = 0;
  uint32_t recalls_served_ = 0;
  double confidence_ = 1;
};

}  // namespace lethe
