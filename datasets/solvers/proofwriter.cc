// ProofWriter, RuleTaker and PARARULE-Plus: facts and rules in controlled English, and statements to judge.
//
// Three layouts are met: one question a record with options (Logic-LLM's), `context` with a list `questions` of text
// and label (RuleTaker's, PARARULE's), and `theory` with an object `questions` (ProofWriter's own).
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/text.h"
#include "datasets/solvers/json_records.h"
#include "datasets/solvers/logic_story.h"
#include "datasets/solvers/solver.h"

namespace lethe {
namespace {

using Json = nlohmann::json;

// "ProofWriter_AttNeg-OWA-D5-347_Q11" -> "proofwriter/AttNeg-OWA-D5".
std::string TaskOf(std::string_view id) {
  constexpr std::string_view kPrefix = "ProofWriter_";
  if (id.starts_with(kPrefix)) id.remove_prefix(kPrefix.size());
  const size_t dash = id.rfind('-');
  return dash == std::string_view::npos ? "proofwriter" : StrCat("proofwriter/", id.substr(0, dash));
}

// The sets tell by their ids, and by whether "unknown" may be chosen, how they read "not".
Negation NegationOf(const Json& record, std::string_view id) {
  if (id.find("OWA") != std::string_view::npos || HasOption(record, "unknown")) return Negation::kExplicit;
  // PARARULE's labels follow what is derived first: at depth 4 some of its rules are not read in layers.
  const bool pararule = id.starts_with("NegationRule") || id.starts_with("NonNegationRule");
  return pararule ? Negation::kInflationary : Negation::kStratified;
}

// A label is a truth value or its name.
std::string GoldOf(const Json& question, const char* key, const std::string& where) {
  const auto found = question.find(key);
  if (found != question.end() && found->is_boolean()) return found->get<bool>() ? "true" : "false";
  return AsciiLower(RequireText(question, key, where));
}

struct Question {
  std::string id, text, gold;
};

std::vector<Question> ReadQuestions(const Json& record, const std::string& id, const std::string& where) {
  const auto list = record.find("questions");
  if (list == record.end()) return {{id, RequireText(record, "question", where), ChosenOption(record, where)}};
  if (!list->is_structured() || list->empty()) {
    throw Error(Code::kInvalidArgument, StrCat(where, ": the field \"questions\" holds no question"));
  }
  const bool own_layout = record.contains("theory");
  std::vector<Question> questions;
  for (const auto& [key, question] : list->items()) {
    questions.push_back({RecordId(question, StrCat(id, "_", key)),
                         RequireText(question, own_layout ? "question" : "text", where),
                         GoldOf(question, own_layout ? "answer" : "label", where)});
  }
  return questions;
}

void AnswerRecord(const Json& record, const std::string& where, const VerdictSink& report) {
  const std::string id = RecordId(record, where);
  CheckOptions(record, {"true", "false", "unknown"}, where);
  const char* story_field = record.contains("theory") ? "theory" : "context";
  const LogicStory story(RequireText(record, story_field, where), NegationOf(record, id));
  for (Question& question : ReadQuestions(record, id, where)) {
    Verdict verdict;
    verdict.task = TaskOf(id);
    verdict.ours = story.Answer(question.text);
    verdict.id = std::move(question.id);
    verdict.gold = std::move(question.gold);
    Judge(verdict);
    report(verdict);
  }
}

}  // namespace

void SolveProofWriter(const Path& file, const VerdictSink& report) {
  ForEachJsonRecord(file, [&](const Json& record, const std::string& where) { AnswerRecord(record, where, report); });
}

}  // namespace lethe
