#include "datasets/readers/popqa.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "datasets/readers/json_format.h"

namespace lethe {
namespace {

constexpr size_t kMaxAliases = 3;

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
bool ParseQuestion(std::string_view question, Triple& fact) {
  for (const Form& form : kForms) {
    if (question.size() <= form.before.size() + form.after.size()) continue;
    if (!question.starts_with(form.before) || !question.ends_with(form.after)) continue;
    fact.subject = question.substr(form.before.size(), question.size() - form.before.size() - form.after.size());
    fact.relation = form.relation;
    return true;
  }
  return false;
}

void FillPopQa(const RecordFields& fields, Record& record) {
  TakeId(fields, "id", record);
  record.question = fields.Text("question");
  record.answers = fields.Texts(fields.List("possible_answers"), "possible_answers");
  if (record.answers.empty() || record.answers[0].empty())
    fields.Fail("possible_answers", "a list that begins with an answer");
  record.aliases = fields.Texts(fields.ListOr("s_aliases"), "s_aliases");
  TakeParagraphs(fields, "text", record);
  Triple fact;
  fact.subject = fields.TextOr("subj", "");
  if (!fact.subject.empty()) {
    fact.relation = fields.Text("prop");
  } else if (!ParseQuestion(record.question, fact)) {
    return;
  }
  fact.object = fields.TextOr("obj", "");
  if (fact.object.empty()) fact.object = record.answers[0];
  record.triples.push_back(std::move(fact));
}

}  // namespace

std::unique_ptr<FormatReader> OpenPopQa(const FormatOptions& options) {
  return std::make_unique<JsonFormat>(options, "", FillOne<FillPopQa>);
}

ReadStats ReadPopQa(const Path& file, const std::function<void(const SourceFact&)>& visit, const ReadOptions& options) {
  Reader reader("popqa", file, options);
  for (Record record; reader.Next(record);) {
    if (record.triples.empty()) continue;
    const Triple& triple = record.triples[0];
    record.aliases.resize(std::min(record.aliases.size(), kMaxAliases));
    visit({triple.subject, triple.relation, triple.object, "popqa", record.aliases});
  }
  return reader.stats();
}

}  // namespace lethe
