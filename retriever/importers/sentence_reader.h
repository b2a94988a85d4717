// Plain text, one free-text fact a sentence.
//
// Paragraphs are parted by blank lines; inside one, line ends are spaces, so hard-wrapped text is read as it is meant.
// Sentences are ICU's (Unicode UAX #29 with the English abbreviations, so "Dr. Lee" is not cut). Sentences without a
// letter or digit are dropped.
// Errors: kInvalidArgument for text that is not UTF-8, at the line where the sentence begins.
// Cost: about one paragraph of memory.
#pragma once

#include <deque>
#include <memory>
#include <string>

#include "retriever/importers/fact_reader.h"

namespace lethe {

class SentenceFactReader : public LineFactReader {
 public:
  SentenceFactReader(const Path& file, const std::string& name);
  ~SentenceFactReader() override;

  bool Next(v1::Fact& fact) override;
  // Where the sentence begins.
  std::string Where() const override;

 private:
  struct Sentence {
    std::string text;
    size_t line;
  };
  struct Breaker;
  // Reads up to the end of a paragraph, or so much of one that it must be cut; false at the end of the file.
  bool ReadParagraph();
  // Of the text at hand; the last sentence stays at hand when the paragraph goes on.
  void CutSentences(bool goes_on);
  size_t LineAt(size_t offset) const;

  std::unique_ptr<Breaker> breaker_;
  std::string paragraph_;
  std::vector<std::pair<size_t, size_t>> line_starts_;  // offset in paragraph_, line number
  std::deque<Sentence> sentences_;
  size_t line_ = 0;
};

}  // namespace lethe
