#include "base/byte_stream.h"

#include <gmock/gmock.h>
#include <zstd.h>

#include "tests/support/temp_dir.h"
#include "tests/support/throws_code.h"

namespace lethe {
namespace {

using testing::ThrowsCode;

std::string Numbers(size_t count) {
  std::string text;
  for (size_t i = 0; i < count; ++i) text += std::to_string(i) + "\n";
  return text;
}

std::string Zstd(const std::string& text) {
  std::string out(ZSTD_compressBound(text.size()), '\0');
  out.resize(ZSTD_compress(out.data(), out.size(), text.data(), text.size(), 3));
  return out;
}

std::string Rest(ByteStream& stream) {
  std::string all;
  while (stream.Read(all)) {
  }
  return all;
}

class ByteStreamTest : public testing::TempDir {};

TEST_F(ByteStreamTest, GivesAllBytesPlainAndPacked) {
  const std::string text = Numbers(100'000);
  for (const std::string& stored : {text, Zstd(text)}) {
    ByteStream stream(WriteTemp("data", stored));
    EXPECT_EQ(Rest(stream), text);
    EXPECT_EQ(stream.bytes_read(), stored.size());
    EXPECT_EQ(stream.bytes_total(), stored.size());
  }
}

TEST_F(ByteStreamTest, SkippingLeavesTheRest) {
  const std::string text = Numbers(100'000);
  for (const std::string& stored : {text, Zstd(text)}) {
    for (const size_t skipped : {size_t{0}, size_t{5}, size_t{131'072}, size_t{300'001}, text.size()}) {
      ByteStream stream(WriteTemp("data", stored));
      std::string read;
      stream.Read(read);
      EXPECT_EQ(stream.Skip(skipped - std::min(skipped, read.size())), skipped - std::min(skipped, read.size()));
      if (skipped >= read.size()) {
        EXPECT_EQ(Rest(stream), text.substr(skipped)) << skipped;
      }
    }
  }
}

TEST_F(ByteStreamTest, APackedStreamSaysHowMuchThereWas) {
  ByteStream stream(WriteTemp("data", Zstd("twelve bytes")));
  EXPECT_EQ(stream.Skip(100), 12u);
  EXPECT_EQ(Rest(stream), "");
}

TEST(WithoutPackingTest, TakesTheEndingsOfPackedFilesOff) {
  EXPECT_EQ(WithoutPacking("facts.jsonl.zst"), "facts.jsonl");
  EXPECT_EQ(WithoutPacking("facts.gz"), "facts");
  EXPECT_EQ(WithoutPacking("facts.jsonl"), "facts.jsonl");
}

TEST_F(ByteStreamTest, ErrorsSayWhatIsWrong) {
  EXPECT_THAT([&] { ByteStream stream(dir() / "nothing"); }, ThrowsCode(Code::kNotFound, "nothing"));
  std::string cut = Zstd(Numbers(10'000));
  cut.resize(cut.size() / 2);
  EXPECT_THAT(
      [&] {
        ByteStream stream(WriteTemp("cut", cut));
        Rest(stream);
      },
      ThrowsCode(Code::kDataLoss, "truncated zstd stream"));
}

}  // namespace
}  // namespace lethe
