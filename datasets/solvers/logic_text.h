// The controlled English of rule-reasoning sets (RuleTaker, ProofWriter, PARARULE, PrOntoQA) as facts and rules.
//
// Understood are facts ("Anne is not kind.", "The bald eagle needs the lion."), conditionals ("If something is round
// and it sees the cat then the cat is cold."), and general statements ("All young people are white.", "Cold, big
// things are nice.", "Each numpus is an impus.", "Jompuses are not shy."). "It", "they", "someone", "something" are the
// rule's variable. "x is kind" becomes kind(x), "x needs the lion" becomes need(x, lion); names lose case and article.
// Promise: a sentence outside this grammar is reported, never half understood.
// Threads: pure functions.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "datasets/solvers/horn_rules.h"

namespace lethe {

// Sentences without their full stops; empty ones are left out. Views into `text`.
std::vector<std::string_view> LogicSentences(std::string_view text);

// Adds what the sentence says to the theory; false, and the theory as it was, when it is not understood.
bool AddSentence(std::string_view sentence, Theory& theory);

// What a question asks about: the words behind its mark ("Is the following true or false? Max is sour."), those before
// it where nothing follows, all of them where there is no mark.
std::string_view StatementOf(std::string_view question);

// One statement about named things, such as the one a question asks about; nullopt when it is not understood.
std::optional<Literal> ParseStatement(std::string_view sentence);

}  // namespace lethe
