// Writes the names in a question as the facts write them: the case of their letters, and subjects for aliases.
//
// People type "who runs canal street station?"; the model copies the name into its derivation and would then look for
// facts about "canal street station", whose words are other tokens to it than those of "Canal Street Station".
//
// Who writes "From which city is Sunferries run?" minds case: among the facts found there may be a song called "Run",
// which is not meant. Such a question, one with a capital at the head of a later word, stays as it is.
//
// A name is a statement's subject or one of its aliases, and of a free text a run of words with capitals. Where runs
// overlap the longest counts. WithNamesAsInFacts changes nothing but the case of letters.
// Errors: none. Threads: pure function. Cost: about a question's length times the names.
#pragma once

#include <string>
#include <vector>

#include "proto/knowledge.pb.h"

namespace lethe {

std::string WithNamesAsInFacts(const std::string& question, const std::vector<const v1::Fact*>& facts);

// Writes the subject of a fact where the question has an alias of it ("Who founded Big Blue?"): the model reads
// triples, which have the subject alone. Not where the question names the subject as well, where a fact is about what
// bears the alias as its name, or where two subjects share it. An alias counts as it is written, the longest first.
std::string WithSubjectsForAliases(const std::string& question, const std::vector<const v1::Fact*>& facts);

}  // namespace lethe
