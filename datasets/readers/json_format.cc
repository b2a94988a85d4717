#include "datasets/readers/json_format.h"

namespace lethe {

JsonFormat::JsonFormat(const FormatOptions& options, std::string list_key, FillRecord fill)
    : stem_(options.file.filename().string()),
      slices_(options.file, std::move(list_key), options.max_record_bytes),
      fill_(fill) {
  slices_.Seek(options.start.offset, options.start.line);
  if (options.start.inner > 0) {
    NextUnit();
    unit_at_ = options.start;
  }
}

bool JsonFormat::Next(Record& record) {
  for (;;) {
    if (!unit_ && !NextUnit()) return false;
    const size_t index = unit_at_.inner++;
    record.Clear();
    record.where = where_;
    record.id = id_;
    if (fill_(RecordFields(unit_, slices_), index, record)) return true;
    unit_ = {};
  }
}

bool JsonFormat::NextUnit() {
  unit_at_ = {slices_.offset(), slices_.line(), 0};
  std::string_view slice;
  if (!slices_.Next(slice)) return false;
  where_ = slices_.Where();
  id_ = IdOfPlace(stem_, where_);
  try {
    unit_ = document_.Parse(slice);
  } catch (const Error& error) {
    throw RecordError(error.code(), StrCat(where_, ": ", error.what()));
  }
  // What is no object is one bad record, and not one for every index.
  if (!unit_.Is(JsonValue::Kind::kObject)) {
    unit_ = {};
    throw RecordError(Code::kInvalidArgument, StrCat(where_, ": the record must be an object"));
  }
  return true;
}

void TakeId(const RecordFields& fields, std::string_view key, Record& record) {
  const std::string_view id = fields.TextOr(key, "");
  if (!id.empty()) record.id = id;
}

ReadPosition JsonFormat::position() const {
  return unit_ ? unit_at_ : ReadPosition{slices_.offset(), slices_.line(), 0};
}

}  // namespace lethe
