#include "services/eval/qa_eval.h"

#include <mutex>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/parallel.h"
#include "model/grammar.h"
#include "retriever/fact.h"
#include "services/eval/qa_score.h"

namespace lethe {
namespace {

using Json = nlohmann::ordered_json;

v1::Fact ToFact(const v1::ContextFact& context) {
  v1::Fact fact;
  fact.set_id(context.id());
  fact.set_subject(context.subject());
  fact.set_relation(context.relation());
  fact.set_object(context.object());
  if (!IsStatement(fact)) fact.set_text(context.text());
  return fact;
}

v1::Answer AskOne(const Reasoner& reasoner, const v1::Example& example, const QaEvalOptions& options) {
  v1::AskRequest request;
  request.set_question(example.question());
  request.set_channel(options.channel);
  if (options.channel != v1::CHANNEL_CONTEXT) return reasoner.Ask(request, options.store, {}, nullptr);
  std::vector<v1::Fact> to_recall;
  for (const v1::ContextFact& fact : example.context()) {
    if (fact.recalled()) {
      to_recall.push_back(ToFact(fact));
    } else {
      *request.add_context() = ToFact(fact);
    }
  }
  const MemoryFacts memory(std::move(to_recall));
  return reasoner.Ask(request, &memory, {}, nullptr);
}

JudgedAnswer JudgeAsked(const v1::Example& example, const v1::Answer& answer, const std::string& error,
                        FactNames names) {
  return error.empty() ? Judge(example, answer, names) : JudgeUnasked(example, names);
}

const char* ChannelName(v1::Channel channel) {
  return channel == v1::CHANNEL_CONTEXT ? "context" : channel == v1::CHANNEL_RETRIEVAL ? "retrieval" : "none";
}

}  // namespace

QaEvalResult AskExamples(const Reasoner& reasoner, const std::vector<v1::Example>& examples,
                         const QaEvalOptions& options) {
  QaEvalResult result;
  result.answers.resize(examples.size());
  result.errors.resize(examples.size());
  std::mutex mutex;
  size_t done = 0;
  ParallelFor(examples.size(), options.threads, [&](size_t i) {
    try {
      result.answers[i] = AskOne(reasoner, examples[i], options);
    } catch (const Error& error) {
      if (error.code() != Code::kInvalidArgument) throw;
      result.answers[i].set_answer(kUnknownAnswer);
      result.errors[i] = error.what();
    }
    const std::lock_guard lock(mutex);
    ++done;
    if (options.progress) options.progress(done);
  });
  return result;
}

Json ScoreExamples(const std::vector<v1::Example>& examples, const QaEvalResult& result, v1::Channel channel) {
  const FactNames names = channel == v1::CHANNEL_RETRIEVAL ? FactNames::kWords : FactNames::kIds;
  QaScore score(channel != v1::CHANNEL_NONE);
  size_t errors = 0;
  for (size_t i = 0; i < examples.size(); ++i) {
    score.Add(examples[i], JudgeAsked(examples[i], result.answers[i], result.errors[i], names));
    errors += !result.errors[i].empty();
  }
  Json json = score.ToJson();
  json["channel"] = ChannelName(channel);
  json["errors"] = errors;
  return json;
}

Json PredictionJson(const v1::Example& example, const v1::Answer& answer, const std::string& error) {
  const JudgedAnswer judged = JudgeAsked(example, answer, error, FactNames::kIds);
  Json steps = Json::array();
  for (const v1::Step& step : answer.steps()) {
    steps.push_back(
        {{"text", step.text()}, {"uses", step.uses()}, {"recalled", step.recalled()}, {"verified", step.verified()}});
  }
  Json json = {{"id", example.id()},
               {"task", example.task()},
               {"hops", example.hops()},
               {"question", example.question()},
               {"gold", example.answer()},
               {"answerable", example.answerable()},
               {"prediction", answer.answer()},
               {"refused", judged.refused},
               {"exact_match", judged.match.exact},
               {"f1", judged.match.f1},
               {"gold_uses", judged.gold},
               {"uses", judged.cited},
               {"steps", std::move(steps)},
               {"confidence", answer.confidence()}};
  if (!error.empty()) json["error"] = error;
  return json;
}

}  // namespace lethe
