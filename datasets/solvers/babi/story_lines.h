// The lines of a bAbI file: "3 Mary went home." or "4 Where is Mary? <tab> home <tab> 3", numbered from 1 in each
// story.
//
// The supporting lines that a question names are not read: a solver finds its own way.
// Errors: kInvalidArgument naming file, line and what is wrong with it; those of LineReader.
// Threads: one reader, one thread.
#pragma once

#include <string>

#include "base/file.h"
#include "base/line_reader.h"

namespace lethe::babi {

struct StoryLine {
  size_t number = 0;  // in its story; 1 begins a new one
  bool is_question = false;
  std::string text;    // the sentence or the question
  std::string answer;  // the source's own
};

class StoryLines {
 public:
  explicit StoryLines(const Path& file) : reader_(file) {}

  bool Next(StoryLine& line);
  // "path:17" of the line returned last, and its number alone.
  std::string Where() const { return reader_.Where(); }
  size_t line_number() const { return reader_.line_number(); }

 private:
  LineReader reader_;
  size_t last_number_ = 0;
};

}  // namespace lethe::babi
