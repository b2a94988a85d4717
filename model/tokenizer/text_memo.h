// A tokenizer that remembers short texts: names and relations come again in an example, and from example to example.
//
// Promise: encodes as the tokenizer behind it does. Memory: kMost texts of kLongest bytes; when they are that many, all
// are forgotten. Threads: each has one of its own; the tokenizer behind it may be shared, and must outlive it.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "model/tokenizer/tokenizer.h"

namespace lethe {

class TextMemo : public Tokenizer {
 public:
  static constexpr size_t kLongest = 64;
  static constexpr size_t kMost = 4096;

  explicit TextMemo(const Tokenizer& real) : real_(real) {}

  int32_t vocab_size() const override { return real_.vocab_size(); }
  std::vector<int32_t> Encode(std::string_view text) const override {
    if (text.size() > kLongest) return real_.Encode(text);
    const auto found = known_.find(text);
    if (found != known_.end()) return found->second;
    if (known_.size() >= kMost) known_.clear();
    return known_.emplace(text, real_.Encode(text)).first->second;
  }
  std::string Decode(std::span<const int32_t> tokens) const override { return real_.Decode(tokens); }
  std::string Piece(int32_t token) const override { return real_.Piece(token); }

 private:
  struct Hash {
    using is_transparent = void;
    size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };

  const Tokenizer& real_;
  mutable std::unordered_map<std::string, std::vector<int32_t>, Hash, std::equal_to<>> known_;
};

}  // namespace lethe
