#include "datasets/readers/json_format.h"

namespace lethe {

JsonFormat::JsonFormat(const FormatOptions& options, std::string list_key, FillRecord fill)
    : stem_(options.file.filename().string()),
      slices_(options.file, std::move(list_key), options.max_record_bytes),
      fill_(fill) {
  slices_.Seek(options.start.offset, options.start.line);
  if (options.start.inner > 0) GoOnInside(options.start);
}

void JsonFormat::GoOnInside(const ReadPosition& start) {
  if (!NextUnit() || !UnitHas(start.inner - 1)) {
    throw Error(Code::kOutOfRange, StrCat(stem_, ": the position is behind record ", start.inner, " of what begins at ",
                                          start.offset, ", which has fewer; give what a reader printed"));
  }
  unit_at_ = start;
}

bool JsonFormat::UnitHas(size_t index) {
  Record record;
  try {
    return fill_(RecordFields(unit_, slices_), index, record);
  } catch (const RecordError&) {
    return true;  // it was there to be left out
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
    throw RecordError(error.code(), StrCat(slices_.Here(), ": ", error.what()));
  }
  // What is no object is one bad record, and not one for every index.
  if (!unit_.Is(JsonValue::Kind::kObject)) {
    unit_ = {};
    throw RecordError(Code::kInvalidArgument, StrCat(slices_.Here(), ": the record must be an object"));
  }
  return true;
}

void TakeId(const RecordFields& fields, std::string_view key, Record& record) {
  const std::string_view id = fields.TextOr(key, "");
  if (!id.empty()) record.id = id;
}

void TakeParagraphs(const RecordFields& fields, std::string_view text_key, Record& record) {
  fields.ForEach("paragraphs", [&](JsonValue item, size_t number) {
    const RecordFields paragraph = fields.Item(item, "paragraphs", number);
    Passage& passage = record.passages.emplace_back();
    passage.title = paragraph.TextOr("title", "");
    passage.sentences.emplace_back(paragraph.Text(text_key));
    passage.supporting = paragraph.BoolOr("is_supporting", false);
  });
}

ReadPosition JsonFormat::position() const {
  return unit_ ? unit_at_ : ReadPosition{slices_.offset(), slices_.line(), 0};
}

}  // namespace lethe
