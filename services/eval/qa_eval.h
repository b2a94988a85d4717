// Runs a reasoner over examples and scores it.
//
// Threads: questions are spread over `threads`; the result does not depend on how many.
#pragma once

#include <functional>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <vector>

#include "proto/example.pb.h"
#include "services/reasoner/reasoner.h"

namespace lethe {

struct QaEvalOptions {
  v1::Channel channel = v1::CHANNEL_CONTEXT;
  size_t threads = 1;
  // Where the retrieval channel looks; borrowed.
  const FactSource* store = nullptr;
  // Called after each question with the number done, one call at a time. May be empty.
  std::function<void(size_t)> progress;
};

struct QaEvalResult {
  std::vector<v1::Answer> answers;  // by example
  std::vector<std::string> errors;  // by example; empty where the question could be asked
};

// On the context channel the facts not marked `recalled` stand in front, and those marked are there to be recalled. A
// question that the model cannot read (too long) is wrong, no refusal, and reported in `errors`.
QaEvalResult AskExamples(const Reasoner& reasoner, const std::vector<v1::Example>& examples,
                         const QaEvalOptions& options);

// The metrics, with the channel and the number of errors. On the retrieval channel the facts that an answer cites are
// known again in the example by their words; citations are null where no example has facts to compare with.
nlohmann::ordered_json ScoreExamples(const std::vector<v1::Example>& examples, const QaEvalResult& result,
                                     v1::Channel channel);

// One line a question: what was asked, what was answered, whether it was right.
nlohmann::ordered_json PredictionJson(const v1::Example& example, const v1::Answer& answer, const std::string& error);

}  // namespace lethe
