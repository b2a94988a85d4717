#include "model/layers/segments.h"

#include "base/error.h"
#include "model/generator.h"

namespace lethe {
namespace {

// Lays out token after token; a fact or question is laid out as a whole when its first token is met.
class Layouter {
 public:
  Layouter(std::span<const TokenKind> kinds, const ModelConfig& config, int32_t offset)
      : kinds_(kinds), config_(config), offset_(offset) {
    layout_.spans.resize(kinds.size());
    layout_.positions.resize(kinds.size());
  }

  SegmentLayout Run() {
    if (config_.reading() == CAUSAL) return RunCausal();
    for (int32_t i = 0; i < Size();) i = LayOutFrom(i);
    return std::move(layout_);
  }

 private:
  int32_t Size() const { return static_cast<int32_t>(kinds_.size()); }

  SegmentLayout RunCausal() {
    for (int32_t i = 0; i < Size(); ++i) Set(i, 0, 0, 0, i + 1, i);
    return std::move(layout_);
  }

  // Ranges relative to the document's first token.
  void Set(int32_t i, int32_t prefix_begin, int32_t prefix_end, int32_t begin, int32_t end, int32_t position) {
    layout_.spans[i] = {offset_ + prefix_begin, offset_ + prefix_end, offset_ + begin, offset_ + end};
    layout_.positions[i] = position;
  }

  int32_t EndOfKind(int32_t i, TokenKind kind) const {
    while (i < Size() && kinds_[i] == kind) ++i;
    return i;
  }

  int32_t LayOutFrom(int32_t i) {
    switch (kinds_[i]) {
      case TokenKind::kStart:
        Set(i, 0, 0, i, i + 1, 0);
        return i + 1;
      case TokenKind::kFact:
      case TokenKind::kNumber:
        return LayOutFact(i);
      case TokenKind::kQuestion:
        return LayOutQuestion(i);
      case TokenKind::kDerivation:
        Set(i, 0, shared_end_, block_begin_, i + 1, block_position_++);
        CheckBlockLength();
        return i + 1;
    }
    return i + 1;
  }

  int32_t LayOutFact(int32_t i) {
    const int32_t text_end = EndOfKind(i, TokenKind::kFact);
    if (static_cast<size_t>(text_end - i) > MaxFactTokens(config_)) {
      throw Error(Code::kInvalidArgument, StrCat("a fact of ", text_end - i, " tokens is too long for this model (",
                                                 MaxFactTokens(config_), "); split it into smaller facts"));
    }
    const bool whole = config_.reading() == WHOLE_FACTS;
    for (int32_t j = i; j < text_end; ++j) Set(j, 0, 1, i, whole ? text_end : j + 1, j - i + 1);
    int32_t end = text_end;
    if (end < Size() && kinds_[end] == TokenKind::kNumber) {
      Set(end, 0, 1, i, end + 1, end - i + 1);
      ++end;
    }
    if (block_begin_ < 0) shared_end_ = end;
    return end;
  }

  int32_t LayOutQuestion(int32_t i) {
    if (block_begin_ < 0 && shared_end_ == 0) shared_end_ = i;
    block_begin_ = i;
    block_position_ = static_cast<int32_t>(config_.question_offset());
    const int32_t end = EndOfKind(i, TokenKind::kQuestion);
    for (int32_t j = i; j < end; ++j) Set(j, 0, shared_end_, i, end, block_position_++);
    CheckBlockLength();
    return end;
  }

  void CheckBlockLength() const {
    if (block_position_ > static_cast<int32_t>(config_.max_positions())) {
      throw Error(Code::kInvalidArgument,
                  StrCat("question and derivation exceed ", config_.max_positions() - config_.question_offset(),
                         " tokens; ask a shorter question"));
    }
  }

  std::span<const TokenKind> kinds_;
  const ModelConfig& config_;
  int32_t offset_;
  SegmentLayout layout_;
  int32_t shared_end_ = 0;    // end of <s> and the facts in front of the first question
  int32_t block_begin_ = -1;  // first token of the current question, -1 before the first
  int32_t block_position_ = 0;
};

}  // namespace

SegmentLayout LayOut(std::span<const TokenKind> kinds, const ModelConfig& config, int32_t key_offset) {
  return Layouter(kinds, config, key_offset).Run();
}

}  // namespace lethe
