// EntityQuestions: questions over Wikidata relations, as JSON lines; a record for each.
//
// `type` is the property ("P19"), triples[0] the fact that the published templates find in the question; a question
// that fits none of its property's has no triple. Errors: RecordError naming file, line and field. Threads: a reader
// belongs to one thread; templates are constant. Source: Sciavolino et al. 2021,
// https://github.com/princeton-nlp/EntityQuestions
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "datasets/readers/reader.h"

namespace lethe {

std::unique_ptr<FormatReader> OpenEntityQuestions(const FormatOptions& options);

struct EntityQuestion {
  std::string property;  // "P19"
  std::string subject;
  std::vector<std::string> answers;
};

// Questions turned back into subjects by the templates they were made from.
class EntityQuestionsReader {
 public:
  // The templates as published.
  EntityQuestionsReader();
  // Those of a file, plain or compressed: {"P19": "Where was [X] born?"}. Errors: kInvalidArgument naming the field.
  explicit EntityQuestionsReader(const Path& templates);

  // The questions of a known form. Errors: those of Reader; kNotFound for a property without template.
  ReadStats ForEach(const Path& questions, const std::function<void(const EntityQuestion&)>& visit,
                    const ReadOptions& options = {}) const;
  // Empty where the question is of no known form.
  std::string SubjectOf(const std::string& property, std::string_view question) const;

 private:
  struct Template {
    std::string before, after;
  };
  // False where the text has no [X].
  bool Add(const std::string& name, const std::string& text);

  std::map<std::string, std::vector<Template>> templates_;  // a property may be asked in several ways
};

}  // namespace lethe
