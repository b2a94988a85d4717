// bAbI: every question from the world that its story tells.
#include <algorithm>

#include "base/error.h"
#include "datasets/solvers/babi/story.h"
#include "datasets/solvers/babi/story_lines.h"
#include "datasets/solvers/solver.h"

namespace lethe {
namespace {

// "qa17_positional-reasoning_train.txt" -> "babi/17"; other names give "babi".
std::string TaskOf(const std::string& name) {
  if (!name.starts_with("qa")) return "babi";
  const size_t end = std::min(name.find_first_not_of("0123456789", 2), name.size());
  return end == 2 ? "babi" : "babi/" + name.substr(2, end - 2);
}

}  // namespace

void SolveBabi(const Path& file, const VerdictSink& report) {
  const std::string name = file.filename().string();
  const std::string task = TaskOf(name);
  babi::StoryLines lines(file);
  babi::Story story;
  size_t questions = 0;
  for (babi::StoryLine line; lines.Next(line);) {
    if (line.number == 1) story = babi::Story();
    if (!line.is_question) {
      story.Tell(line.text);
      continue;
    }
    if (line.number == 1)
      throw Error(Code::kInvalidArgument, StrCat(lines.Where(), ": question: there is no story before it"));
    ++questions;
    Verdict verdict{StrCat(name, ":", lines.line_number()), task, line.answer, "", false, {}};
    if (auto answer = story.Ask(line.text)) {
      verdict.ours = answer->text;
      verdict.also = std::move(answer->also);
    }
    Judge(verdict);
    report(verdict);
  }
  if (questions == 0)
    throw Error(Code::kInvalidArgument,
                StrCat(file.string(), ":", lines.line_number(), ": question: no line of the file asks one"));
}

}  // namespace lethe
