#include "model/safetensors.h"

#include <bit>
#include <cstring>
#include <utility>

#include "base/error.h"

namespace lethe {
namespace {

static_assert(std::endian::native == std::endian::little, "safetensors is little-endian");

constexpr size_t kMaxHeaderBytes = size_t{64} << 20;

[[noreturn]] void Damaged(const Path& file, const std::string& what) {
  throw Error(Code::kDataLoss, StrCat("safetensors file ", file.string(), ": ", what, "; restore it or make it again"));
}

struct TensorEntry {
  std::string dtype;
  std::vector<uint64_t> shape;
  std::vector<uint64_t> data_offsets;
};

struct Header {
  std::map<std::string, TensorEntry> tensors;
  std::map<std::string, std::string> metadata;
};

// Reads the JSON that safetensors headers consist of: objects of strings and of flat lists of whole numbers.
class HeaderParser {
 public:
  HeaderParser(std::string_view text, const Path& file) : text_(text), file_(file) {}

  Header Parse() {
    Header header;
    ForEachKey([&](const std::string& name) {
      if (name == "__metadata__") {
        ForEachKey([&](const std::string& key) { header.metadata[key] = String(); });
      } else {
        header.tensors[name] = Tensor();
      }
    });
    SkipSpace();
    if (at_ != text_.size()) Fail("bytes after the end");
    return header;
  }

 private:
  template <typename OnKey>
  void ForEachKey(OnKey&& on_key) {
    Expect('{');
    if (Accept('}')) return;
    do {
      const std::string key = String();
      Expect(':');
      on_key(key);
    } while (Accept(','));
    Expect('}');
  }

  TensorEntry Tensor() {
    TensorEntry entry;
    ForEachKey([&](const std::string& key) {
      if (key == "dtype") {
        entry.dtype = String();
      } else if (key == "shape") {
        entry.shape = Numbers();
      } else if (key == "data_offsets") {
        entry.data_offsets = Numbers();
      } else {
        Fail("unknown key \"" + key + "\"");
      }
    });
    return entry;
  }

  std::vector<uint64_t> Numbers() {
    std::vector<uint64_t> numbers;
    Expect('[');
    if (Accept(']')) return numbers;
    do numbers.push_back(Number());
    while (Accept(','));
    Expect(']');
    return numbers;
  }

  uint64_t Number() {
    SkipSpace();
    const size_t begin = at_;
    uint64_t value = 0;
    for (; at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9'; ++at_) {
      if (value > (uint64_t{1} << 58)) Fail("number too large");
      value = value * 10 + static_cast<uint64_t>(text_[at_] - '0');
    }
    if (at_ == begin) Fail("expected a number");
    return value;
  }

  std::string String() {
    Expect('"');
    std::string value;
    while (at_ < text_.size() && text_[at_] != '"') {
      if (text_[at_] == '\\' && ++at_ >= text_.size()) break;
      value += text_[at_++];
    }
    if (at_ >= text_.size()) Fail("string without end");
    ++at_;
    return value;
  }

