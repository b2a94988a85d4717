// What every reader gives: one record of a public data set, in the fields that its kind has.
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

struct Record {
  enum class Kind {
    kDocument,  // text, title
    kReading,   // text, title, question, answers with spans or none; answerable
    kMultiHop,  // question, answers, passages, support, triples (evidences), steps (decomposition)
    kStory,     // passages[0] is the story, question, answers; triples where the source has edges
    kProof,     // passages[0] holds the sentences, question, answers, hypothesis, steps
    kFact,      // triples[0], answers are names of its object
  };

  Kind kind = Kind::kDocument;
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
  }
};

// A record that cannot be used although the ones behind it can: what `skip_bad` tolerates.
class RecordError : public Error {
 public:
  using Error::Error;
};

}  // namespace lethe
