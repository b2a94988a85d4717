#include "base/line_reader.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include <cerrno>
#include <cstring>
#include <vector>

#include "base/error.h"

namespace lethe {

// Bytes of the file after decompression.
class LineReader::Source {
 public:
  explicit Source(const Path& path) : path_(path), input_(1 << 17) {
    fd_ = path == "-" ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd_ < 0) ThrowErrno("open", path);
    struct stat info {};
    if (::fstat(fd_, &info) == 0 && S_ISREG(info.st_mode)) total_ = static_cast<size_t>(info.st_size);
    if (::fstat(fd_, &info) == 0 && S_ISDIR(info.st_mode)) {
      throw Error(Code::kInvalidArgument, StrCat("cannot read ", path.string(), ": it is a folder, expected a file"));
    }
    Refill();
    DetectFormat();
  }
  ~Source() {
    if (format_ == Format::kGzip) inflateEnd(&gzip_);
    if (zstd_ != nullptr) ZSTD_freeDStream(zstd_);
    if (fd_ != STDIN_FILENO) ::close(fd_);
  }

  // Appends some bytes to `out`; false at the end of the stream. Throws kDataLoss with a bare reason.
  bool Read(std::string& out) {
    switch (format_) {
      case Format::kPlain:
        return ReadPlain(out);
      case Format::kGzip:
        return ReadGzip(out);
      case Format::kZstd:
        return ReadZstd(out);
    }
    return false;
  }
  size_t read() const { return read_; }
  size_t total() const { return total_; }

 private:
  enum class Format { kPlain, kGzip, kZstd };

  void Refill() {
    position_ = 0;
    filled_ = 0;
    ssize_t n;
    do {
      n = ::read(fd_, input_.data(), input_.size());
    } while (n < 0 && errno == EINTR);
    if (n < 0) ThrowErrno("read", path_);
    filled_ = static_cast<size_t>(n);
    read_ += filled_;
  }

  void DetectFormat() {
    const auto* p = reinterpret_cast<const unsigned char*>(input_.data());
    if (filled_ >= 2 && p[0] == 0x1f && p[1] == 0x8b) {
      format_ = Format::kGzip;
      if (inflateInit2(&gzip_, 15 + 16) != Z_OK) throw Error(Code::kInternal, "zlib refuses to start");
    } else if (filled_ >= 4 && p[0] == 0x28 && p[1] == 0xb5 && p[2] == 0x2f && p[3] == 0xfd) {
      format_ = Format::kZstd;
      zstd_ = ZSTD_createDStream();
    }
  }

  bool HasInput() {
    if (position_ == filled_) Refill();
    return filled_ > 0;
  }

  bool ReadPlain(std::string& out) {
    if (!HasInput()) return false;
    out.append(input_.data() + position_, filled_ - position_);
    position_ = filled_;
    return true;
  }

  bool ReadGzip(std::string& out) {
    if (!HasInput()) {
      if (!between_members_) throw Error(Code::kDataLoss, "truncated gzip stream");
      return false;
    }
    if (between_members_ && inflateReset(&gzip_) != Z_OK) throw Error(Code::kInternal, "zlib refuses to restart");
    between_members_ = false;
    char chunk[1 << 17];
    gzip_.next_in = reinterpret_cast<Bytef*>(input_.data() + position_);
    gzip_.avail_in = static_cast<uInt>(filled_ - position_);
    gzip_.next_out = reinterpret_cast<Bytef*>(chunk);
    gzip_.avail_out = sizeof chunk;
    const int status = inflate(&gzip_, Z_NO_FLUSH);
    if (status != Z_OK && status != Z_STREAM_END && status != Z_BUF_ERROR) throw Error(Code::kDataLoss, "damaged gzip stream");
    position_ = filled_ - gzip_.avail_in;
    out.append(chunk, sizeof chunk - gzip_.avail_out);
    between_members_ = status == Z_STREAM_END;
    return true;
  }

  bool ReadZstd(std::string& out) {
    if (!HasInput()) {
      if (frame_open_) throw Error(Code::kDataLoss, "truncated zstd stream");
      return false;
    }
    char chunk[1 << 17];
    ZSTD_inBuffer in{input_.data(), filled_, position_};
    ZSTD_outBuffer produced{chunk, sizeof chunk, 0};
    const size_t status = ZSTD_decompressStream(zstd_, &produced, &in);
    if (ZSTD_isError(status)) throw Error(Code::kDataLoss, StrCat("damaged zstd stream (", ZSTD_getErrorName(status), ")"));
    position_ = in.pos;
    frame_open_ = status != 0;
    out.append(chunk, produced.pos);
    return true;
  }

  Path path_;
  int fd_ = -1;
  Format format_ = Format::kPlain;
  std::vector<char> input_;
  size_t position_ = 0;
  size_t filled_ = 0;
  size_t read_ = 0;
  size_t total_ = 0;
  z_stream gzip_{};
  bool between_members_ = false;
  ZSTD_DStream* zstd_ = nullptr;
  bool frame_open_ = true;
};

LineReader::LineReader(const Path& path, size_t max_line_bytes)
    : path_(path), max_line_bytes_(max_line_bytes), source_(std::make_unique<Source>(path)) {
  while (buffer_.size() < 3 && Fill()) {
  }
  if (std::string_view(buffer_).starts_with("\xEF\xBB\xBF")) begin_ = 3;
}

LineReader::~LineReader() = default;
LineReader::LineReader(LineReader&&) noexcept = default;

bool LineReader::Fill() {
  if (at_end_) return false;
  if (begin_ > 0) {
    buffer_.erase(0, begin_);
    begin_ = 0;
  }
  if (buffer_.size() > max_line_bytes_) {
    throw Error(Code::kResourceExhausted, StrCat(path_.string(), ":", line_number_ + 1, ": line is longer than ", max_line_bytes_,
                                                 " bytes; split it or leave it out"));
  }
  try {
    at_end_ = !source_->Read(buffer_);
  } catch (const Error& error) {
    throw Error(error.code(), StrCat(path_.string(), ":", line_number_ + 1, ": ", error.what()));
  }
  return !at_end_;
}

bool LineReader::Next(std::string_view& line) {
  for (;;) {
    const size_t newline = buffer_.find('\n', begin_ + scanned_);
    const bool last = newline == std::string::npos && at_end_;
    if (newline != std::string::npos || (last && begin_ < buffer_.size())) {
      const size_t end = last ? buffer_.size() : newline;
      line = std::string_view(buffer_).substr(begin_, end - begin_);
      if (line.ends_with('\r')) line.remove_suffix(1);
      begin_ = last ? end : end + 1;
      scanned_ = 0;
      ++line_number_;
      return true;
    }
    if (last) return false;
    scanned_ = buffer_.size() - begin_;
    Fill();
  }
}

size_t LineReader::bytes_read() const { return source_->read(); }
size_t LineReader::bytes_total() const { return source_->total(); }
std::string LineReader::Where() const { return StrCat(path_.string(), ":", line_number_); }

}  // namespace lethe
