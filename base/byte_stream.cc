#include "base/byte_stream.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <cerrno>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace lethe {
namespace {

constexpr size_t kChunkBytes = size_t{1} << 17;

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
  // Moves on without reading where the file can seek; false where it cannot.
  bool SkipTo(size_t bytes_ahead) {
    const size_t held = filled_ - position_;
    if (bytes_ahead <= held) {
      position_ += bytes_ahead;
      return true;
    }
    if (total_ == 0 || ::lseek(fd_, static_cast<off_t>(bytes_ahead - held), SEEK_CUR) < 0) return false;
    read_ += bytes_ahead - held;
    position_ = filled_ = 0;
    return true;
  }

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
// bare reason, to which the caller adds file and line.
class Decoder {
 public:
  virtual ~Decoder() = default;
  virtual bool Decode(FileChunks& in, std::string& out) = 0;
  virtual bool is_plain() const { return false; }
};

class PlainDecoder : public Decoder {
 public:
  bool Decode(FileChunks& in, std::string& out) override {
    const std::string_view bytes = in.Peek();
    out += bytes;
    in.Take(bytes.size());
    return !bytes.empty();
  }
  bool is_plain() const override { return true; }
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

std::string_view WithoutPacking(std::string_view name) {
  for (const std::string_view ending : {".gz", ".zst"}) {
    if (name.ends_with(ending)) name.remove_suffix(ending.size());
  }
  return name;
}

struct ByteStream::Source {
  explicit Source(const Path& path) : chunks(path), decoder(DecoderFor(chunks.Peek())) {}

  FileChunks chunks;
  std::unique_ptr<Decoder> decoder;
  std::string ahead;  // inflated and not yet given, after a skip
};

ByteStream::ByteStream(const Path& path) : source_(std::make_unique<Source>(path)) {}
ByteStream::~ByteStream() = default;
ByteStream::ByteStream(ByteStream&&) noexcept = default;
ByteStream& ByteStream::operator=(ByteStream&&) noexcept = default;

bool ByteStream::Read(std::string& out) {
  if (!source_->ahead.empty()) {
    out += source_->ahead;
    source_->ahead.clear();
    return true;
  }
  return source_->decoder->Decode(source_->chunks, out);
}

uint64_t ByteStream::Skip(uint64_t bytes) {
  uint64_t skipped = std::min<uint64_t>(bytes, source_->ahead.size());
  source_->ahead.erase(0, skipped);
  if (source_->decoder->is_plain() && source_->chunks.SkipTo(bytes - skipped)) return bytes;
  while (skipped < bytes) {
    std::string piece;
    if (!Read(piece)) break;
    const uint64_t dropped = std::min<uint64_t>(bytes - skipped, piece.size());
    skipped += dropped;
    source_->ahead = piece.substr(dropped);
  }
  return skipped;
}

size_t ByteStream::bytes_read() const {
  return source_->chunks.read();
}
size_t ByteStream::bytes_total() const {
  return source_->chunks.total();
}

}  // namespace lethe
