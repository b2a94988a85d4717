#include "model/word_index.h"

#include <utility>

namespace lethe {
namespace {

bool IsRead(TokenKind kind) {
  return kind == TokenKind::kFact || kind == TokenKind::kQuestion;
}

}  // namespace

WordIndex::WordIndex(std::span<const std::u32string> words, std::vector<uint8_t> continues)
    : continues_(std::move(continues)) {
  for (size_t row = 0; row < words.size(); ++row) rows_.emplace(words[row], static_cast<int64_t>(row));
}

bool WordIndex::Continues(int32_t token) const {
  const auto piece = static_cast<size_t>(token);
  return piece < continues_.size() && continues_[piece] != 0;
}

std::vector<TablePlace> WordIndex::Find(std::span<const int32_t> tokens, std::span<const TokenKind> kinds) const {
  std::vector<TablePlace> places;
  std::u32string word;
  for (size_t i = 0; i < tokens.size();) {
    word.assign(1, static_cast<char32_t>(tokens[i]));
    size_t end = i + 1;
    for (; end < tokens.size() && kinds[end] == kinds[i] && Continues(tokens[end]); ++end)
      word.push_back(static_cast<char32_t>(tokens[end]));
    const auto found = IsRead(kinds[i]) ? rows_.find(word) : rows_.end();
    if (found != rows_.end()) places.push_back({static_cast<int64_t>(end) - 1, found->second});
    i = end;
  }
  return places;
}

}  // namespace lethe
