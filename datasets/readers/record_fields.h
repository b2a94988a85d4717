// Typed access to the fields of a JSON record, with errors that name file, line, field
// ("data[17].paragraphs[0].context" in a list), what it must be, and the id where there is one.
//
// Errors: RecordError. A field that is null counts as absent.
// Threads: values that borrow the document and the slices they come from.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "datasets/readers/json_document.h"
#include "datasets/readers/json_slices.h"

namespace lethe {

class RecordFields {
 public:
  RecordFields(JsonValue record, const JsonSlices& slices);

  std::string_view Text(std::string_view key) const;                               // required, not empty
  std::string_view TextOr(std::string_view key, std::string_view fallback) const;  // also a number's digits
  bool BoolOr(std::string_view key, bool fallback) const;
  int64_t Number(std::string_view key) const;  // required, whole
  JsonValue List(std::string_view key) const;  // required
  JsonValue ListOr(std::string_view key) const;
  JsonValue Find(std::string_view key) const;  // none where absent or null

  // Calls visit(item, index) for the items of a list; none where it is absent.
  template <typename Visit>
  void ForEach(std::string_view key, const Visit& visit) const {
    size_t index = 0;
    for (JsonValue item = ListOr(key).First(); item; item = item.Next()) visit(item, index++);
  }

  // The items of a list as strings; `key` and `index` say where the list lies.
  std::vector<std::string> Texts(JsonValue list, std::string_view key, size_t index = kNone) const;

  // The object at key[index], whose errors name the way to it; this one must outlive it.
  RecordFields Item(JsonValue item, std::string_view key, size_t index) const;

  [[noreturn]] void Fail(std::string_view key, std::string_view expected) const { Fail(key, kNone, expected); }
  [[noreturn]] void Fail(std::string_view key, size_t index, std::string_view expected) const;

 private:
  static constexpr size_t kNone = static_cast<size_t>(-1);

  RecordFields(JsonValue object, const RecordFields* parent, std::string_view key, size_t index);
  std::string Path() const;
  std::string_view Id() const;

  JsonValue object_;
  const JsonSlices* slices_;
  // The way here is spelt out only when there is something to report.
  const RecordFields* parent_ = nullptr;
  std::string_view key_;
  size_t index_ = kNone;
};

}  // namespace lethe
