#include "datasets/sources/babi.h"

#include <algorithm>

#include "base/error.h"
#include "base/log.h"
#include "datasets/derivation_check.h"
#include "datasets/sources/affine_walk.h"
#include "datasets/sources/read_records.h"
#include "datasets/story_check.h"

namespace lethe {
namespace {

std::vector<Path> TaskFiles(const BabiConfig& config, const Path& root) {
  std::vector<Path> files;
  for (const std::string& name : config.file()) {
    const Path path = ResolveDataPath(name, root);
    if (!std::filesystem::is_directory(path)) {
      files.push_back(path);
      continue;
    }
    for (const auto& entry : std::filesystem::recursive_directory_iterator(path)) {
      if (entry.is_regular_file() && entry.path().filename().string().starts_with("qa")) files.push_back(entry.path());
    }
  }
  if (files.empty())
    throw Error(Code::kInvalidArgument, "babi.file names no task file; give qa1_..._train.txt or a folder of them");
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

Babi::Babi(const BabiConfig& config, const Path& root) : skip_bad_(config.skip_bad()) {
  for (const Path& file : TaskFiles(config, root)) ReadFile(file, config.max_facts());
  if (questions_.empty()) throw Error(Code::kInvalidArgument, "the bAbI files hold no question");
  for (const auto& [reason, count] : left_out_) LogInfo("babi: left out ", count, ": ", reason);
}

void Babi::ReadFile(const Path& file, size_t max_facts) {
  const std::string name = file.filename().string();
  tasks_.push_back(name.substr(0, name.find('_')));
  story_begin_ = sentences_.size();
  ReadRecords("babi", file, skip_bad_, left_out_, [&](const Record& record) { Take(record, max_facts); });
}

void Babi::Take(const Record& record, size_t max_facts) {
  if (record.support.empty())
    throw Error(Code::kInvalidArgument, StrCat(record.where, ": the question names no supporting sentence"));
  // A story grows from question to question; its sentences are kept once.
  const std::vector<std::string>& story = record.passages[0].sentences;
  const size_t kept = sentences_.size() - story_begin_;
  const bool goes_on = kept <= story.size() && std::equal(story.begin(), story.begin() + static_cast<ptrdiff_t>(kept),
                                                          sentences_.begin() + static_cast<ptrdiff_t>(story_begin_));
  if (!goes_on) story_begin_ = sentences_.size();
  sentences_.insert(sentences_.end(), story.begin() + static_cast<ptrdiff_t>(goes_on ? kept : 0), story.end());
  if (story.size() > max_facts) {
    ++left_out_["a story longer than max_facts"];
    return;
  }
  Question& question = questions_.emplace_back();
  question.task = static_cast<uint32_t>(tasks_.size() - 1);
  question.begin = static_cast<uint32_t>(story_begin_);
  question.end = static_cast<uint32_t>(sentences_.size());
  question.question = record.question;
  question.answer = record.answers[0];
  for (const Support& support : record.support) question.support.push_back(question.begin + support.sentence);
}

v1::Example Babi::Make(uint64_t seed, uint64_t number) const {
  LETHE_CHECK(number < questions_.size(), "question ", number, " of ", questions_.size());
  const Question& question = questions_[AffineWalk(seed, number, questions_.size())];

  v1::Example example;
  example.set_task("babi/" + tasks_[question.task]);
  example.set_source("babi");
  const auto id = [&](uint32_t sentence) { return "f" + std::to_string(sentence - question.begin + 1); };
  for (uint32_t i = question.begin; i < question.end; ++i) {
    v1::ContextFact& fact = *example.add_context();
    fact.set_id(id(i));
    fact.set_text(StoryFact(i - question.begin + 1, sentences_[i]));
  }
  example.set_question(question.question);
  for (uint32_t sentence : question.support) {
    v1::DerivationStep& step_out = *example.add_derivation();
    step_out.set_text(sentences_[sentence]);
    step_out.add_uses(id(sentence));
  }
  example.set_answer(question.answer);
  example.set_answerable(true);
  example.set_hops(static_cast<uint32_t>(question.support.size()));
  // A story in words that the solver does not know is taken at its source's word.
  const bool solved = CheckStory(example).empty();
  (*example.mutable_checks())["derivable"] = solved ? "story" : "quotes";
  if (solved && !HoldsWords(sentences_[question.support.back()], question.answer)) {
    v1::DerivationStep& conclusion = *example.add_derivation();
    conclusion.set_text(StoryConclusion(question.answer));
    for (uint32_t sentence : question.support) conclusion.add_uses(id(sentence));
  }
  return example;
}

}  // namespace lethe
