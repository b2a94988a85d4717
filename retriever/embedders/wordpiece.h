// BERT's tokenizer: words split at white space, punctuation and Chinese characters, then the longest pieces that the
// vocabulary has, from left to right; what follows the first piece of a word begins with "##".
//
// Promise: the pieces of Hugging Face's BertTokenizer (without its special tokens: "[MASK]" written in a text is text).
// With `lower`, words are lower-cased and lose their accents. A word that has no pieces, or more than 100 characters,
// is [UNK]. Errors: kNotFound, and kInvalidArgument naming the file for a vocabulary without [UNK], [CLS], [SEP] and
// [PAD] or with a piece twice. Malformed UTF-8 is passed over. Threads: const use from any thread. Cost: about 1 us a
// word. Source: Devlin et al. 2019, https://arxiv.org/abs/1810.04805;
// https://huggingface.co/docs/transformers/model_doc/bert#transformers.BertTokenizer
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/file.h"

namespace lethe {

// What tokenizer_config.json says.
struct WordpieceOptions {
  bool lower = true;
  bool strip_accents = true;  // Hugging Face's default is `lower`
  bool split_chinese = true;
};

// The words before they are cut into pieces, as UTF-8.
std::vector<std::string> SplitBertWords(std::string_view text, const WordpieceOptions& options);

class Wordpiece {
 public:
  // One piece a line; its number is the line's, from 0.
  Wordpiece(const Path& vocabulary, const WordpieceOptions& options);

  std::vector<int32_t> Encode(std::string_view text) const;
  const std::string& Piece(int32_t id) const { return pieces_.at(static_cast<size_t>(id)); }
  size_t size() const { return pieces_.size(); }
  int32_t unknown() const { return unknown_; }
  int32_t begin() const { return begin_; }      // [CLS]
  int32_t end() const { return end_; }          // [SEP]
  int32_t padding() const { return padding_; }  // [PAD]

 private:
  int32_t Special(const Path& vocabulary, const std::string& piece) const;
  void EncodeWord(const std::string& word, std::vector<int32_t>& ids) const;

  WordpieceOptions options_;
  std::vector<std::string> pieces_;
  std::unordered_map<std::string, int32_t> numbers_;
  int32_t unknown_ = 0, begin_ = 0, end_ = 0, padding_ = 0;
};

}  // namespace lethe
