// Answers one question: retrieves facts, lets the model derive, serves its recalls, checks its citations.
//
// Promise: the answer does not depend on the order in which facts are given (they are put into one canonical order);
// every number that a step cites stands for a fact in sight or an earlier step; an answer that rests on a step its
// cited fact does not support is refused (answer "unknown", that step's `verified` false).
// Errors: kInvalidArgument for an empty, overlong or malformed question or fact; kResourceExhausted when too many ask;
// kDeadlineExceeded, kCancelled.
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

namespace lethe {

// Each key of a beam has a copy of all keys and values while it is written.
inline constexpr uint32_t kMaxKeyBeam = 16;

struct ReasonerLimits {
  uint32_t max_facts = 12;    // retrieved facts in front of a question, where the request names none
  uint32_t max_recalls = 6;   // look-ups in the middle of one derivation; later ones find nothing
  uint32_t max_tokens = 160;  // decoded for one answer; a derivation that is not finished by then is no answer
  uint32_t max_concurrent = 2;
  uint32_t max_queued = 64;
  uint32_t max_question_bytes = 4096;
  float recall_threshold = 0.5f;  // a recall without an exact key takes facts found with this score at least, in [0, 1]
  float recall_odds = 5;     // a value is recalled (or unknown) when that is so many times as probable as all in sight
  uint32_t key_beam = 4;     // keys of a look-up that are weighed together (value_choice.h), at most kMaxKeyBeam
  bool check_values = true;  // values of look-ups are kept to facts about their subject (value_guide.h)
  bool refuse_unverified = true;  // see Promise; off, the answer stands and only the step is marked
};

using AskEventSink = std::function<void(const v1::AskEvent&)>;

class Reasoner {
 public:
  Reasoner(std::unique_ptr<const Generator> generator, std::unique_ptr<const Tokenizer> tokenizer,
           const ReasonerLimits& limits);
  // Reads a checkpoint folder with its tokenizer.model.
  static std::unique_ptr<Reasoner> Load(const Path& checkpoint, const ReasonerLimits& limits);

  // `source` serves the retrieval channel and, on every channel but CHANNEL_NONE, recalls; nullptr has nothing. `sink`
  // may be empty; it gets facts, recalls and steps as they come and the answer last.
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
