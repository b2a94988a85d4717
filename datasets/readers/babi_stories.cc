#include "datasets/readers/babi_stories.h"

#include <algorithm>
#include <limits>

#include "base/text.h"
#include "datasets/readers/line_scanner.h"

namespace lethe {
namespace {

class BabiStories : public FormatReader {
 public:
  explicit BabiStories(const FormatOptions& options)
      : lines_(options.file, options.max_record_bytes), stem_(options.file.filename().string()) {
    // A position names the story; questions of it that were given already are passed over.
    lines_.Seek(options.start.offset, options.start.line);
    story_at_ = {options.start.offset, options.start.line, 0};
    to_pass_ = options.start.inner;
  }

  bool Next(Record& record) override {
    for (std::string_view line; lines_.Next(line);) {
      if (Trim(line).empty()) continue;
      const size_t space = line.find(' ');
      const uint32_t number = Number(line.substr(0, space), "line number");
      if (space == std::string_view::npos) Fail("expected \"number sentence\"");
      // The line with number 1 may be missing, where it was left out as malformed.
      if (number == 1 || number <= last_number_) {
        if (begun_) CheckPassed();
        begun_ = true;
        lines_.PutBack();
        EndStory();
        lines_.Next(line);
      }
      last_number_ = number;
      const std::vector<std::string_view> fields = Split(line.substr(space + 1), '\t');
      if (fields.size() == 1) {
        if (sentences_.empty()) story_where_ = lines_.Where();
        sentences_.emplace_back(Trim(fields[0]));
        numbers_.push_back(number);
        continue;
      }
      ++story_at_.inner;
      if (to_pass_ > 0) {
        --to_pass_;
        continue;
      }
      TakeQuestion(fields, record);
      return true;
    }
    CheckPassed();
    EndStory();
    return false;
  }

  ReadPosition position() const override { return story_at_; }

 private:
  // The story that a position names has as many questions as it says were given.
  void CheckPassed() const {
    if (to_pass_ == 0) return;
    throw Error(Code::kOutOfRange, StrCat(stem_, ": the position is behind question ", story_at_.inner + to_pass_,
                                          " of the story that begins at ", story_at_.offset, ", which has ",
                                          story_at_.inner, "; give what a reader printed"));
  }

  // Ends the story in front of the next line. That it has no question is thrown when the position is behind it.
  void EndStory() {
    const bool unasked = !sentences_.empty() && story_at_.inner == 0;
    story_at_ = {lines_.offset(), lines_.next_line(), 0};
    sentences_.clear();
    numbers_.clear();
    if (unasked) throw RecordError(Code::kInvalidArgument, StrCat(story_where_, ": the story has no question"));
  }

  void TakeQuestion(const std::vector<std::string_view>& fields, Record& record) {
    if (fields.size() != 3) {
      Fail(StrCat("a question has three fields (question, answer, support), this has ", fields.size()));
    }
    if (sentences_.empty()) Fail("the question has no story before it");
    record.Clear();
    record.where = lines_.Where();
    record.id = IdOfPlace(stem_, record.where);
    record.type = stem_.substr(0, stem_.find('_'));
    record.question = Trim(fields[0]);
    record.answers.emplace_back(Trim(fields[1]));
    if (record.question.empty() || record.answers[0].empty()) Fail("question or answer is empty");
    record.passages.emplace_back().sentences = sentences_;
    for (std::string_view word : SplitWords(fields[2])) {
      const auto found = std::find(numbers_.begin(), numbers_.end(), Number(word, "support"));
      if (found == numbers_.end()) Fail(StrCat("support ", word, " is no sentence of this story"));
      record.support.push_back({"", static_cast<uint32_t>(found - numbers_.begin())});
    }
  }

  uint32_t Number(std::string_view text, const char* what) const {
    const auto number = ParseNumber<uint32_t>(text);
    if (!number) Fail(StrCat(what, " \"", text, "\" is not a number"));
    return *number;
  }
  [[noreturn]] void Fail(const std::string& reason) const {
    throw RecordError(Code::kInvalidArgument, StrCat(lines_.Where(), ": ", reason));
  }

  LineScanner lines_;
  std::string stem_;
  std::vector<std::string> sentences_;
  std::vector<uint32_t> numbers_;  // of the sentences' lines in their story
  std::string story_where_;
  uint32_t last_number_ = std::numeric_limits<uint32_t>::max();  // so that the first line begins a story
  ReadPosition story_at_;
  uint64_t to_pass_ = 0;
  bool begun_ = false;  // a story
};

}  // namespace

std::unique_ptr<FormatReader> OpenBabiStories(const FormatOptions& options) {
  return std::make_unique<BabiStories>(options);
}

}  // namespace lethe
