// A fact: what makes one valid, its id, and its words.
//
// The struct is v1::Fact of proto/knowledge.proto. It is a statement (subject, relation, object), free text, or both.
// Promise: the id of a statement is the same on every machine and in every release; only statement, validity and
// source decide it, so aliases and tags can change without making another fact.
// Errors: kInvalidArgument naming the field; kResourceExhausted for a fact above the limit.
// Threads: pure functions.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "proto/knowledge.pb.h"

namespace lethe {

// 128-bit BLAKE2b of subject, relation, object, text, validity and source, as 32 hexadecimal digits.
std::string ContentId(const v1::Fact& fact);

// A statement has subject, relation and object; any other fact is a text, which may name its subject.
inline bool IsStatement(const v1::Fact& fact) {
  return !fact.relation().empty();
}

// "subject | relation | object", or the text where there is no triple.
std::string FactWords(const v1::Fact& fact);

// Everything a search may find the fact by: triple, text and aliases.
std::string SearchableText(const v1::Fact& fact);

// A year of four digits, a month or a day of the calendar, the day also with a time behind "T" ("2024-05-31T09:30Z"); a
// minus sign in front of years before our era.
bool IsIsoDate(std::string_view date);

// Negative, 0 or positive, over the part that both ISO dates have. Years before our era begin with a minus sign.
int CompareDates(std::string_view a, std::string_view b);

// Throws when the fact is empty, half a triple, of blanks in a field, larger than `max_bytes`, not UTF-8, or has a
// malformed or inverted validity.
void CheckFact(const v1::Fact& fact, size_t max_bytes);

}  // namespace lethe
