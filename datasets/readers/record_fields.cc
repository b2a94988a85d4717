#include "datasets/readers/record_fields.h"

#include "base/text.h"
#include "datasets/readers/record.h"

namespace lethe {

using Kind = JsonValue::Kind;

namespace {

constexpr size_t kMaxIdBytes = 100;

}  // namespace

RecordFields::RecordFields(JsonValue record, const JsonSlices& slices) : object_(record), slices_(&slices) {
  if (!record.Is(Kind::kObject)) Fail("", "an object");
}

RecordFields::RecordFields(JsonValue object, const RecordFields* parent, std::string_view key, size_t index)
    : object_(object), slices_(parent->slices_), parent_(parent), key_(key), index_(index) {
  if (!object.Is(Kind::kObject)) parent->Fail(key, index, "an object");
}

JsonValue RecordFields::Find(std::string_view key) const {
  const JsonValue value = object_.Find(key);
  return value.Is(Kind::kNull) ? JsonValue() : value;
}

std::string_view RecordFields::Text(std::string_view key) const {
  const JsonValue value = Find(key);
  if (!value.Is(Kind::kString) || value.text().empty()) Fail(key, "a string that is not empty");
  return value.text();
}

std::string_view RecordFields::TextOr(std::string_view key, std::string_view fallback) const {
  const JsonValue value = Find(key);
  if (!value) return fallback;
  if (!value.Is(Kind::kString) && !value.Is(Kind::kNumber)) Fail(key, "a string");
  return value.text();
}

bool RecordFields::BoolOr(std::string_view key, bool fallback) const {
  const JsonValue value = Find(key);
  if (!value) return fallback;
  if (!value.IsBool()) Fail(key, "true or false");
  return value.Is(Kind::kTrue);
}

int64_t RecordFields::Number(std::string_view key) const {
  const JsonValue value = Find(key);
  const std::string_view digits = value.Is(Kind::kNumber) ? value.text() : std::string_view();
  const auto number = ParseNumber<int64_t>(digits);
  if (!number) Fail(key, "a whole number");
  return *number;
}

JsonValue RecordFields::List(std::string_view key) const {
  const JsonValue value = Find(key);
  if (!value.Is(Kind::kArray)) Fail(key, "a list");
  return value;
}

JsonValue RecordFields::ListOr(std::string_view key) const {
  return Find(key) ? List(key) : JsonValue();
}

std::vector<std::string> RecordFields::Texts(JsonValue list, std::string_view key, size_t index) const {
  std::vector<std::string> texts;
  if (list) texts.reserve(list.size());
  for (JsonValue item = list.First(); item; item = item.Next()) {
    if (!item.Is(Kind::kString)) Fail(key, index == kNone ? texts.size() : index, "a string");
    texts.emplace_back(item.text());
  }
  return texts;
}

RecordFields RecordFields::Item(JsonValue item, std::string_view key, size_t index) const {
  return {item, this, key, index};
}

// "data[17].paragraphs[2].qas[0].", empty for a record on a line of its own.
std::string RecordFields::Path() const {
  if (parent_ != nullptr) return StrCat(parent_->Path(), key_, "[", index_, "].");
  const std::string place = slices_->PlaceInList();
  return place.empty() ? "" : place + ".";
}

// Of the innermost object on the way here that has one.
std::string_view RecordFields::Id() const {
  for (const RecordFields* at = this; at != nullptr; at = at->parent_) {
    for (const char* key : {"id", "_id", "qid", "uuid"}) {
      const JsonValue id = at->Find(key);
      const bool is_id = id.Is(Kind::kString) || id.Is(Kind::kNumber);
      if (is_id && !id.text().empty() && id.text().size() <= kMaxIdBytes) return id.text();
    }
  }
  return {};
}

void RecordFields::Fail(std::string_view key, size_t index, std::string_view expected) const {
  const std::string field = StrCat(Path(), key, index == kNone ? "" : StrCat("[", index, "]"));
  const std::string what = key.empty() ? "the record" : StrCat("field \"", field, "\"");
  const bool absent = !key.empty() && index == kNone && !Find(key);
  const std::string_view id = Id();
  throw RecordError(Code::kInvalidArgument,
                    StrCat(slices_->Where(), ": ", what, absent ? " is missing; it must be " : " must be ", expected,
                           id.empty() ? "" : StrCat(" (id \"", id, "\")")));
}

}  // namespace lethe
