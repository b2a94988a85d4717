// Facts from a file, one at a time: the seam of every import format (importers/import_format.h is the table of them).
//
// Threads: one reader, one thread.
#pragma once

#include <cstddef>
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
  virtual const std::vector<std::string>& unknown_fields() const { return unknown_; }

 protected:
  // Remembers a name once.
  void PassedOver(std::string field);

 private:
  std::vector<std::string> unknown_;
};

// What formats of lines share: position and progress.
class LineFactReader : public FactReader {
 public:
  // `name` is what Where calls the file.
  LineFactReader(const Path& file, std::string name) : lines_(file), name_(std::move(name)) {}

  std::string Where() const override;
  size_t bytes_read() const override { return lines_.bytes_read(); }
  size_t bytes_total() const override { return lines_.bytes_total(); }

 protected:
  // The next line that is not blank.
  bool NextLine(std::string_view& line);
  LineReader& lines() { return lines_; }
  const std::string& name() const { return name_; }

 private:
  LineReader lines_;
  std::string name_;
};

}  // namespace lethe
