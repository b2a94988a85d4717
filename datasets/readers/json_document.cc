#include "datasets/readers/json_document.h"

#include <bit>
#include <cstring>

#include "base/error.h"

namespace lethe {
namespace {

constexpr size_t kMaxDepth = 256;
static_assert(std::endian::native == std::endian::little, "EndOfPlain reads the lowest byte of a word first");

bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}

// High bit of each byte of `word` that is zero; exact up to the lowest one.
uint64_t ZeroBytes(uint64_t word) {
  return (word - 0x0101010101010101ULL) & ~word & 0x8080808080808080ULL;
}

// The first quote, backslash or control character from `at` on. The buffer is padded, so words may be read past its
// end.
char* EndOfPlain(char* at) {
  for (;; at += 8) {
    uint64_t word;
    std::memcpy(&word, at, sizeof word);
    const uint64_t control = (word - 0x2020202020202020ULL) & ~word & 0x8080808080808080ULL;
    const uint64_t found = ZeroBytes(word ^ 0x2222222222222222ULL) | ZeroBytes(word ^ 0x5C5C5C5C5C5C5C5CULL) | control;
    if (found != 0) return at + std::countr_zero(found) / 8;
  }
}

void PutUtf8(uint32_t c, char*& out) {
  if (c < 0x80) {
    *out++ = static_cast<char>(c);
  } else if (c < 0x800) {
    *out++ = static_cast<char>(0xC0 | (c >> 6));
    *out++ = static_cast<char>(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    *out++ = static_cast<char>(0xE0 | (c >> 12));
    *out++ = static_cast<char>(0x80 | ((c >> 6) & 0x3F));
    *out++ = static_cast<char>(0x80 | (c & 0x3F));
  } else {
    *out++ = static_cast<char>(0xF0 | (c >> 18));
    *out++ = static_cast<char>(0x80 | ((c >> 12) & 0x3F));
    *out++ = static_cast<char>(0x80 | ((c >> 6) & 0x3F));
    *out++ = static_cast<char>(0x80 | (c & 0x3F));
  }
}

}  // namespace

JsonValue::Kind JsonValue::kind() const {
  return document_->nodes_[node_].kind;
}

std::string_view JsonValue::text() const {
  const JsonDocument::Node& node = document_->nodes_[node_];
  return node.begin == nullptr ? std::string_view() : std::string_view(node.begin, node.size);
}

uint32_t JsonValue::size() const {
  return document_->nodes_[node_].size;
}

JsonValue JsonValue::First() const {
  if (document_ == nullptr) return {};
  const uint32_t end = document_->nodes_[node_].end;
  return node_ + 1 < end ? JsonValue(document_, node_ + 1, end) : JsonValue();
}

JsonValue JsonValue::Next() const {
  const uint32_t next = document_->nodes_[node_].end;
  return next < parent_end_ ? JsonValue(document_, next, parent_end_) : JsonValue();
}

JsonValue JsonValue::Find(std::string_view key) const {
  if (!Is(Kind::kObject)) return {};
  for (JsonValue name = First(); name; name = name.Next()) {
    const bool found = name.text() == key;
    name = name.Next();
    if (found) return name;
  }
  return {};
}

JsonValue JsonDocument::Parse(std::string_view text) {
  if (text.size() > UINT32_MAX / 2) throw Error(Code::kResourceExhausted, "byte 1: the record is too large");
  constexpr size_t kPadding = 16;
  buffer_.resize(text.size() + kPadding);
  std::memcpy(buffer_.data(), text.data(), text.size());
  std::memset(buffer_.data() + text.size(), 0, kPadding);
  at_ = buffer_.data();
  end_ = at_ + text.size();
  nodes_.clear();
  open_.clear();
  SkipSpace();
  ReadValue();
  while (!open_.empty()) Step();
  SkipSpace();
  if (at_ != end_) Fail("text after the value");
  return {this, 0, nodes_[0].end};
}

// One item of the innermost open container, or its end.
void JsonDocument::Step() {
  const uint32_t container = open_.back();
  const bool is_object = nodes_[container].kind == JsonValue::Kind::kObject;
  SkipSpace();
  if (*at_ == (is_object ? '}' : ']')) {
    ++at_;
    nodes_[container].end = static_cast<uint32_t>(nodes_.size());
    open_.pop_back();
    return;
  }
  if (nodes_[container].size++ > 0) {
    Expect(',', "expected a comma or the end of the list");
    SkipSpace();
  }
  if (is_object) {
    if (*at_ != '"') Fail("expected a key in quotes");
    ReadString();
    SkipSpace();
    Expect(':', "expected a colon");
    SkipSpace();
  }
  ReadValue();
}

void JsonDocument::ReadValue() {
  using Kind = JsonValue::Kind;
  switch (*at_) {
    case '{':
    case '[':
      if (open_.size() == kMaxDepth) Fail("nested too deeply");
      open_.push_back(static_cast<uint32_t>(nodes_.size()));
      Add(*at_ == '{' ? Kind::kObject : Kind::kArray);
      ++at_;
      return;
    case '"':
      return ReadString();
    case 't':
      return ReadWord("true", Kind::kTrue);
    case 'f':
      return ReadWord("false", Kind::kFalse);
    case 'n':
      return ReadWord("null", Kind::kNull);
    default:
      return ReadNumber();
  }
}

void JsonDocument::ReadString() {
  char* const begin = ++at_;
  char* out = begin;
  for (;;) {
    char* const stop = EndOfPlain(at_);
    if (out != at_) std::memmove(out, at_, static_cast<size_t>(stop - at_));
    out += stop - at_;
    at_ = stop;
    if (*at_ == '"') break;
    if (*at_ != '\\') Fail(at_ == end_ ? "the text ends inside of a string" : "a control character inside of a string");
    ReadEscape(out);
  }
  ++at_;
  Node& node = Add(JsonValue::Kind::kString);
  node.begin = begin;
  node.size = static_cast<uint32_t>(out - begin);
}

void JsonDocument::ReadEscape(char*& out) {
  static constexpr std::string_view kNames = "\"\\/bfnrt", kMeanings = "\"\\/\b\f\n\r\t";
  const char name = at_[1];
  at_ += 2;
  if (name != 'u') {
    const size_t which = kNames.find(name);
    if (name == 0 || which == std::string_view::npos) Fail("an unknown escape inside of a string");
    *out++ = kMeanings[which];
    return;
  }
  uint32_t c = ReadHex();
  if (c >= 0xD800 && c < 0xDC00 && at_[0] == '\\' && at_[1] == 'u') {
    at_ += 2;
    const uint32_t low = ReadHex();
    if (low < 0xDC00 || low >= 0xE000) Fail("half of a surrogate pair");
    c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
  }
  if (c >= 0xD800 && c < 0xE000) Fail("half of a surrogate pair");
  PutUtf8(c, out);
}

uint32_t JsonDocument::ReadHex() {
  uint32_t value = 0;
  for (int i = 0; i < 4; ++i, ++at_) {
    const char lower = static_cast<char>(*at_ | 0x20);
    const bool letter = lower >= 'a' && lower <= 'f';
    if (!IsDigit(*at_) && !letter) Fail("an escape without four hexadecimal digits");
    value = value * 16 + static_cast<uint32_t>(letter ? lower - 'a' + 10 : *at_ - '0');
  }
  return value;
}

void JsonDocument::ReadNumber() {
  char* const begin = at_;
  const auto digits = [this] {
    if (!IsDigit(*at_)) Fail("expected a value");
    while (IsDigit(*at_)) ++at_;
  };
  if (*at_ == '-') ++at_;
  if (*at_ == '0') {
    ++at_;
  } else {
    digits();
  }
  if (*at_ == '.') {
    ++at_;
    digits();
  }
  if (*at_ == 'e' || *at_ == 'E') {
    ++at_;
    if (*at_ == '+' || *at_ == '-') ++at_;
    digits();
  }
  Node& node = Add(JsonValue::Kind::kNumber);
  node.begin = begin;
  node.size = static_cast<uint32_t>(at_ - begin);
}

void JsonDocument::ReadWord(std::string_view word, JsonValue::Kind kind) {
  if (static_cast<size_t>(end_ - at_) < word.size() || std::string_view(at_, word.size()) != word)
    Fail("expected a value");
  at_ += word.size();
  Add(kind);
}

void JsonDocument::SkipSpace() {
  while (*at_ == ' ' || *at_ == '\t' || *at_ == '\n' || *at_ == '\r') ++at_;
}

void JsonDocument::Expect(char c, const char* what) {
  if (*at_ != c) Fail(what);
  ++at_;
}

JsonDocument::Node& JsonDocument::Add(JsonValue::Kind kind) {
  nodes_.push_back({nullptr, 0, static_cast<uint32_t>(nodes_.size() + 1), kind});
  return nodes_.back();
}

void JsonDocument::Fail(const char* reason) const {
  const bool ended = at_ >= end_;
  throw Error(Code::kInvalidArgument, StrCat("not valid JSON at byte ", at_ - buffer_.data() + 1, ": ", reason,
                                             ended ? " (the record ends here)" : ""));
}

}  // namespace lethe
