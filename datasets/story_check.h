// Whether a story gives the answer to a question about it: told again, in order, to the solver of such stories.
//
// The facts of such an example are the sentences of a bAbI story, each with its line in front ("3: Mary went home."),
// since the order in which facts are read says nothing. Threads: pure functions.
#pragma once

#include <string>
#include <string_view>

#include "proto/example.pb.h"

namespace lethe {

// "3: Mary went home."
std::string StoryFact(size_t line, std::string_view sentence);
// The step that says what follows where no sentence says it: "so two".
std::string StoryConclusion(const std::string& answer);

// What is wrong, or "".
std::string CheckStory(const v1::Example& example);

}  // namespace lethe
