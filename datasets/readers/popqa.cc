#include "datasets/readers/popqa.h"

#include <array>
#include <nlohmann/json.hpp>
#include <string_view>

#include "base/error.h"
#include "base/line_reader.h"

namespace lethe {
namespace {

using Json = nlohmann::json;

struct Form {
  std::string_view before, after, relation;
};
constexpr std::array kForms = {
    Form{"Who was the screenwriter for ", "?", "screenwriter"},
    Form{"Who was the director of ", "?", "director"},
    Form{"Who is the author of ", "?", "author"},
    Form{"Who was the producer of ", "?", "producer"},
    Form{"Who was the composer of ", "?", "composer"},
    Form{"In what country is ", "?", "country"},
    Form{"Who is the father of ", "?", "father"},
    Form{"Who is the mother of ", "?", "mother"},
    Form{"What is the capital of ", "?", "capital"},
    Form{"In what city was ", " born?", "place of birth"},
    Form{"What is the religion of ", "?", "religion"},
    Form{"What genre is ", "?", "genre"},
    Form{"What sport does ", " play?", "sport"},
    Form{"What is ", "'s occupation?", "occupation"},
    Form{"What is ", " the capital of?", "capital of"},
    Form{"What color is ", "?", "color"},
};

// Fills subject and relation from the question; false when it has no known form.
bool ParseQuestion(std::string_view question, SourceFact& fact) {
  for (const Form& form : kForms) {
    if (question.size() <= form.before.size() + form.after.size()) continue;
    if (!question.starts_with(form.before) || !question.ends_with(form.after)) continue;
    fact.subject = question.substr(form.before.size(), question.size() - form.before.size() - form.after.size());
    fact.relation = form.relation;
    return true;
  }
  return false;
}

std::string Text(const Json& json, const char* key) {
  return json.value(key, Json()).is_string() ? json[key].get<std::string>() : "";
}

}  // namespace

void ReadPopQa(const Path& file, const std::function<void(const SourceFact&)>& visit) {
  LineReader reader(file);
  for (std::string_view line; reader.Next(line);) {
    const Json json = Json::parse(line, nullptr, false);
    if (!json.is_object() || !json.value("possible_answers", Json()).is_array() || json["possible_answers"].empty() ||
        !json["possible_answers"][0].is_string()) {
      throw Error(Code::kInvalidArgument,
                  StrCat(reader.Where(), ": expected an object with question and possible_answers"));
    }
    SourceFact fact;
    fact.source = "popqa";
    fact.subject = Text(json, "subj");
    fact.relation = Text(json, "prop");
    fact.object = Text(json, "obj");
    for (const Json& alias : json.value("s_aliases", Json::array())) {
      if (alias.is_string() && fact.aliases.size() < 3) fact.aliases.push_back(alias.get<std::string>());
    }
    if (fact.subject.empty() && !ParseQuestion(Text(json, "question"), fact)) continue;
    if (fact.object.empty()) fact.object = json["possible_answers"][0].get<std::string>();
    visit(fact);
  }
}

}  // namespace lethe
