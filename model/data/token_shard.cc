#include "model/data/token_shard.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <string_view>
#include <utility>

#include "base/error.h"

namespace lethe {
namespace {

static_assert(std::endian::native == std::endian::little, "safetensors is little-endian");

constexpr char kFormat[] = "lethe-tokens-1";
constexpr uint8_t kMaxKind = static_cast<uint8_t>(TokenKind::kDerivation);
constexpr size_t kMaxHeaderBytes = size_t{1} << 20;

[[noreturn]] void Damaged(const Path& file, const std::string& what) {
  throw Error(Code::kDataLoss,
              StrCat("token shard ", file.string(), ": ", what, "; make it again with `lethe dataset tokenize`"));
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
  [[noreturn]] void Fail(const std::string& what) {
    Damaged(file_, StrCat("header, byte ", at_, ": ", what));
  }

  std::string_view text_;
  const Path& file_;
  size_t at_ = 0;
};

std::string_view HeaderText(const Path& path, std::span<const std::byte> bytes) {
  if (bytes.size() < 8) Damaged(path, StrCat("only ", bytes.size(), " bytes"));
  uint64_t length = 0;
  std::memcpy(&length, bytes.data(), sizeof length);
  if (length > kMaxHeaderBytes) Damaged(path, StrCat("is no token shard (header of ", length, " bytes)"));
  if (8 + length > bytes.size()) Damaged(path, StrCat("truncated inside its header of ", length, " bytes"));
  return {reinterpret_cast<const char*>(bytes.data()) + 8, length};
}

// The elements of one tensor inside the mapping, after checking type, shape and bounds.
template <typename T>
std::span<const T> View(const Path& path, const Header& header, std::span<const std::byte> data,
                        const std::string& name, const char* dtype) {
  const auto found = header.tensors.find(name);
  if (found == header.tensors.end()) Damaged(path, "has no tensor \"" + name + "\"");
  const TensorEntry& entry = found->second;
  if (entry.dtype != dtype) Damaged(path, StrCat("tensor ", name, " is ", entry.dtype, ", not ", dtype));
  if (entry.shape.size() != 1 || entry.data_offsets.size() != 2) Damaged(path, "tensor " + name + " is not a list");
  const uint64_t begin = entry.data_offsets[0], end = entry.data_offsets[1];
  if (begin > end || end - begin != entry.shape[0] * sizeof(T)) {
    Damaged(path, StrCat("tensor ", name, " has ", end - begin, " bytes for ", entry.shape[0], " elements"));
  }
  if (end > data.size()) {
    Damaged(path, StrCat("truncated: tensor ", name, " ends at byte ", end, " of ", data.size()));
  }
  const std::byte* first = data.data() + begin;
  if (reinterpret_cast<uintptr_t>(first) % alignof(T) != 0) Damaged(path, "tensor " + name + " is misaligned");
  return {reinterpret_cast<const T*>(first), entry.shape[0]};
}

void CheckOffsets(const Path& path, std::span<const int64_t> offsets, size_t documents, size_t tokens) {
  if (offsets.size() != documents + 1 || offsets.front() != 0 || offsets.back() != static_cast<int64_t>(tokens)) {
    Damaged(path, "doc_offsets does not span the tokens");
  }
  if (!std::is_sorted(offsets.begin(), offsets.end())) Damaged(path, "doc_offsets is not rising");
}

std::string Quoted(const std::string& text) {
  std::string out = "\"";
  for (char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
  }
  return out + "\"";
}

// One column of the file: its header entry and its bytes.
struct Column {
  const char* name;
  const char* dtype;
  size_t elements;
  std::string_view bytes;
};

template <typename T>
Column MakeColumn(const char* name, const char* dtype, const std::vector<T>& values) {
  return {name, dtype, values.size(),
          {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T)}};
}

std::string MakeHeader(const std::vector<Column>& columns, const std::map<std::string, std::string>& metadata) {
  std::string json = "{\"__metadata__\":{";
  for (const auto& [key, value] : metadata) json += Quoted(key) + ":" + Quoted(value) + ",";
  json.back() = '}';
  uint64_t at = 0;
  for (const Column& column : columns) {
    json += StrCat(",\"", column.name, "\":{\"dtype\":\"", column.dtype, "\",\"shape\":[", column.elements,
                   "],\"data_offsets\":[", at, ",", at + column.bytes.size(), "]}");
    at += column.bytes.size();
  }
  json += "}";
  json.resize((json.size() + 7) / 8 * 8, ' ');  // the data begins at a multiple of eight
  const uint64_t length = json.size();
  std::string header(8, '\0');
  std::memcpy(header.data(), &length, sizeof length);
  return header + json;
}

// Writes to a temporary and renames, so that a shard is whole or absent. Pieces are not joined: a shard may be large.
void WritePieces(const Path& path, const std::vector<std::string_view>& pieces) {
  const Path temporary = path.string() + ".tmp";
  const int fd = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (fd < 0) ThrowErrno("create", temporary);
  for (std::string_view piece : pieces) {
    while (!piece.empty()) {
      const ssize_t written = ::write(fd, piece.data(), std::min<size_t>(piece.size(), size_t{1} << 30));
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) {
        const int reason = errno;
        ::close(fd);
        ::unlink(temporary.c_str());
        errno = reason;
        ThrowErrno("write", temporary);
      }
      piece.remove_prefix(static_cast<size_t>(written));
    }
  }
  if (::fsync(fd) != 0 || ::close(fd) != 0) ThrowErrno("finish", temporary);
  std::filesystem::rename(temporary, path);
}

}  // namespace

