#include "datasets/solvers/logic_story.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/text.h"
#include "datasets/solvers/json_records.h"
#include "datasets/solvers/logic_text.h"

namespace lethe {
namespace {

using Json = nlohmann::json;

// "B) False" -> ("B", "false").
std::pair<std::string, std::string> ParseOption(const std::string& option) {
  const size_t close = option.find(')');
  if (close == std::string::npos) return {"", AsciiLower(Trim(option))};
  return {std::string(Trim(option.substr(0, close))), AsciiLower(Trim(option.substr(close + 1)))};
}

}  // namespace

LogicStory::LogicStory(std::string_view context, Negation negation) {
  Theory theory;
  for (const std::string_view sentence : LogicSentences(context)) {
    if (!AddSentence(sentence, theory)) return;
  }
  conclusions_ = ForwardChain(theory, negation);
}

std::string LogicStory::Answer(std::string_view question) const {
  const std::optional<Literal> asked = ParseStatement(StatementOf(question));
  if (!conclusions_ || !asked) return "";
  switch (conclusions_->Ask(*asked)) {
    case Truth::kTrue:
      return "true";
    case Truth::kFalse:
      return "false";
    case Truth::kUnknown:
      return "unknown";
  }
  return "";
}

std::string ChosenOption(const Json& record, const std::string& where) {
  const std::string answer = RequireText(record, "answer", where);
  const auto options = record.find("options");
  if (options == record.end() || !options->is_array()) {
    throw Error(Code::kInvalidArgument, StrCat(where, ": expected a list in the field \"options\""));
  }
  for (const Json& option : *options) {
    if (!option.is_string()) continue;
    const auto [letter, text] = ParseOption(option.get<std::string>());
    if (letter == answer || text == AsciiLower(answer)) return text;
  }
  throw Error(Code::kInvalidArgument, StrCat(where, ": the field \"answer\" names no option: \"", answer, "\""));
}

void CheckOptions(const Json& record, const std::vector<std::string_view>& known, const std::string& where) {
  const auto options = record.find("options");
  if (options == record.end() || !options->is_array()) return;
  for (const Json& option : *options) {
    const std::string text = option.is_string() ? ParseOption(option.get<std::string>()).second : option.dump();
    if (std::find(known.begin(), known.end(), text) != known.end()) continue;
    throw Error(Code::kInvalidArgument, StrCat(where, ": the record \"", RecordId(record, where),
                                               "\" is of another kind: it may be answered \"", text, "\", not only ",
                                               Join(known, ", "), "; is this the right --format?"));
  }
}

bool HasOption(const Json& record, std::string_view text) {
  const auto options = record.find("options");
  if (options == record.end() || !options->is_array()) return false;
  for (const Json& option : *options) {
    if (option.is_string() && ParseOption(option.get<std::string>()).second == text) return true;
  }
  return false;
}

}  // namespace lethe
