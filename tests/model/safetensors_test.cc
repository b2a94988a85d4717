#include "model/safetensors.h"

#include <gtest/gtest.h>

#include <cstring>
#include <iterator>

#include "base/random.h"
#include "tests/support/file_size_limit.h"
#include "tests/support/temp_dir.h"
#include "tests/support/throws_code.h"

namespace lethe {
namespace {

using testing::ThrowsCode;

class SafetensorsTest : public testing::TempDir {
 protected:
  SafetensorsTest() {
    WriteSafetensors(File(), {{"matrix", "F32", {2, 3}, Bytes(floats_)}, {"list", "U8", {3}, "abc"}},
                     {{"made by", "a \"test\""}});
  }
  Path File() const { return dir() / "x.safetensors"; }
  static std::string_view Bytes(const std::vector<float>& v) {
    return {reinterpret_cast<const char*>(v.data()), v.size() * sizeof(float)};
  }

  std::vector<float> floats_ = {1, 2, 3, 4, 5, 6};
};

TEST_F(SafetensorsTest, RoundTrips) {
  const SafetensorsFile file(File());
  EXPECT_EQ(file.tensors().size(), 2u);
  EXPECT_EQ(file.Find("matrix").shape, (std::vector<int64_t>{2, 3}));
  EXPECT_EQ(file.Find("matrix").bytes, Bytes(floats_));
  EXPECT_EQ(file.Find("list").bytes, "abc");
  EXPECT_EQ(file.metadata().at("made by"), "a \"test\"");
}

// The layout of the format's own documentation: length, JSON header, data.
TEST_F(SafetensorsTest, ReadsAFileWrittenByAnotherProgram) {
  const std::string header = R"({"t": {"shape": [2], "dtype": "I32", "data_offsets": [0, 8]}})";
  std::string bytes(8, '\0');
  const uint64_t length = header.size();
  std::memcpy(bytes.data(), &length, 8);
  const int32_t values[] = {7, -1};
  bytes += header + std::string(reinterpret_cast<const char*>(values), 8);
  WriteFileAtomic(File(), bytes);
  EXPECT_EQ(SafetensorsFile(File()).Find("t").bytes, std::string_view(reinterpret_cast<const char*>(values), 8));
}

TEST_F(SafetensorsTest, NamesWhatIsMissingOrWrong) {
  EXPECT_THAT([&] { SafetensorsFile(File()).Find("other"); }, ThrowsCode(Code::kDataLoss, "no tensor \"other\""));
  WriteSafetensors(File(), {{"bad", "F32", {5}, "1234"}}, {});
  EXPECT_THAT([&] { SafetensorsFile file(File()); }, ThrowsCode(Code::kDataLoss, "tensor bad has 4 bytes for 5"));
}

TEST_F(SafetensorsTest, WritersOfOneFileHaveTemporariesOfTheirOwn) {
  CreateDirectories(dir() / "x.safetensors.tmp");  // no name that a writer may count on
  WriteSafetensors(File(), {{"list", "U8", {2}, "de"}}, {});
  EXPECT_EQ(SafetensorsFile(File()).Find("list").bytes, "de");
}

TEST_F(SafetensorsTest, AFullDiskLeavesTheOldFileAndNoTemporary) {
  const std::string before = ReadFile(File());
  const std::vector<float> many(1000, 1);
  {
    const testing::FileSizeLimit full(1000);
    EXPECT_THAT(
        [&] {
          WriteSafetensors(File(), {{"many", "F32", {1000}, Bytes(many)}}, {});
        },
        ThrowsCode(Code::kResourceExhausted, "x.safetensors"));
  }
  EXPECT_EQ(ReadFile(File()), before);
  const std::filesystem::directory_iterator files(dir());
  EXPECT_EQ(std::distance(begin(files), end(files)), 1);
}

TEST_F(SafetensorsTest, EveryTruncationIsAnError) {
  const std::string whole = ReadFile(File());
  for (size_t size = 0; size < whole.size(); ++size) {
    WriteFileAtomic(File(), whole.substr(0, size));
    EXPECT_THAT([&] { SafetensorsFile file(File()); }, ThrowsCode(Code::kDataLoss, "x.safetensors")) << size;
  }
}

TEST_F(SafetensorsTest, FlippedBitsInTheHeaderNeverCrash) {
  const std::string whole = ReadFile(File());
  Random random(1);
  for (int i = 0; i < 500; ++i) {
    std::string damaged = whole;
    damaged[8 + random.Below(120)] ^= static_cast<char>(1 << random.Below(8));
    WriteFileAtomic(File(), damaged);
    try {
      SafetensorsFile file(File());
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), Code::kDataLoss);
    }
  }
}

}  // namespace
}  // namespace lethe
