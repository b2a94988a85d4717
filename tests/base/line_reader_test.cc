#include "base/line_reader.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include <string>
#include <vector>

#include "base/random.h"
#include "base/text.h"
#include "tests/support/temp_dir.h"
#include "tests/support/throws_code.h"

namespace lethe {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::ThrowsCode;

std::vector<std::string> AllLines(const Path& file, size_t limit = LineReader::kDefaultMaxLineBytes) {
  LineReader reader(file, limit);
  std::vector<std::string> lines;
  for (std::string_view line; reader.Next(line);) lines.emplace_back(line);
  EXPECT_EQ(reader.line_number(), lines.size());
  return lines;
}

// The reader drops a '\r' before '\n'; comparisons of random bytes do the same.
std::string WithoutCarriageReturns(const std::string& text) {
  return ReplaceAll(text, "\r\n", "\n");
}

std::string Plain(const std::string& text) {
  return text;
}

std::string Gzip(const std::string& text) {
  z_stream stream{};
  deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
  std::string out(deflateBound(&stream, text.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

std::string Zstd(const std::string& text) {
  std::string out(ZSTD_compressBound(text.size()), '\0');
  ZSTD_CCtx* context = ZSTD_createCCtx();
  ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1);  // as the zstd program does
  out.resize(ZSTD_compress2(context, out.data(), out.size(), text.data(), text.size()));
  ZSTD_freeCCtx(context);
  return out;
}

struct Format {
  const char* name;
  std::string (*encode)(const std::string&);
  size_t magic_bytes;  // shorter files are not recognised
};
void PrintTo(const Format& format, std::ostream* out) {
  *out << format.name;
}

class LineReaderTest : public testing::TempDir, public ::testing::WithParamInterface<Format> {
 protected:
  Path Encoded(const std::string& text) { return WriteTemp("lines", GetParam().encode(text)); }
};

INSTANTIATE_TEST_SUITE_P(Formats, LineReaderTest,
                         ::testing::Values(Format{"plain", Plain, 0}, Format{"gzip", Gzip, 2}, Format{"zstd", Zstd, 4}),
                         [](const auto& info) { return info.param.name; });

TEST_P(LineReaderTest, SplitsAtNewlinesOnly) {
  EXPECT_THAT(AllLines(Encoded("a\n\nb\tc\n")), ElementsAre("a", "", "b\tc"));
  EXPECT_THAT(AllLines(Encoded("no newline at the end")), ElementsAre("no newline at the end"));
  EXPECT_THAT(AllLines(Encoded("")), IsEmpty());
  EXPECT_THAT(AllLines(Encoded("\n")), ElementsAre(""));
}

TEST_P(LineReaderTest, DropsCarriageReturnsAndTheByteOrderMark) {
  EXPECT_THAT(AllLines(Encoded("\xEF\xBB\xBF"
                               "a\r\nb\rc\r\n")),
              ElementsAre("a", "b\rc"));
  EXPECT_THAT(AllLines(Encoded("\xEF\xBB\xBF")), IsEmpty());
}

TEST_P(LineReaderTest, LinesMayBeLongerThanAnyBuffer) {
  Random random(3);
  std::vector<std::string> lines;
  std::string text;
  for (const size_t length : {size_t{1'000'000}, size_t{0}, size_t{131'072}, size_t{131'071}, size_t{3}}) {
    std::string line(length, 'x');
    for (char& c : line) c = static_cast<char>('a' + random.Below(26));
    text += line + "\n";
    lines.push_back(std::move(line));
  }
  EXPECT_EQ(AllLines(Encoded(text)), lines);
}

// Sizes around the reader's chunks, where a decompressor may hold output back after the last input byte was taken.
TEST_P(LineReaderTest, EndsWellWhateverTheSize) {
  for (const size_t repeats : {13'107, 13'108, 26'214, 26'215, 39'321, 300'000}) {
    std::string text;
    for (size_t i = 0; i < repeats; ++i) text += "123456789\n";
    LineReader reader(Encoded(text));
    size_t count = 0;
    for (std::string_view line; reader.Next(line); ++count) ASSERT_EQ(line, "123456789");
    EXPECT_EQ(count, repeats);
  }
}

TEST_P(LineReaderTest, EndsWellForDataThatDoesNotCompress) {
  Random random(4);
  for (const size_t size : {100'000, 131'072, 200'000, 262'144, 300'001}) {
    std::string text(size, '\0');
    for (char& c : text) c = static_cast<char>(random.Below(256));
    text[0] = 'x';  // no magic number
    text.back() = '\n';
    std::string again;
    LineReader reader(Encoded(text));
    for (std::string_view line; reader.Next(line);) (again += line) += '\n';
    EXPECT_EQ(WithoutCarriageReturns(again), WithoutCarriageReturns(text)) << size << " bytes";
  }
}

TEST_P(LineReaderTest, LimitNamesTheLine) {
  const Path file = Encoded("short\n" + std::string(101, 'x') + "\n");
  EXPECT_THAT([&] { AllLines(file, 100); }, ThrowsCode(Code::kResourceExhausted, file.string() + ":2: line is longer"));
  EXPECT_EQ(AllLines(file, 101).size(), 2u);
}

TEST_P(LineReaderTest, CountsLinesAndBytes) {
  const Path file = Encoded("a\nb\n");
  LineReader reader(file);
  std::string_view line;
  reader.Next(line);
  reader.Next(line);
  EXPECT_EQ(reader.Where(), file.string() + ":2");
  EXPECT_EQ(reader.bytes_total(), std::filesystem::file_size(file));
  EXPECT_EQ(reader.bytes_read(), reader.bytes_total());
}

TEST_P(LineReaderTest, ReadsStdin) {
  const Path file = Encoded("a\nb\n");
  const int saved = ::dup(STDIN_FILENO);
  const int opened = ::open(file.c_str(), O_RDONLY);
  ::dup2(opened, STDIN_FILENO);
  ::close(opened);
  const std::vector<std::string> lines = AllLines("-");
  if (saved >= 0) {
    ::dup2(saved, STDIN_FILENO);
    ::close(saved);
  }
  EXPECT_THAT(lines, ElementsAre("a", "b"));
}

TEST_P(LineReaderTest, ReadsConcatenatedFiles) {
  const Path file = WriteTemp("two", GetParam().encode("a\nb") + GetParam().encode("c\nd\n"));
  EXPECT_THAT(AllLines(file), ElementsAre("a", "bc", "d"));
}

class CompressedLineReaderTest : public LineReaderTest {};

INSTANTIATE_TEST_SUITE_P(Formats, CompressedLineReaderTest,
                         ::testing::Values(Format{"gzip", Gzip, 2}, Format{"zstd", Zstd, 4}),
                         [](const auto& info) { return info.param.name; });

TEST_P(CompressedLineReaderTest, TruncationIsAnErrorAtEveryLength) {
  const std::string whole = GetParam().encode("first\nsecond\nthird\n");
  for (size_t length = GetParam().magic_bytes; length < whole.size(); ++length) {
    const Path file = WriteTemp("cut", whole.substr(0, length));
    EXPECT_THAT([&] { AllLines(file); }, ThrowsCode(Code::kDataLoss, file.string() + ":")) << length << " bytes";
  }
}

TEST_P(CompressedLineReaderTest, DamageIsAnErrorThatNamesTheLine) {
  std::string text;
  for (int i = 0; i < 100'000; ++i) text += std::to_string(i) + "\n";
  std::string bytes = GetParam().encode(text);
  for (size_t i = bytes.size() / 2; i < bytes.size() / 2 + 64; ++i) bytes[i] = static_cast<char>(~bytes[i]);
  const Path file = WriteTemp("damaged", bytes);
  EXPECT_THAT([&] { AllLines(file); }, ThrowsCode(Code::kDataLoss, "damaged"));
}

using LineReaderErrorTest = testing::TempDir;

TEST_F(LineReaderErrorTest, AbsentFilesAndFoldersAreNamed) {
  EXPECT_THAT([&] { LineReader reader(dir() / "none.jsonl"); }, ThrowsCode(Code::kNotFound, "none.jsonl"));
  EXPECT_THAT([&] { LineReader reader(dir()); }, ThrowsCode(Code::kInvalidArgument, dir().string()));
}

}  // namespace
}  // namespace lethe
