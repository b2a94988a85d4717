// Training curves: TensorBoard event files and metrics.jsonl, side by side.
//
// Promise: after Flush, both files hold whole records; a resumed run appends.
// Errors: as file.h.
// Threads: one thread.
// Source: the record framing and masked CRC-32C are TensorFlow's,
// https://www.tensorflow.org/tutorials/load_data/tfrecord
#pragma once

#include <cstdint>
#include <cstdio>
#include <map>
#include <string>
#include <string_view>

#include "base/file.h"

namespace lethe {

// CRC-32C (Castagnoli).
uint32_t Crc32c(std::string_view bytes);

class EventWriter {
 public:
  explicit EventWriter(const Path& folder);
  ~EventWriter();
  EventWriter(const EventWriter&) = delete;
  EventWriter& operator=(const EventWriter&) = delete;

  // `values` by tag, such as "train/loss".
  void Write(int64_t step, const std::map<std::string, double>& values);
  void Flush();

 private:
  void WriteRecord(const std::string& payload);

  std::FILE* events_;
  std::FILE* metrics_;
};

}  // namespace lethe
