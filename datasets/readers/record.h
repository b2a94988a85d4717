// What every reader gives: one record of a public data set, in the fields that its format has.
//
// Threads: a value.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace lethe {

struct Passage {
  std::string title;
  std::vector<std::string> sentences;  // one where the source does not split its paragraphs
  bool supporting = false;             // as the source marks it
};

// A sentence that the source marks as support: by the passage's title, as published, and the sentence's index from 0.
struct Support {
  std::string title;
  uint32_t sentence = 0;
};

struct Triple {
  std::string subject, relation, object;
};

// A step of a decomposition or of an entailment tree.
struct RecordStep {
  std::string name;               // "int1"; empty where steps have no names
  std::string text;               // the sub-question or the conclusion
  std::string answer;             // of a sub-question
  std::vector<std::string> uses;  // names of sentences ("sent3") and steps ("int1")
};

// A span of `text`, in bytes.
struct AnswerSpan {
  size_t begin = 0, end = 0;
};

// What is filled in:
//   documents  text, title
//   reading    text, title, question, answers with spans or none; answerable
//   multi-hop  question, answers, passages, support, triples (evidences), steps (decomposition)
//   stories    passages[0] is the story, question, answers; triples where the source has edges
//   proofs     passages[0] holds the sentences, question, answers, hypothesis, steps
//   facts      text; where it has one, triples[0], whose object is the answer; other names of its subject in aliases;
//              where they are asked for, question, answers and passages
struct Record {
  std::string where;  // "file:line"
  std::string id;     // the source's own; where it has none, the file's name and the record's number in it
  std::string title;
  std::string text;
  std::string question;
  std::string hypothesis;
  std::string type;  // as the source names it: "bridge", "task_1.2"
  std::vector<std::string> answers;
  bool answerable = true;
  std::vector<AnswerSpan> spans;
  std::vector<Passage> passages;
  std::vector<Support> support;
  std::vector<Triple> triples;
  std::vector<RecordStep> steps;
  std::vector<std::string> aliases;  // other names of the triple's subject
  std::vector<std::string> flaws;    // claims of the source that its own text does not bear out

  // Empties every field and keeps the memory of the large ones.
  void Clear() {
    for (std::string* field : {&where, &id, &title, &text, &question, &hypothesis, &type}) field->clear();
    answers.clear();
    answerable = true;
    spans.clear();
    passages.clear();
    support.clear();
    triples.clear();
    steps.clear();
    aliases.clear();
    flaws.clear();
  }
};

// The id of a record that its source gives none: the file's name and the line of `where` ("file:line").
inline std::string IdOfPlace(const std::string& file_name, std::string_view where) {
  return StrCat(file_name, where.substr(where.rfind(':')));
}

// A record that cannot be used although the ones behind it can: what `skip_bad` tolerates.
class RecordError : public Error {
 public:
  using Error::Error;
};

}  // namespace lethe
