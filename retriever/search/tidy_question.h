// A question without what only the keyboard put in: blanks around it, several in a row, line breaks; the typographic
// apostrophe of a possessive ("Holt\u2019s", as word processors and phones write it); all in capitals.
//
// Promise: a tidy question stays as it is, byte for byte. Of one in capitals the letters become small; names get theirs
// back from the facts (name_case.h).
// Errors: none. Threads: pure function. Cost: about the question's length.
#pragma once

#include <string>

namespace lethe {

std::string TidyQuestion(const std::string& question);

}  // namespace lethe
