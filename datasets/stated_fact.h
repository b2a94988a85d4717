// Whether a text or a fact says something, by its words: no grammar and no model.
//
// Threads: pure functions.
#pragma once

#include <string>

#include "proto/example.pb.h"

namespace lethe {

// `part` stands in `text` as whole words, whatever the case.
bool HoldsWords(const std::string& text, const std::string& part);

// A fact given in parts; a text may name its subject too.
inline bool IsTriple(const v1::ContextFact& fact) {
  return !fact.relation().empty();
}

// Whether the fact says that `subject` has `object`, whatever the relation: a triple by equality, a sentence by holding
// both as whole words in places of their own.
bool StatesFact(const v1::ContextFact& fact, const std::string& subject, const std::string& object);
bool StatesFact(const std::string& sentence, const std::string& subject, const std::string& object);

}  // namespace lethe