  void SkipSpace() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\t')) ++at_;
  }
  bool Accept(char c) {
    SkipSpace();
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  void Expect(char c) {
    if (!Accept(c)) Fail(StrCat("expected '", c, "'"));
  }
  [[noreturn]] void Fail(const std::string& what) { Damaged(file_, StrCat("header, byte ", at_, ": ", what)); }

  std::string_view text_;
  const Path& file_;
  size_t at_ = 0;
};

std::string_view HeaderText(const Path& path, std::span<const std::byte> bytes) {
  if (bytes.size() < 8) Damaged(path, StrCat("only ", bytes.size(), " bytes"));
  uint64_t length = 0;
  std::memcpy(&length, bytes.data(), sizeof length);
  if (length > kMaxHeaderBytes) Damaged(path, StrCat("is no safetensors file (header of ", length, " bytes)"));
  if (8 + length > bytes.size()) Damaged(path, StrCat("truncated inside its header of ", length, " bytes"));
  return {reinterpret_cast<const char*>(bytes.data()) + 8, length};
}

// The tensor of one header entry, after checking type, shape and bounds.
TensorView MakeView(const Path& path, const std::string& name, const TensorEntry& entry,
                    std::span<const std::byte> data) {
  const size_t element = DtypeBytes(entry.dtype);
  if (element == 0) Damaged(path, StrCat("tensor ", name, " has the unknown type ", entry.dtype));
  if (entry.data_offsets.size() != 2) Damaged(path, "tensor " + name + " has no data_offsets");
  uint64_t elements = 1;
  for (const uint64_t size : entry.shape) {
    if (__builtin_mul_overflow(elements, size, &elements)) Damaged(path, StrCat("tensor ", name, " has no size"));
  }
  const uint64_t begin = entry.data_offsets[0], end = entry.data_offsets[1];
  if (begin > end || (end - begin) % element != 0 || (end - begin) / element != elements) {
    Damaged(path, StrCat("tensor ", name, " has ", end - begin, " bytes for ", elements, " elements of ", entry.dtype));
  }
  if (end > data.size()) Damaged(path, StrCat("truncated: tensor ", name, " ends at byte ", end, " of ", data.size()));
  return {name,
          entry.dtype,
          {entry.shape.begin(), entry.shape.end()},
          {reinterpret_cast<const char*>(data.data()) + begin, end - begin}};
}

std::string Quoted(const std::string& text) {
  std::string out = "\"";
  for (char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
  }
  return out + "\"";
}

std::string MakeHeader(const std::vector<TensorView>& tensors, const std::map<std::string, std::string>& metadata) {
  std::string json = "{\"__metadata__\":{";
  for (const auto& [key, value] : metadata) json += (json.back() == '{' ? "" : ",") + Quoted(key) + ":" + Quoted(value);
  json += "}";
  uint64_t at = 0;
  for (const TensorView& tensor : tensors) {
    std::string shape;
    for (const int64_t size : tensor.shape) shape += StrCat(shape.empty() ? "" : ",", size);
    json += StrCat(",", Quoted(tensor.name), ":{\"dtype\":\"", tensor.dtype, "\",\"shape\":[", shape,
                   "],\"data_offsets\":[", at, ",", at + tensor.bytes.size(), "]}");
    at += tensor.bytes.size();
  }
  json += "}";
  json.resize((json.size() + 7) / 8 * 8, ' ');  // the data begins at a multiple of eight
  const uint64_t length = json.size();
  std::string header(8, '\0');
  std::memcpy(header.data(), &length, sizeof length);
  return header + json;
}

}  // namespace

size_t DtypeBytes(const std::string& dtype) {
  static const std::map<std::string, size_t> kBytes = {{"F64", 8}, {"I64", 8}, {"F32", 4},  {"I32", 4},
                                                       {"F16", 2}, {"I16", 2}, {"BF16", 2}, {"I16", 2},
                                                       {"U8", 1},  {"I8", 1},  {"BOOL", 1}};
  const auto found = kBytes.find(dtype);
  return found == kBytes.end() ? 0 : found->second;
}

SafetensorsFile::SafetensorsFile(const Path& file) : path_(file), file_(file) {
  const std::string_view text = HeaderText(file, file_.bytes());
  Header header = HeaderParser(text, file).Parse();
  metadata_ = std::move(header.metadata);
  const auto data = file_.bytes().subspan(8 + text.size());
  for (const auto& [name, entry] : header.tensors) tensors_[name] = MakeView(file, name, entry, data);
}

const TensorView& SafetensorsFile::Find(const std::string& name) const {
  const auto found = tensors_.find(name);
  if (found == tensors_.end()) Damaged(path_, "has no tensor \"" + name + "\"");
  return found->second;
}

void WriteSafetensors(const Path& file, const std::vector<TensorView>& tensors,
                      const std::map<std::string, std::string>& metadata) {
  const std::string header = MakeHeader(tensors, metadata);
  std::vector<std::string_view> pieces = {header};
  for (const TensorView& tensor : tensors) pieces.push_back(tensor.bytes);
  WriteFileAtomic(file, pieces);
}

}  // namespace lethe
