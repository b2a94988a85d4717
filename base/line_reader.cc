#include "base/line_reader.h"

#include "base/byte_stream.h"
#include "base/error.h"

namespace lethe {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

}  // namespace

struct LineReader::Source {
  explicit Source(const Path& path) : bytes(path) {}

  ByteStream bytes;
};

LineReader::LineReader(const Path& path, size_t max_line_bytes)
    : name_(path == "-" ? "stdin" : path.string()),
      max_line_bytes_(max_line_bytes),
      source_(std::make_unique<Source>(path)) {
  while (buffer_.size() < kByteOrderMark.size() && Fill()) {
  }
  if (std::string_view(buffer_).starts_with(kByteOrderMark)) begin_ = kByteOrderMark.size();
}

LineReader::~LineReader() = default;
LineReader::LineReader(LineReader&&) noexcept = default;

bool LineReader::Fill() {
  if (at_end_) return false;
  buffer_.erase(0, begin_);
  begin_ = 0;
  try {
    at_end_ = !source_->bytes.Read(buffer_);
  } catch (const Error& error) {
    if (error.code() != Code::kDataLoss) throw;
    throw Error(error.code(), StrCat(name_, ":", line_number_ + 1, ": ", error.what(), "; fetch or compress it again"));
  }
  return !at_end_;
}

void LineReader::CheckLength(size_t bytes) const {
  if (bytes <= max_line_bytes_) return;
  throw Error(Code::kResourceExhausted, StrCat(name_, ":", line_number_ + 1, ": line is longer than ", max_line_bytes_,
                                               " bytes; split it or leave it out"));
}

bool LineReader::Next(std::string_view& line) {
  size_t newline = buffer_.find('\n', begin_);
  while (newline == std::string::npos) {
    const size_t held = buffer_.size() - begin_;
    CheckLength(held);
    if (!Fill()) break;
    newline = buffer_.find('\n', held);
  }
  if (newline == std::string::npos && begin_ == buffer_.size()) return false;
  const bool ends_with_file = newline == std::string::npos;
  const size_t end = ends_with_file ? buffer_.size() : newline;
  CheckLength(end - begin_);
  line = std::string_view(buffer_).substr(begin_, end - begin_);
  if (line.ends_with('\r')) line.remove_suffix(1);
  begin_ = ends_with_file ? end : end + 1;
  ++line_number_;
  return true;
}

size_t LineReader::bytes_read() const {
  return source_->bytes.bytes_read();
}
size_t LineReader::bytes_total() const {
  return source_->bytes.bytes_total();
}
std::string LineReader::Where() const {
  return StrCat(name_, ":", line_number_);
}

}  // namespace lethe
