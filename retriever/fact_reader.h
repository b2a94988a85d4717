// Facts from a file, one at a time: the seam of every import format.
//
// Threads: one reader, one thread.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "base/file.h"
#include "base/line_reader.h"
#include "proto/knowledge.pb.h"

namespace lethe {

class FactReader {
 public:
  virtual ~FactReader() = default;
  // Reads the next fact; false at the end. Throws kInvalidArgument for one that is malformed, without the position
  // (Where says it), and goes on behind it at the next call; anything else that it throws ends the reading.
  virtual bool Next(v1::Fact& fact) = 0;
  // "facts.jsonl:17"
  virtual std::string Where() const = 0;
  // For progress; 0 when the total is unknown.
  virtual size_t bytes_read() const = 0;
  virtual size_t bytes_total() const = 0;
  // Names of fields that the format does not know and that were passed over.
  virtual const std::vector<std::string>& unknown_fields() const = 0;
};

// One JSON object a line, blank lines passed over; plain, gzip or zstd.
class JsonlFactReader : public FactReader {
 public:
  // `name` is what Where calls the file.
  JsonlFactReader(const Path& file, std::string name);

  bool Next(v1::Fact& fact) override;
  std::string Where() const override;
  size_t bytes_read() const override { return lines_.bytes_read(); }
  size_t bytes_total() const override { return lines_.bytes_total(); }
  const std::vector<std::string>& unknown_fields() const override { return unknown_; }

 private:
  LineReader lines_;
  std::string name_;
  std::vector<std::string> unknown_;
};

}  // namespace lethe