TokenShard::TokenShard(const Path& file) : path_(file), file_(file) {
  const std::string_view text = HeaderText(file, file_.bytes());
  Header header = HeaderParser(text, file).Parse();
  metadata_ = std::move(header.metadata);
  if (metadata_["format"] != kFormat) Damaged(file, StrCat("is no token shard (format \"", metadata_["format"], "\")"));
  const auto data = file_.bytes().subspan(8 + text.size());
  offsets_ = View<int64_t>(file, header, data, "doc_offsets", "I64");
  tokens_ = View<int32_t>(file, header, data, "tokens", "I32");
  loss_weight_ = View<float>(file, header, data, "loss_weight", "F32");
  facts_ = View<int32_t>(file, header, data, "doc_facts", "I32");
  hops_ = View<int32_t>(file, header, data, "doc_hops", "I32");
  kinds_ = View<uint8_t>(file, header, data, "kinds", "U8");
  if (kinds_.size() != tokens_.size() || loss_weight_.size() != tokens_.size() || hops_.size() != facts_.size()) {
    Damaged(file, "tensors differ in length");
  }
  CheckOffsets(file, offsets_, facts_.size(), tokens_.size());
  if (std::any_of(kinds_.begin(), kinds_.end(), [](uint8_t kind) { return kind > kMaxKind; })) {
    Damaged(file, "tensor kinds holds an unknown kind");
  }
}

TokenShard::Document TokenShard::document(size_t index) const {
  LETHE_CHECK(index < documents(), "document ", index, " of ", documents());
  const size_t begin = static_cast<size_t>(offsets_[index]), length = document_length(index);
  return {tokens_.subspan(begin, length), kinds_.subspan(begin, length), loss_weight_.subspan(begin, length),
          facts_[index], hops_[index]};
}

std::vector<Path> ListTokenShards(const Path& path) {
  if (!std::filesystem::is_directory(path)) {
    if (!std::filesystem::exists(path)) throw Error(Code::kNotFound, StrCat("no token shard at ", path.string()));
    return {path};
  }
  std::vector<Path> files;
  for (const auto& entry : std::filesystem::directory_iterator(path)) {
    if (entry.path().extension() == ".safetensors") files.push_back(entry.path());
  }
  if (files.empty()) {
    throw Error(Code::kNotFound, StrCat("no *.safetensors in ", path.string(), "; make them with `lethe dataset tokenize`"));
  }
  std::sort(files.begin(), files.end());
  return files;
}

TokenShardWriter::TokenShardWriter(const Path& folder, std::map<std::string, std::string> metadata, size_t max_tokens)
    : folder_(folder), metadata_(std::move(metadata)), max_tokens_(max_tokens) {
  CreateDirectories(folder_);
  for (const auto& entry : std::filesystem::directory_iterator(folder_)) {
    if (entry.path().extension() != ".safetensors") continue;
    throw Error(Code::kAlreadyExists, StrCat(folder_.string(), " already holds ", entry.path().filename().string(),
                                             "; choose an empty folder or remove the old shards"));
  }
  metadata_["format"] = kFormat;
}

void TokenShardWriter::Add(const Sequence& sequence, int32_t facts, int32_t hops) {
  const size_t length = sequence.tokens.size();
  LETHE_CHECK(sequence.kinds.size() == length && sequence.loss_weight.size() == length, "tokens ", length, " kinds ",
              sequence.kinds.size(), " loss weights ", sequence.loss_weight.size());
  if (!facts_.empty() && tokens_.size() + length > max_tokens_) WriteShard();
  tokens_.insert(tokens_.end(), sequence.tokens.begin(), sequence.tokens.end());
  for (const TokenKind kind : sequence.kinds) kinds_.push_back(static_cast<uint8_t>(kind));
  loss_weight_.insert(loss_weight_.end(), sequence.loss_weight.begin(), sequence.loss_weight.end());
  offsets_.push_back(static_cast<int64_t>(tokens_.size()));
  facts_.push_back(facts);
  hops_.push_back(hops);
  ++documents_;
  total_tokens_ += length;
}

void TokenShardWriter::Finish() {
  if (!facts_.empty()) WriteShard();
}

void TokenShardWriter::WriteShard() {
  char name[32];
  std::snprintf(name, sizeof name, "shard-%05zu.safetensors", files_.size());
  // Widest elements first keeps every tensor aligned.
  const std::vector<Column> columns = {
      MakeColumn("doc_offsets", "I64", offsets_), MakeColumn("tokens", "I32", tokens_),
      MakeColumn("loss_weight", "F32", loss_weight_), MakeColumn("doc_facts", "I32", facts_),
      MakeColumn("doc_hops", "I32", hops_), MakeColumn("kinds", "U8", kinds_)};
  const std::string header = MakeHeader(columns, metadata_);
  std::vector<std::string_view> pieces = {header};
  for (const Column& column : columns) pieces.push_back(column.bytes);
  WritePieces(folder_ / name, pieces);
  files_.push_back(folder_ / name);
  tokens_.clear();
  kinds_.clear();
  loss_weight_.clear();
  offsets_.assign(1, 0);
  facts_.clear();
  hops_.clear();
}

}  // namespace lethe
