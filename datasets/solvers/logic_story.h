// A story of facts and rules in controlled English, and the questions asked of it.
//
// Threads: a value; const calls from any thread.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "datasets/solvers/horn_rules.h"

namespace lethe {

class LogicStory {
 public:
  LogicStory(std::string_view context, Negation negation);

  // "true", "false" or "unknown"; empty where a sentence of the story or the question is not understood (a sentence
  // left out could make any answer wrong). Words before the statement ("Is the following true or false?") are skipped.
  std::string Answer(std::string_view question) const;

 private:
  std::optional<Conclusions> conclusions_;
};

// The text of the option that the record's "answer" names by its letter, in lower case: "B" of ["A) True", "B) False"]
// is "false". Errors: kInvalidArgument naming `where` and the field.
std::string ChosenOption(const nlohmann::json& record, const std::string& where);
// Throws kInvalidArgument, naming what was found, for a record with an option that is not one of `known`: what asks for
// other answers is of another kind, and nothing here understands it.
void CheckOptions(const nlohmann::json& record, const std::vector<std::string_view>& known, const std::string& where);
// True when one of the record's "options" is `text` ("unknown").
bool HasOption(const nlohmann::json& record, std::string_view text);

}  // namespace lethe
