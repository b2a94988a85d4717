#include "datasets/plain_text/passages.h"

#include <algorithm>

#include "base/text.h"
#include "datasets/readers/sentences.h"

namespace lethe {
namespace {

bool IsContinuationByte(char c) {
  return (static_cast<unsigned char>(c) & 0xC0) == 0x80;
}

// Where to cut a text that is longer than `bytes`: behind the last word that fits, or else within a character's bounds.
size_t CutPlace(std::string_view text, size_t bytes) {
  const size_t space = text.rfind(' ', bytes);
  if (space != std::string_view::npos && space > 0) return space;
  size_t place = bytes;
  while (place > 0 && IsContinuationByte(text[place])) --place;
  return place;
}

class PassageCutter {
 public:
  explicit PassageCutter(size_t bytes) : bytes_(bytes) {}

  void Add(std::string_view sentence) {
    if (!passage_.empty() && passage_.size() + 1 + sentence.size() > bytes_) Close();
    while (sentence.size() > bytes_) {
      const size_t place = CutPlace(sentence, bytes_);
      passages_.emplace_back(sentence.substr(0, place));
      sentence = Trim(sentence.substr(place));
    }
    if (sentence.empty()) return;
    if (!passage_.empty()) passage_ += ' ';
    passage_ += sentence;
  }

  std::vector<std::string> Take() {
    if (!passage_.empty()) Close();
    return std::move(passages_);
  }

 private:
  void Close() {
    passages_.push_back(std::move(passage_));
    passage_.clear();
  }

  size_t bytes_;
  std::string passage_;
  std::vector<std::string> passages_;
};

}  // namespace

std::vector<std::string> CutPassages(std::string_view text, size_t bytes) {
  PassageCutter cutter(bytes);
  const std::string line = Join(SplitWords(text), " ");
  for (const std::string_view sentence : SplitSentences(line)) cutter.Add(sentence);
  return cutter.Take();
}

size_t BeginOfLastSentences(std::string_view passage, size_t count) {
  const std::vector<std::string_view> sentences = SplitSentences(passage);
  if (count == 0 || sentences.empty()) return passage.size();
  const std::string_view first = sentences[sentences.size() - std::min(count, sentences.size())];
  return static_cast<size_t>(first.data() - passage.data());
}

}  // namespace lethe
