#include "services/cli/answer_output.h"

#include <iomanip>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/text.h"

namespace lethe {
namespace {

using Json = nlohmann::ordered_json;

std::string Citations(const v1::Step& step) {
  if (step.uses_size() == 0) return step.verified() ? "" : "  [cites nothing]";
  std::string text = "  [" + Join({step.uses().begin(), step.uses().end()}, ", ");
  if (step.recalled()) text += "; recalled";
  if (!step.verified()) text += "; NOT supported by what it cites";
  return text + "]";
}

const char* CutMark(const v1::UsedFact& fact) {
  return fact.cut() ? "  [cut: the model read its beginning alone]" : "";
}

}  // namespace

Json AnswerJson(const v1::Answer& answer) {
  Json steps = Json::array(), facts = Json::array(), timings = Json::object();
  for (const v1::Step& step : answer.steps()) {
    steps.push_back(
        {{"text", step.text()}, {"uses", step.uses()}, {"recalled", step.recalled()}, {"verified", step.verified()}});
  }
  for (const v1::UsedFact& fact : answer.facts()) {
    facts.push_back({{"id", fact.id()},
                     {"text", fact.text()},
                     {"score", fact.score()},
                     {"used", fact.used()},
                     {"recalled", fact.recalled()},
                     {"cut", fact.cut()}});
  }
  for (const char* name : {"queue", "retrieve", "read", "derive", "total"}) {
    const auto timing = answer.timings_ms().find(name);
    if (timing != answer.timings_ms().end()) timings[name] = timing->second;
  }
  return {{"answer", answer.answer()},
          {"answerable", answer.answerable()},
          {"steps", std::move(steps)},
          {"facts", std::move(facts)},
          {"store", {{"alias", answer.store().alias()}, {"version", answer.store().version()}}},
          {"confidence", answer.confidence()},
          {"tokens", answer.tokens()},
          {"timings_ms", std::move(timings)}};
}

void PrintAnswer(const v1::Answer& answer, std::ostream& out) {
  out << answer.answer() << "\n";
  if (answer.steps_size() > 0) out << "\nDerivation\n";
  for (int i = 0; i < answer.steps_size(); ++i) {
    out << "  " << i + 1 << ". " << answer.steps(i).text() << Citations(answer.steps(i)) << "\n";
  }
  bool first = true;
  for (const v1::UsedFact& fact : answer.facts()) {
    if (!fact.used()) continue;
    out << (first ? "\nCited facts\n" : "") << "  " << fact.id() << "  " << fact.text() << CutMark(fact) << "\n";
    first = false;
  }
  out << "\n" << std::fixed << std::setprecision(2) << "confidence " << answer.confidence();
  const auto total = answer.timings_ms().find("total");
  if (total != answer.timings_ms().end()) out << ", " << std::setprecision(0) << total->second << " ms";
  if (!answer.store().alias().empty())
    out << ", store " << answer.store().alias() << " version " << answer.store().version();
  out << "\n" << std::defaultfloat;
}

std::string CutFactsWarning(const v1::Answer& answer) {
  std::vector<std::string> ids;
  for (const v1::UsedFact& fact : answer.facts()) {
    if (fact.cut()) ids.push_back(fact.id());
  }
  if (ids.empty()) return {};
  return StrCat("longer than the model reads of one fact, so that it read the beginning alone: ", Join(ids, ", "),
                "; split what they say into shorter facts");
}

void PrintEvent(const v1::AskEvent& event, std::ostream& out) {
  switch (event.event_case()) {
    case v1::AskEvent::kFact:
      out << "fact      " << event.fact().id() << "  " << event.fact().text() << CutMark(event.fact()) << "\n";
      break;
    case v1::AskEvent::kRecall:
      out << "recall    " << event.recall() << "\n";
      break;
    case v1::AskEvent::kRecalled:
      out << "recalled  " << event.recalled().id() << "  " << event.recalled().text() << CutMark(event.recalled())
          << "\n";
      break;
    case v1::AskEvent::kStep:
      out << "step      " << event.step().text() << Citations(event.step()) << "\n";
      break;
    case v1::AskEvent::kAnswer:
      out << "answer    " << event.answer().answer() << "\n";
      break;
    case v1::AskEvent::EVENT_NOT_SET:
      break;
  }
  out.flush();
}

}  // namespace lethe
