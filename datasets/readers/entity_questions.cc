#include "datasets/readers/entity_questions.h"

#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/line_reader.h"
#include "datasets/readers/whole_text.h"

namespace lethe {
namespace {

using Json = nlohmann::json;

}  // namespace

EntityQuestionsReader::EntityQuestionsReader(const Path& templates) {
  const Json json = Json::parse(WholeText(templates), nullptr, false);
  if (!json.is_object())
    throw Error(Code::kInvalidArgument, StrCat(templates.string(), ": expected an object of question templates"));
  for (const auto& [name, value] : json.items()) {
    const std::string text = value.is_string() ? value.get<std::string>() : "";
    const size_t hole = text.find("[X]");
    if (hole == std::string::npos)
      throw Error(Code::kInvalidArgument, StrCat(templates.string(), ": field \"", name, "\": a template holds [X]"));
    // "P19_similar" is another way to ask for P19.
    templates_[name.substr(0, name.find('_'))].push_back({text.substr(0, hole), text.substr(hole + 3)});
  }
}

void EntityQuestionsReader::ForEach(const Path& questions,
                                    const std::function<void(const EntityQuestion&)>& visit) const {
  LineReader reader(questions);
  for (std::string_view line; reader.Next(line);) {
    const Json json = Json::parse(line, nullptr, false);
    const bool complete = json.is_object() && json.value("relation", Json()).is_string() &&
                          json.value("question", Json()).is_string() && json.value("answers", Json()).is_array();
    if (!complete)
      throw Error(Code::kInvalidArgument,
                  StrCat(reader.Where(), ": expected an object with relation, question and answers"));
    EntityQuestion out;
    out.property = json["relation"].get<std::string>();
    for (const Json& answer : json["answers"]) {
      if (answer.is_string()) out.answers.push_back(answer.get<std::string>());
    }
    const std::string question = json["question"].get<std::string>();
    const auto found = templates_.find(out.property);
    if (found == templates_.end())
      throw Error(Code::kNotFound, StrCat(reader.Where(), ": no question template for ", out.property));
    for (const Template& way : found->second) {
      const bool fits = question.size() > way.before.size() + way.after.size() && question.starts_with(way.before) &&
                        question.ends_with(way.after);
      if (fits)
        out.subject = question.substr(way.before.size(), question.size() - way.before.size() - way.after.size());
    }
    if (!out.subject.empty() && !out.answers.empty()) visit(out);
  }
}

}  // namespace lethe
