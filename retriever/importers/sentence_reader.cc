#include "retriever/importers/sentence_reader.h"

#include <unicode/brkiter.h>
#include <unicode/filteredbrk.h>
#include <unicode/utext.h>

#include <algorithm>

#include "base/error.h"
#include "base/text.h"
#include "retriever/normalize.h"

namespace lethe {
namespace {

constexpr size_t kMaxParagraphBytes = 64 << 10;  // a longer one is cut at the last sentence within it

bool HasWord(std::string_view text) {
  for (size_t i = 0; i < text.size();) {
    if (IsWordCharacter(NextCodePoint(text, i))) return true;
  }
  return false;
}

void CheckIcu(UErrorCode status, const char* what) {
  if (U_FAILURE(status)) throw Error(Code::kInternal, StrCat("ICU cannot ", what, ": ", u_errorName(status)));
}

}  // namespace

struct SentenceFactReader::Breaker {
  Breaker() {
    UErrorCode status = U_ZERO_ERROR;
    const icu::Locale english("en");
    std::unique_ptr<icu::FilteredBreakIteratorBuilder> builder(
        icu::FilteredBreakIteratorBuilder::createInstance(english, status));
    CheckIcu(status, "load abbreviations");
    // ICU's list of abbreviations that end no sentence lacks these.
    for (const char* abbreviation : {"Dr.", "St.", "Gen.", "Gov.", "Sen.", "Jr.", "Sr.", "No.", "cf.", "e.g.", "i.e."})
      builder->suppressBreakAfter(icu::UnicodeString::fromUTF8(abbreviation), status);
    iterator.reset(builder->build(icu::BreakIterator::createSentenceInstance(english, status), status));
    CheckIcu(status, "split sentences");
  }

  // Ends of the sentences, as offsets in bytes.
  std::vector<size_t> Ends(std::string_view text) {
    UErrorCode status = U_ZERO_ERROR;
    UText* view = utext_openUTF8(nullptr, text.data(), static_cast<int64_t>(text.size()), &status);
    CheckIcu(status, "read text");
    iterator->setText(view, status);
    std::vector<size_t> ends;
    for (int32_t end = iterator->next(); U_SUCCESS(status) && end != icu::BreakIterator::DONE; end = iterator->next())
      ends.push_back(static_cast<size_t>(end));
    utext_close(view);
    CheckIcu(status, "split sentences");
    return ends;
  }

  std::unique_ptr<icu::BreakIterator> iterator;
};

SentenceFactReader::SentenceFactReader(const Path& file, const std::string& name)
    : LineFactReader(file, name), breaker_(std::make_unique<Breaker>()) {}

SentenceFactReader::~SentenceFactReader() = default;

bool SentenceFactReader::ReadParagraph() {
  for (std::string_view line; lines().Next(line);) {
    const std::string_view words = Trim(line);
    if (words.empty()) {
      if (paragraph_.empty()) continue;
      CutSentences(/*goes_on=*/false);
      return true;
    }
    if (!paragraph_.empty()) paragraph_ += ' ';
    line_starts_.emplace_back(paragraph_.size(), lines().line_number());
    paragraph_.append(words);
    if (paragraph_.size() < kMaxParagraphBytes) continue;
    CutSentences(/*goes_on=*/true);
    return true;
  }
  if (paragraph_.empty()) return false;
  CutSentences(/*goes_on=*/false);
  return true;
}

size_t SentenceFactReader::LineAt(size_t offset) const {
  const auto behind = std::upper_bound(line_starts_.begin(), line_starts_.end(), offset,
                                       [](size_t at, const auto& start) { return at < start.first; });
  return behind == line_starts_.begin() ? 0 : std::prev(behind)->second;
}

void SentenceFactReader::CutSentences(bool goes_on) {
  std::vector<size_t> ends = breaker_->Ends(paragraph_);
  if (goes_on && ends.size() > 1) ends.pop_back();
  size_t begin = 0;
  for (const size_t end : ends) {
    const std::string_view sentence = Trim(std::string_view(paragraph_).substr(begin, end - begin));
    if (HasWord(sentence)) sentences_.push_back({std::string(sentence), LineAt(begin)});
    begin = end;
  }
  const size_t line = LineAt(begin);
  paragraph_.erase(0, begin);
  std::erase_if(line_starts_, [begin](const auto& start) { return start.first < begin; });
  for (auto& start : line_starts_) start.first -= begin;
  if (!paragraph_.empty()) line_starts_.insert(line_starts_.begin(), {0, line});
}

bool SentenceFactReader::Next(v1::Fact& fact) {
  while (sentences_.empty()) {
    if (!ReadParagraph()) return false;
  }
  fact.Clear();
  fact.set_text(std::move(sentences_.front().text));
  line_ = sentences_.front().line;
  sentences_.pop_front();
  return true;
}

std::string SentenceFactReader::Where() const {
  return StrCat(name(), ":", line_);
}

}  // namespace lethe
