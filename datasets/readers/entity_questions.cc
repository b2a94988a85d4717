#include "datasets/readers/entity_questions.h"

#include <array>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "datasets/readers/json_format.h"
#include "datasets/readers/whole_text.h"

namespace lethe {
namespace {

using Json = nlohmann::json;

struct PublishedTemplate {
  const char *name, *text;
};
constexpr std::array kPublished = {
    PublishedTemplate{"P17", "Which country is [X] located in?"},
    PublishedTemplate{"P19", "Where was [X] born?"},
    PublishedTemplate{"P20", "Where did [X] die?"},
    PublishedTemplate{"P26", "Who is [X] married to?"},
    PublishedTemplate{"P30", "Which continent is [X] located?"},
    PublishedTemplate{"P36", "What is the capital of [X]?"},
    PublishedTemplate{"P40", "Who is [X]'s child?"},
    PublishedTemplate{"P50", "Who is the author of [X]?"},
    PublishedTemplate{"P69", "Where was [X] educated?"},
    PublishedTemplate{"P106", "What kind of work does [X] do?"},
    PublishedTemplate{"P112", "Who founded [X]?"},
    PublishedTemplate{"P127", "Who owns [X]?"},
    PublishedTemplate{"P131", "Where is [X] located?"},
    PublishedTemplate{"P136", "What type of music does [X] play?"},
    PublishedTemplate{"P159", "Where is the headquarter of [X]?"},
    PublishedTemplate{"P170", "Who was [X] created by?"},
    PublishedTemplate{"P175", "Who performed [X]?"},
    PublishedTemplate{"P176", "Which company is [X] produced by?"},
    PublishedTemplate{"P264", "What music label is [X] represented by?"},
    PublishedTemplate{"P276", "Where is [X] located?"},
    PublishedTemplate{"P407", "Which language was [X] written in?"},
    PublishedTemplate{"P413", "What position does [X] play?"},
    PublishedTemplate{"P495", "Which country was [X] created in?"},
    PublishedTemplate{"P740", "Where was [X] founded?"},
    PublishedTemplate{"P800", "What is [X] famous for?"},
    PublishedTemplate{"P19_similar", "What is the birthplace of [X]?"},
    PublishedTemplate{"P159_similar", "Where is [X] headquartered?"},
    PublishedTemplate{"P170_similar", "Who is the creator of [X]?"},
};

void FillEntityQuestion(const RecordFields& fields, Record& record) {
  static const EntityQuestionsReader kTemplates;
  record.type = fields.Text("relation");
  record.question = fields.Text("question");
  record.answers = fields.Texts(fields.List("answers"), "answers");
  if (record.answers.empty() || record.answers[0].empty()) fields.Fail("answers", "a list that begins with an answer");
  std::string subject = kTemplates.SubjectOf(record.type, record.question);
  if (!subject.empty()) record.triples.push_back({std::move(subject), record.type, record.answers[0]});
}

}  // namespace

std::unique_ptr<FormatReader> OpenEntityQuestions(const FormatOptions& options) {
  return std::make_unique<JsonFormat>(options, "", FillOne<FillEntityQuestion>);
}

EntityQuestionsReader::EntityQuestionsReader() {
  for (const PublishedTemplate& published : kPublished) Add(published.name, published.text);
}

EntityQuestionsReader::EntityQuestionsReader(const Path& templates) {
  const Json json = Json::parse(WholeText(templates), nullptr, false);
  if (!json.is_object())
    throw Error(Code::kInvalidArgument, StrCat(templates.string(), ": expected an object of question templates"));
  for (const auto& [name, value] : json.items()) {
    if (!Add(name, value.is_string() ? value.get<std::string>() : ""))
      throw Error(Code::kInvalidArgument, StrCat(templates.string(), ": field \"", name, "\": a template holds [X]"));
  }
}

bool EntityQuestionsReader::Add(const std::string& name, const std::string& text) {
  const size_t hole = text.find("[X]");
  if (hole == std::string::npos) return false;
  // "P19_similar" is another way to ask for P19.
  templates_[name.substr(0, name.find('_'))].push_back({text.substr(0, hole), text.substr(hole + 3)});
  return true;
}

std::string EntityQuestionsReader::SubjectOf(const std::string& property, std::string_view question) const {
  std::string subject;
  const auto found = templates_.find(property);
  if (found == templates_.end()) return subject;
  for (const auto& [before, after] : found->second) {
    const bool fits =
        question.size() > before.size() + after.size() && question.starts_with(before) && question.ends_with(after);
    if (fits) subject = question.substr(before.size(), question.size() - before.size() - after.size());
  }
  return subject;
}

ReadStats EntityQuestionsReader::ForEach(const Path& questions, const std::function<void(const EntityQuestion&)>& visit,
                                         const ReadOptions& options) const {
  Reader reader("entityquestions", questions, options);
  for (Record record; reader.Next(record);) {
    if (!templates_.contains(record.type))
      throw Error(Code::kNotFound, StrCat(record.where, ": no question template for ", record.type));
    std::string subject = SubjectOf(record.type, record.question);
    if (!subject.empty()) visit({record.type, std::move(subject), record.answers});
  }
  return reader.stats();
}

}  // namespace lethe
