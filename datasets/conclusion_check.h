// Whether a conclusion follows from the texts it cites: comparisons, kinship, rules in controlled English. For steps
// that reckon with values see derived_step.h.
//
// A premise is the text of a fact or of an earlier step; a triple and a look-up read "subject | relation | object".
//   comparison  "2 May 1960 is before 5 October 1987" ("after", "the same as", "not the same as"): both values are
//   objects
//               of premises, and so they lie
//   kinship     "Ann's aunt is Carol": composed of "Ann | mother | Beth" and "Beth | sister | Carol", or of steps of
//   this
//               form
//   rules       "Anne is kind.": follows by forward chaining from premises that are sentences of controlled English
//               (solvers/logic_text.h)
// Threads: pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "datasets/solvers/clutrr/kinship.h"

namespace lethe {

enum class Follows {
  kYes,
  kNo,
  kUnchecked,  // of another kind; by rules: it does not follow, or is not understood
};

Follows FollowsFrom(const std::string& conclusion, const std::vector<std::string>& premises);

// Whether the answer is what the last step concludes: the relation of a kinship; "true" where a statement is the one
// that the question asks about, "false" where it is its denial.
Follows AnswerIsConcluded(const std::string& question, const std::string& last_step, const std::string& answer);

// Weaker than following: every content word of the conclusion (solvers/content_words.h) stands in a premise. What can
// be said of conclusions in free language without a model.
bool SupportedByWords(const std::string& conclusion, const std::vector<std::string>& premises);

// "Ann's aunt is Carol".
std::string KinshipText(const std::string& person, const clutrr::Relative& relation, const std::string& relative);

}  // namespace lethe
