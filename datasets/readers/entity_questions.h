// EntityQuestions: questions over Wikidata relations, turned back into triples by their question templates.
//
// Errors: kInvalidArgument naming file, line and field; kNotFound for a relation without template.
// Threads: a reader belongs to one thread.
// Source: Sciavolino et al. 2021, https://github.com/princeton-nlp/EntityQuestions
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "base/file.h"

namespace lethe {

struct EntityQuestion {
  std::string property;  // "P19"
  std::string subject;
  std::vector<std::string> answers;
};

class EntityQuestionsReader {
 public:
  // The templates as published, plain or compressed: {"P19": "Where was [X] born?"}.
  explicit EntityQuestionsReader(const Path& templates);

  void ForEach(const Path& questions, const std::function<void(const EntityQuestion&)>& visit) const;

 private:
  struct Template {
    std::string before, after;
  };
  std::map<std::string, std::vector<Template>> templates_;  // a property may be asked in several ways
};

}  // namespace lethe
