// A corpus as documents cut into passages, part by part.
//
// Books, long articles and other texts without a structure come from their readers in parts; the parts of one text are
// one document here, whose passages are counted on. Promise: constant memory; the same documents and passages in every
// pass. Errors: those of Reader; kInvalidArgument for a config without corpus or format, or a format that is no text.
// Threads: one reader, one thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "datasets/readers/reader.h"
#include "proto/plain_text.pb.h"

namespace lethe {

struct CorpusPart {
  uint64_t document = 0;       // from 0
  uint64_t first_passage = 0;  // number of the first one here within the document
  std::string source;          // name of the record
  std::vector<std::string> passages;
};

// Those of the readers' formats that give plain text.
std::vector<std::string> TextFormats();

// "d12/4": passage 4 of document 12.
std::string PassageId(uint64_t document, uint64_t passage);

class CorpusReader {
 public:
  explicit CorpusReader(const PlainTextConfig& config);

  bool Next(CorpusPart& part);

  uint64_t documents() const { return started_; }
  uint64_t skipped() const { return skipped_; }  // malformed records left out

 private:
  bool NextRecord();
  bool GoesOn() const;

  const PlainTextConfig config_;
  int next_corpus_ = 0;
  std::unique_ptr<Reader> reader_;
  Record record_;
  std::string text_name_;  // what tells the text that the last part was of
  uint64_t started_ = 0;
  uint64_t passages_ = 0;  // of the document so far
  uint64_t skipped_ = 0;
};

}  // namespace lethe
