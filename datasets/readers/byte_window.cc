#include "datasets/readers/byte_window.h"

#include <algorithm>
#include <cstring>

#include "base/error.h"
#include "base/text.h"

namespace lethe {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

bool IsAscii(char c) {
  return static_cast<unsigned char>(c) < 0x80;
}

// The run of ASCII from `i` on, eight bytes at a time.
size_t EndOfAscii(std::string_view text, size_t i) {
  constexpr uint64_t kHighBits = 0x8080808080808080ULL;
  for (; i + 8 <= text.size(); i += 8) {
    uint64_t word;
    std::memcpy(&word, text.data() + i, sizeof word);
    if (word & kHighBits) break;
  }
  while (i < text.size() && IsAscii(text[i])) ++i;
  return i;
}

}  // namespace

ByteWindow::ByteWindow(const Path& path) : name_(path == "-" ? "stdin" : path.string()), stream_(path) {
  PassByteOrderMark();
}

void ByteWindow::PassByteOrderMark() {
  while (buffer_.size() < kByteOrderMark.size() && More()) {
  }
  if (buffer_.starts_with("\xFF\xFE") || buffer_.starts_with("\xFE\xFF")) {
    throw Error(Code::kInvalidArgument,
                StrCat(name_, ":1: the file is UTF-16; convert it: iconv -f UTF-16 -t UTF-8 < in > out"));
  }
  if (buffer_.starts_with(kByteOrderMark)) Take(kByteOrderMark.size(), 0);
}

bool ByteWindow::More() {
  // Moving what is unread costs little as long as it is less than what was read.
  if (begin_ > 0) {
    buffer_.erase(0, begin_);
    begin_ = 0;
  }
  try {
    return stream_.Read(buffer_);
  } catch (const Error& error) {
    if (error.code() != Code::kDataLoss) throw;
    throw Error(error.code(), StrCat(Where(), ": ", error.what(), "; fetch or compress it again"));
  }
}

void ByteWindow::Seek(uint64_t offset, uint64_t line) {
  if (offset == 0) return;  // the beginning, also where it is behind a byte-order mark
  if (offset < offset_)
    throw Error(Code::kInvalidArgument, StrCat(name_, ": ", offset, " is no place between records"));
  const uint64_t held = std::min<uint64_t>(offset - offset_, buffer_.size() - begin_);
  begin_ += held;
  const uint64_t missing = offset - offset_ - held;
  if (missing > 0 && stream_.Skip(missing) < missing) {
    throw Error(Code::kOutOfRange, StrCat(name_, ": position ", offset, " lies behind the end of the file"));
  }
  offset_ = offset;
  line_ = line;
}

std::string ByteWindow::Where() const {
  return name_ + ":" + std::to_string(line_);
}

size_t FindInvalidUtf8(std::string_view text) {
  for (size_t i = EndOfAscii(text, 0); i < text.size(); i = EndOfAscii(text, i)) {
    size_t end = i + 1;
    while (end < text.size() && !IsAscii(text[end])) ++end;
    // A stretch without ASCII holds whole characters only.
    if (!IsValidUtf8(text.substr(i, end - i))) return i;
    i = end;
  }
  return std::string_view::npos;
}

}  // namespace lethe
