// PrOntoQA: chains of invented kinds ("Each numpus is an impus."), and a statement that is true or false.
//
// Only the story and the question are read; the gold chain in `explanation` is not.
#include <nlohmann/json.hpp>
#include <string>

#include "datasets/solvers/json_records.h"
#include "datasets/solvers/logic_story.h"
#include "datasets/solvers/solver.h"

namespace lethe {

void SolveProntoQa(const Path& file, const VerdictSink& report) {
  ForEachJsonRecord(file, [&](const nlohmann::json& record, const std::string& where) {
    Verdict verdict;
    verdict.id = RecordId(record, where);
    verdict.task = "prontoqa";
    CheckOptions(record, {"true", "false"}, where);
    verdict.gold = ChosenOption(record, where);
    const LogicStory story(RequireText(record, "context", where), Negation::kExplicit);
    verdict.ours = story.Answer(RequireText(record, "question", where));
    Judge(verdict);
    report(verdict);
  });
}

}  // namespace lethe
