#include "datasets/solvers/babi/story_lines.h"

#include "base/error.h"
#include "base/text.h"

namespace lethe::babi {

bool StoryLines::Next(StoryLine& line) {
  std::string_view text;
  do {
    if (!reader_.Next(text)) return false;
  } while (Trim(text).empty());
  const size_t space = text.find(' ');
  const auto number = ParseNumber<size_t>(text.substr(0, space));
  if (space == std::string_view::npos || !number) {
    throw Error(Code::kInvalidArgument,
                StrCat(Where(), ": line number: expected \"number sentence\" as in \"3 Mary went home.\""));
  }
  line.number = *number;
  if (line.number != 1 && line.number != last_number_ + 1) {
    throw Error(Code::kInvalidArgument, StrCat(Where(), ": line number: ", line.number, " follows ", last_number_,
                                               "; a story's lines are numbered one by one from 1"));
  }
  last_number_ = line.number;
  const std::vector<std::string_view> fields = Split(text.substr(space + 1), '\t');
  line.is_question = fields.size() > 1;
  line.text = Trim(fields[0]);
  line.answer = line.is_question ? Trim(fields[1]) : std::string_view();
  if (line.text.empty()) {
    throw Error(Code::kInvalidArgument,
                StrCat(Where(), ": ", line.is_question ? "question" : "sentence", ": nothing behind the line number"));
  }
  if (line.is_question && line.answer.empty())
    throw Error(Code::kInvalidArgument, StrCat(Where(), ": answer: the question has none"));
  return true;
}

}  // namespace lethe::babi
