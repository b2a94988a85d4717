// A format whose files are JSON: parses record after record and lets one function fill in what a record has.
//
// Errors: RecordError for a record that is no JSON or lacks a field; those of JsonSlices.
// Threads: one reader, one thread.
#pragma once

#include <memory>
#include <string>

#include "datasets/readers/reader.h"
#include "datasets/readers/record_fields.h"

namespace lethe {

// Fills in record `index` of one JSON value, and says whether there is one: most values are one record, an article of
// SQuAD is hundreds. `record` is empty but for `where` and `id` ("file:line").
using FillRecord = bool (*)(const RecordFields& fields, size_t index, Record& record);

// Of values that are one record each.
template <void (*fill)(const RecordFields& fields, Record& record)>
bool FillOne(const RecordFields& fields, size_t index, Record& record) {
  if (index > 0) return false;
  fill(fields, record);
  return true;
}

// The source's own id, where it has one under this key.
void TakeId(const RecordFields& fields, std::string_view key, Record& record);
// "paragraphs": [{"title", TEXT_KEY, "is_supporting"}, ...] as passages of one sentence.
void TakeParagraphs(const RecordFields& fields, std::string_view text_key, Record& record);

class JsonFormat : public FormatReader {
 public:
  // `list_key` as JsonSlices takes it.
  JsonFormat(const FormatOptions& options, std::string list_key, FillRecord fill);

  bool Next(Record& record) override;
  ReadPosition position() const override;

 private:
  bool NextUnit();
  void GoOnInside(const ReadPosition& start);
  bool UnitHas(size_t index);

  std::string stem_;
  JsonSlices slices_;
  FillRecord fill_;
  JsonDocument document_;
  std::string where_, id_;  // of the unit
  JsonValue unit_;          // none between two of them
  ReadPosition unit_at_;    // where it begins, and how many of its records were given
};

}  // namespace lethe
