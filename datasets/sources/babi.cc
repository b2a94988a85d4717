#include "datasets/sources/babi.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <numeric>

#include "base/error.h"
#include "base/line_reader.h"
#include "base/log.h"
#include "base/random.h"
#include "base/text.h"

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
    for (const auto& entry : std::filesystem::directory_iterator(path)) {
      if (entry.path().filename().string().starts_with("qa")) files.push_back(entry.path());
    }
  }
  if (files.empty())
    throw Error(Code::kInvalidArgument, "babi.file names no task file; give qa1_..._train.txt or a folder of them");
  std::sort(files.begin(), files.end());
  return files;
}

uint32_t ParseNumber(std::string_view text, const LineReader& reader, const char* what) {
  uint32_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) {
    throw Error(Code::kInvalidArgument, StrCat(reader.Where(), ": ", what, " \"", text, "\" is not a number"));
  }
  return number;
}

// One story: sentences by their line number, so that support can be looked up.
struct Story {
  std::map<uint32_t, uint32_t> sentence_of_line;
  uint32_t begin = 0;
};

}  // namespace

Babi::Babi(const BabiConfig& config, const Path& root) {
  for (const Path& file : TaskFiles(config, root)) ReadFile(file, config.max_facts());
  if (questions_.empty()) throw Error(Code::kInvalidArgument, "the bAbI files hold no question");
  if (left_out_ > 0)
    LogWarning("left out ", left_out_, " bAbI questions whose story has more than ", config.max_facts(), " sentences");
}

void Babi::ReadFile(const Path& file, size_t max_facts) {
  const std::string name = file.filename().string();
  tasks_.push_back(name.substr(0, name.find('_')));
  LineReader reader(file);
  Story story;
  for (std::string_view line; reader.Next(line);) {
    const size_t space = line.find(' ');
    if (space == std::string_view::npos)
      throw Error(Code::kInvalidArgument, StrCat(reader.Where(), ": expected \"number sentence\""));
    const uint32_t number = ParseNumber(line.substr(0, space), reader, "line number");
    if (number == 1) story = {{}, static_cast<uint32_t>(sentences_.size())};
    const std::vector<std::string_view> fields = Split(line.substr(space + 1), '\t');
    if (fields.size() == 1) {
      story.sentence_of_line[number] = static_cast<uint32_t>(sentences_.size());
      sentences_.emplace_back(Trim(fields[0]));
      continue;
    }
    if (fields.size() != 3)
      throw Error(Code::kInvalidArgument,
                  StrCat(reader.Where(), ": a question has three fields (question, answer, support), this has ",
                         fields.size()));
    Question question;
    question.task = static_cast<uint32_t>(tasks_.size() - 1);
    question.begin = story.begin;
    question.end = static_cast<uint32_t>(sentences_.size());
    question.question = Trim(fields[0]);
    question.answer = Trim(fields[1]);
    for (std::string_view word : SplitWords(fields[2])) {
      const auto found = story.sentence_of_line.find(ParseNumber(word, reader, "support"));
      if (found == story.sentence_of_line.end())
        throw Error(Code::kInvalidArgument,
                    StrCat(reader.Where(), ": support ", word, " is no sentence of this story"));
      question.support.push_back(found->second);
    }
    if (question.support.empty())
      throw Error(Code::kInvalidArgument, StrCat(reader.Where(), ": the question names no supporting sentence"));
    if (question.end == question.begin)
      throw Error(Code::kInvalidArgument, StrCat(reader.Where(), ": the question has no story before it"));
    if (question.end - question.begin > max_facts) {
      ++left_out_;
    } else {
      questions_.push_back(std::move(question));
    }
  }
}

v1::Example Babi::Make(uint64_t seed, uint64_t number) const {
  LETHE_CHECK(number < questions_.size(), "question ", number, " of ", questions_.size());
  // An affine walk visits every question once, in an order of its own for each seed.
  const uint64_t count = questions_.size();
  uint64_t step = SplitMix64(seed) % count;
  while (std::gcd(step, count) != 1) step = (step + 1) % count;
  const Question& question = questions_[(number * step + SplitMix64(seed + 1)) % count];

  v1::Example example;
  example.set_task("babi/" + tasks_[question.task]);
  example.set_source("babi");
  const auto id = [&](uint32_t sentence) { return "f" + std::to_string(sentence - question.begin + 1); };
  for (uint32_t i = question.begin; i < question.end; ++i) {
    v1::ContextFact& fact = *example.add_context();
    fact.set_id(id(i));
    fact.set_text(sentences_[i]);
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
  return example;
}

}  // namespace lethe
