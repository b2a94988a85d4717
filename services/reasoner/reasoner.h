// Answers one question: retrieves facts, lets the model derive, serves its recalls, checks its citations.
//
// Promise: the answer does not depend on the order in which facts are given (they are put into one canonical order);
// every number that a step cites stands for a fact in sight or an earlier step; an answer that rests on a step its
// cited fact does not support is refused (answer "unknown", that step's `verified` false).
// Errors: kInvalidArgument for an empty, overlong or malformed question or fact, for two given facts of one id, and for
// a filter with a wrong date; kResourceExhausted when too many ask; kDeadlineExceeded, kCancelled.
// Threads: Ask may be called from any thread; each call decodes on its own.
// Cost: one forward pass over each fact and the question, then one step per token of the derivation, and per token of
// each further key where several are weighed (key_beam).
#pragma once

#include <functional>
#include <memory>
#include <mutex>

#include "model/generator.h"
#include "model/tokenizer/tokenizer.h"
#include "proto/reasoner.pb.h"
#include "services/reasoner/admission.h"
#include "services/reasoner/ask_control.h"
#include "services/reasoner/fact_source.h"
#include "services/reasoner/reasoner_limits.h"

namespace lethe {

using AskEventSink = std::function<void(const v1::AskEvent&)>;

class Reasoner {
 public:
  Reasoner(std::unique_ptr<const Generator> generator, std::unique_ptr<const Tokenizer> tokenizer,
           const ReasonerLimits& limits);
  // Reads a checkpoint folder with its tokenizer.model.
  static std::unique_ptr<Reasoner> Load(const Path& checkpoint, const ReasonerLimits& limits);

  // `source` serves the retrieval channel and, on every channel but CHANNEL_NONE, recalls, as far as the request's
  // filter lets it; nullptr has nothing. A fact of the source that is longer than the model reads is cut and marked so.
  // `sink` may be empty; it gets facts, recalls and steps as they come and the answer last.
  v1::Answer Ask(const v1::AskRequest& request, const FactSource* source, const AskControl& control,
                 const AskEventSink& sink) const;

  const ReasonerLimits& limits() const { return limits_; }

 private:
  std::unique_ptr<const Generator> generator_;
  std::unique_ptr<const Tokenizer> tokenizer_;
  ReasonerLimits limits_;
  mutable Admission admission_;
};

}  // namespace lethe
