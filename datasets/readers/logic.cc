#include "datasets/readers/logic.h"

#include <algorithm>

#include "base/text.h"
#include "datasets/readers/json_format.h"
#include "datasets/readers/sentences.h"

namespace lethe {
namespace {

using Kind = JsonValue::Kind;

// "A", ["A) True", "B) False"] -> "true"
std::string ChosenOption(const RecordFields& fields) {
  const std::string_view letter = fields.Text("answer");
  for (const std::string& option : fields.Texts(fields.List("options"), "options")) {
    if (option.starts_with(StrCat(letter, ")"))) return AsciiLower(Trim(std::string_view(option).substr(2)));
  }
  fields.Fail("answer", "the letter of one of the options");
}

// ParaRule's labels are words, RuleTaker's are booleans.
std::string Label(const RecordFields& question) {
  const JsonValue label = question.Find("label");
  if (label.IsBool()) return question.BoolOr("label", false) ? "true" : "false";
  return AsciiLower(question.Text("label"));
}

bool FillLogic(const RecordFields& fields, size_t index, Record& record) {
  const JsonValue questions = fields.Find("questions");
  // Without a question it counts as one, which is malformed.
  const size_t count = questions.Is(Kind::kArray) ? std::max<size_t>(questions.size(), 1) : 1;
  if (index >= count) return false;
  const std::string_view context = fields.Text("context");
  for (std::string_view sentence : SplitSentences(context)) {
    if (record.passages.empty()) record.passages.emplace_back();
    record.passages[0].sentences.emplace_back(sentence);
  }
  if (record.passages.empty()) fields.Fail("context", "sentences");
  TakeId(fields, "id", record);
  if (!questions) {
    record.question = fields.Text("question");
    record.answers.push_back(ChosenOption(fields));
    return true;
  }
  JsonValue item = fields.List("questions").First();
  if (!item) fields.Fail("questions", "a list with a question");
  for (size_t i = 0; i < index; ++i) item = item.Next();
  const RecordFields question = fields.Item(item, "questions", index);
  record.id = question.TextOr("id", StrCat(record.id, "/", index + 1));
  record.question = question.Text("text");
  record.answers.push_back(Label(question));
  return true;
}

}  // namespace

std::unique_ptr<FormatReader> OpenLogic(const FormatOptions& options) {
  return std::make_unique<JsonFormat>(options, "", FillLogic);
}

}  // namespace lethe
