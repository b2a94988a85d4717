#include "model/train/event_writer.h"

#include <gtest/gtest.h>

#include <cstring>

#include "proto/training.pb.h"
#include "tests/support/temp_dir.h"

namespace lethe {
namespace {

using EventWriterTest = testing::TempDir;

// Values of the CRC-32C test vectors of RFC 3720, section B.4.
TEST(Crc32c, MatchesTheRfcsVectors) {
  EXPECT_EQ(Crc32c(std::string(32, '\0')), 0x8a9136aau);
  EXPECT_EQ(Crc32c(std::string(32, '\xff')), 0x62a8ab43u);
  std::string rising;
  for (int i = 0; i < 32; ++i) rising += static_cast<char>(i);
  EXPECT_EQ(Crc32c(rising), 0x46dd794eu);
}

TEST_F(EventWriterTest, WritesRecordsThatTensorBoardReads) {
  {
    EventWriter writer(dir());
    writer.Write(7, {{"train/loss", 1.5}});
  }
  std::string bytes;
  for (const auto& entry : std::filesystem::directory_iterator(dir())) {
    if (entry.path().filename().string().starts_with("events.out.tfevents.")) bytes = ReadFile(entry.path());
  }
  std::vector<TensorboardEvent> events;
  for (size_t at = 0; at < bytes.size();) {
    uint64_t length = 0;
    ASSERT_LE(at + 12, bytes.size());
    std::memcpy(&length, bytes.data() + at, 8);
    ASSERT_LE(at + 16 + length, bytes.size());
    ASSERT_TRUE(events.emplace_back().ParseFromString(bytes.substr(at + 12, length)));
    uint32_t stored = 0;
    std::memcpy(&stored, bytes.data() + at + 12 + length, 4);
    const uint32_t crc = Crc32c(bytes.substr(at + 12, length));
    EXPECT_EQ(stored, ((crc >> 15) | (crc << 17)) + 0xa282ead8u);
    at += 16 + length;
  }
  ASSERT_EQ(events.size(), 2u);
  EXPECT_EQ(events[0].file_version(), "brain.Event:2");
  EXPECT_EQ(events[1].step(), 7);
  EXPECT_EQ(events[1].summary().value(0).tag(), "train/loss");
  EXPECT_FLOAT_EQ(events[1].summary().value(0).simple_value(), 1.5f);
}

TEST_F(EventWriterTest, WritesJsonLinesAndNullForNotANumber) {
  {
    EventWriter writer(dir());
    writer.Write(1, {{"a", 0.5}, {"b", std::nan("")}});
  }
  EXPECT_EQ(ReadFile(dir() / "metrics.jsonl"), "{\"step\":1,\"a\":0.5,\"b\":null}\n");
}

}  // namespace
}  // namespace lethe
