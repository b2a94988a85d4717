#include "datasets/readers/json_slices.h"

#include <algorithm>

#include "base/error.h"
#include "base/text.h"
#include "datasets/readers/record.h"

namespace lethe {
namespace {

bool IsSpace(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

// Finds the end of a JSON value fed piece by piece.
class ValueEnd {
 public:
  // The end of the value in `text`, or npos when it lies further on; bytes before `from` were seen already.
  size_t Find(std::string_view text, size_t from) {
    for (size_t i = from; i < text.size(); ++i) {
      if (in_string_) {
        i = PassString(text, i);
        if (in_string_) return std::string_view::npos;
        if (depth_ == 0) return i + 1;
        continue;
      }
      const char c = text[i];
      if (c == '"') {
        in_string_ = true;
      } else if (c == '{' || c == '[') {
        ++depth_;
      } else if (c == '}' || c == ']') {
        if (depth_ <= 1) return depth_ == 0 ? i : i + 1;
        --depth_;
      } else if (depth_ == 0 && (c == ',' || IsSpace(c))) {
        return i;
      }
    }
    return std::string_view::npos;
  }

 private:
  // From inside of a string to its closing quote.
  size_t PassString(std::string_view text, size_t i) {
    if (escaped_) {
      escaped_ = false;
      ++i;
    }
    for (;;) {
      while (i < text.size() && text[i] != '"' && text[i] != '\\') ++i;
      if (i == text.size()) return i;
      if (text[i] == '"') break;
      if (i + 1 == text.size()) {
        escaped_ = true;
        return i;
      }
      i += 2;
    }
    in_string_ = false;
    return i;
  }

  size_t depth_ = 0;
  bool in_string_ = false;
  bool escaped_ = false;  // the text seen so far ends with a backslash
};

}  // namespace

JsonSlices::JsonSlices(const Path& path, std::string list_key, size_t max_bytes)
    : path_(path), list_key_(std::move(list_key)), max_bytes_(max_bytes) {
  window_.emplace(path);
  const char first = PeekChar();
  if (first != '[' && (first != '{' || list_key_.empty())) {
    // Also for what is no JSON at all: the line's parser says what is wrong with it.
    window_.reset();
    lines_.emplace(path, max_bytes);
  }
}

bool JsonSlices::Next(std::string_view& slice) {
  if (lines_) return NextLine(slice);
  if (!NextItem(slice)) return false;
  if (FindInvalidUtf8(slice) != std::string_view::npos) {
    throw RecordError(Code::kInvalidArgument, StrCat(Here(), ": the record holds bytes that are no UTF-8"));
  }
  return true;
}

bool JsonSlices::NextLine(std::string_view& slice) {
  while (lines_->Next(slice)) {
    slice = Trim(slice);
    if (!slice.empty()) return true;
  }
  return false;
}

bool JsonSlices::NextItem(std::string_view& slice) {
  PassValue();
  if (place_ == Place::kStart) EnterList();
  if (place_ == Place::kEnd) return false;
  if (PeekChar() == ']') {
    Pass(1);
    LeaveList();
    return false;
  }
  if (place_ == Place::kItem) Expect(',', "a comma or the end of the list");
  place_ = Place::kItem;
  PeekChar();
  begin_line_ = window_->line();
  ++items_;
  slice = Value();
  return true;
}

void JsonSlices::Seek(uint64_t offset, uint64_t line) {
  if (offset == 0) return;
  if (lines_) return lines_->Seek(offset, line);
  if (offset <= window_->offset()) return;  // in front of the list, behind white space or a byte-order mark
  begun_at_ = offset;
  in_object_ = PeekChar() == '{';
  window_->Seek(offset, line);
  place_ = Place::kItem;
}

void JsonSlices::EnterList() {
  place_ = Place::kFirst;
  in_object_ = PeekChar() == '{';
  Pass(1);
  if (!in_object_) return;
  for (bool first = true;; first = false) {
    if (PeekChar() == '}') Fail(StrCat("the object has no list \"", list_key_, "\""));
    if (!first) Expect(',', "a comma");
    if (PeekChar() != '"') Fail("expected a key in quotes");
    const std::string key(Value());
    PassValue();
    Expect(':', "a colon");
    const bool is_list = PeekChar() == '[';
    if (key == StrCat('"', list_key_, '"')) {
      if (!is_list) Fail(StrCat("field \"", list_key_, "\" must be a list"));
      return Pass(1);
    }
    Value();
    PassValue();
  }
}

// Behind the list nothing may follow but the rest of its object.
void JsonSlices::LeaveList() {
  place_ = Place::kEnd;
  while (in_object_ && PeekChar() == ',') {
    Pass(1);
    if (PeekChar() != '"') Fail("expected a key in quotes");
    Value();
    PassValue();
    Expect(':', "a colon");
    PeekChar();
    Value();
    PassValue();
  }
  if (in_object_) Expect('}', "the end of the object");
  if (PeekChar() != 0) Fail("text behind the end of the list");
}

std::string_view JsonSlices::Value() {
  ValueEnd finder;
  size_t seen = 0;
  for (;;) {
    const std::string_view view = window_->view();
    const size_t end = finder.Find(view, seen);
    if (end == 0) Fail("expected a value");
    const size_t size = std::min(end, view.size());
    if (size > max_bytes_) {
      throw Error(Code::kResourceExhausted, StrCat(Here(), ": the record is longer than ", max_bytes_,
                                                   " bytes: a quote or bracket may be missing"));
    }
    if (end != std::string_view::npos) {
      held_ = end;
      held_lines_ = static_cast<size_t>(std::count(view.begin(), view.begin() + end, '\n'));
      return view.substr(0, end);
    }
    seen = view.size();
    if (!window_->More()) Fail("the file ends inside of a record that begins here; fetch it again");
  }
}

char JsonSlices::PeekChar() {
  for (;;) {
    const std::string_view view = window_->view();
    const auto* found = std::find_if(view.begin(), view.end(), [](char c) { return !IsSpace(c); });
    const bool is_there = found != view.end();
    const char c = is_there ? *found : '\0';
    Pass(static_cast<size_t>(found - view.begin()));
    if (is_there) return c;
    if (!window_->More()) return 0;
  }
}

void JsonSlices::Expect(char c, const char* what) {
  const char found = PeekChar();
  if (found == 0) Fail(StrCat("the file ends where ", what, " was expected; fetch it again"));
  if (found != c) Fail(StrCat("expected ", what));
  Pass(1);
}

void JsonSlices::PassValue() {
  window_->Take(held_, held_lines_);
  held_ = held_lines_ = 0;
}

void JsonSlices::Pass(size_t bytes) {
  const std::string_view passed = window_->view().substr(0, bytes);
  window_->Take(bytes, static_cast<size_t>(std::count(passed.begin(), passed.end(), '\n')));
}

void JsonSlices::Fail(const std::string& reason) const {
  throw Error(Code::kInvalidArgument, StrCat(window_->Where(), ": ", reason));
}

std::string JsonSlices::Where() const {
  return lines_ ? lines_->Where() : window_->name() + ":" + std::to_string(begin_line_);
}

std::string JsonSlices::PlaceInList() const {
  if (lines_ || items_ == 0) return "";
  if (!items_before_) items_before_ = ItemsBefore(begun_at_);
  return StrCat(in_object_ ? list_key_ : "", "[", *items_before_ + items_ - 1, "]");
}

std::string JsonSlices::Here() const {
  const std::string place = PlaceInList();
  return place.empty() ? Where() : StrCat(Where(), ": ", place);
}

uint64_t JsonSlices::ItemsBefore(uint64_t offset) const {
  if (offset == 0) return 0;
  uint64_t count = 0;
  JsonSlices others(path_, list_key_, max_bytes_);
  for (std::string_view slice; others.NextItem(slice) && others.offset() <= offset;) ++count;
  return count;
}

}  // namespace lethe
