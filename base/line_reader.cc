#include "base/line_reader.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include <cerrno>
#include <vector>

#include "base/error.h"

namespace lethe {
namespace {

constexpr size_t kChunkBytes = size_t{1} << 17;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

// The bytes of a file as they lie on disk, a chunk at a time.
class FileChunks {
 public:
  explicit FileChunks(const Path& path) : path_(path), chunk_(kChunkBytes) {
    fd_ = path == "-" ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd_ < 0) ThrowErrno("open", path);
    struct stat info {};
    if (::fstat(fd_, &info) == 0 && S_ISREG(info.st_mode)) total_ = static_cast<size_t>(info.st_size);
  }
  ~FileChunks() {
    if (fd_ != STDIN_FILENO) ::close(fd_);
  }
  FileChunks(const FileChunks&) = delete;
  FileChunks& operator=(const FileChunks&) = delete;

  // What was read and not yet taken; reads on when there is nothing. Empty at the end of the file.
  std::string_view Peek() {
    if (position_ == filled_) Refill();
    return {chunk_.data() + position_, filled_ - position_};
  }
  void Take(size_t bytes) { position_ += bytes; }

  size_t read() const { return read_; }
  size_t total() const { return total_; }

 private:
  void Refill() {
    position_ = filled_ = 0;
    ssize_t n;
    do {
      n = ::read(fd_, chunk_.data(), chunk_.size());
    } while (n < 0 && errno == EINTR);
    if (n < 0) ThrowErrno("read", path_);
    filled_ = static_cast<size_t>(n);
    read_ += filled_;
  }

  Path path_;
  int fd_ = -1;
  std::vector<char> chunk_;
  size_t position_ = 0;
  size_t filled_ = 0;
  size_t read_ = 0;
  size_t total_ = 0;
};

// Inflates one chunk after the other. Decode appends to `out` and returns false at the end; it throws kDataLoss with a
// bare reason, to which the reader adds file and line.
class Decoder {
 public:
  virtual ~Decoder() = default;
  virtual bool Decode(FileChunks& in, std::string& out) = 0;
};

class PlainDecoder : public Decoder {
 public:
  bool Decode(FileChunks& in, std::string& out) override {
    const std::string_view bytes = in.Peek();
    out += bytes;
    in.Take(bytes.size());
    return !bytes.empty();
  }
};

class GzipDecoder : public Decoder {
 public:
  GzipDecoder() : produced_(kChunkBytes) {
    constexpr int kWindowBitsAndGzipHeader = 15 + 16;
    if (inflateInit2(&stream_, kWindowBitsAndGzipHeader) != Z_OK) throw Error(Code::kInternal, "zlib refuses to start");
  }
  ~GzipDecoder() override { inflateEnd(&stream_); }

  bool Decode(FileChunks& in, std::string& out) override {
    const std::string_view bytes = in.Peek();
    if (bytes.empty() && !between_members_) throw Error(Code::kDataLoss, "truncated gzip stream");
    if (bytes.empty()) return false;
    if (between_members_ && inflateReset(&stream_) != Z_OK) throw Error(Code::kInternal, "zlib refuses to restart");
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream_.avail_in = static_cast<uInt>(bytes.size());
    stream_.next_out = reinterpret_cast<Bytef*>(produced_.data());
    stream_.avail_out = static_cast<uInt>(produced_.size());
    const int status = inflate(&stream_, Z_NO_FLUSH);
    if (status != Z_OK && status != Z_STREAM_END) throw Error(Code::kDataLoss, "damaged gzip stream");
    in.Take(bytes.size() - stream_.avail_in);
    out.append(produced_.data(), produced_.size() - stream_.avail_out);
    between_members_ = status == Z_STREAM_END;
    return true;
  }

 private:
  z_stream stream_{};
  std::vector<char> produced_;
  bool between_members_ = false;  // gzip files may be concatenated
};

class ZstdDecoder : public Decoder {
 public:
  ZstdDecoder() : stream_(ZSTD_createDStream()), produced_(kChunkBytes) {
    if (stream_ == nullptr) throw Error(Code::kResourceExhausted, "zstd refuses to start");
  }
  ~ZstdDecoder() override { ZSTD_freeDStream(stream_); }

  bool Decode(FileChunks& in, std::string& out) override {
    const std::string_view bytes = in.Peek();
    if (bytes.empty() && !frame_open_) return false;
    // A full output means that zstd may hold more, even where the file has ended.
    if (bytes.empty() && !output_full_) throw Error(Code::kDataLoss, "truncated zstd stream");
    ZSTD_inBuffer source{bytes.data(), bytes.size(), 0};
    ZSTD_outBuffer target{produced_.data(), produced_.size(), 0};
    const size_t status = ZSTD_decompressStream(stream_, &target, &source);
    if (ZSTD_isError(status)) {
      throw Error(Code::kDataLoss, StrCat("damaged zstd stream (", ZSTD_getErrorName(status), ")"));
    }
    in.Take(source.pos);
    out.append(produced_.data(), target.pos);
    frame_open_ = status != 0;
    output_full_ = target.pos == target.size;
    return true;
  }

 private:
  ZSTD_DStream* stream_;
  std::vector<char> produced_;
  bool frame_open_ = false;  // zstd files may be concatenated
  bool output_full_ = false;
};

std::unique_ptr<Decoder> DecoderFor(std::string_view first_bytes) {
  if (first_bytes.starts_with("\x1F\x8B")) return std::make_unique<GzipDecoder>();
  if (first_bytes.starts_with("\x28\xB5\x2F\xFD")) return std::make_unique<ZstdDecoder>();
  return std::make_unique<PlainDecoder>();
}

}  // namespace

struct LineReader::Source {
  explicit Source(const Path& path) : chunks(path), decoder(DecoderFor(chunks.Peek())) {}

  FileChunks chunks;
  std::unique_ptr<Decoder> decoder;
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
    at_end_ = !source_->decoder->Decode(source_->chunks, buffer_);
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
  return source_->chunks.read();
}
size_t LineReader::bytes_total() const {
  return source_->chunks.total();
}
std::string LineReader::Where() const {
  return StrCat(name_, ":", line_number_);
}

}  // namespace lethe
