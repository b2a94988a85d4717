#include "retriever/stores/vector_record.h"

#include <gmock/gmock.h>

#include <bit>
#include <vector>

#include "base/random.h"
#include "tests/support/throws_code.h"

namespace lethe {
namespace {

using testing::ThrowsCode;

std::vector<float> RowWith(size_t dimension, double filled) {
  Random random(dimension + static_cast<uint64_t>(100 * filled));
  std::vector<float> row(dimension, 0.0f);
  for (float& x : row) {
    if (random.Chance(filled)) x = static_cast<float>(random.Normal());
  }
  return row;
}

TEST(VectorRecordTest, GivesBackEveryBit) {
  for (const size_t dimension : {1, 7, 8, 9, 64, 255, 256}) {
    for (const double filled : {0.0, 0.1, 0.5, 0.96, 1.0}) {
      std::vector<float> row = RowWith(dimension, filled);
      row[0] = -0.0f;
      std::string bytes;
      EncodeVector(row, bytes);
      EXPECT_LE(bytes.size(), dimension * sizeof(float));
      std::vector<float> back(dimension, 7.0f);
      DecodeVector(bytes, 3, back);
      for (size_t i = 0; i < dimension; ++i) {
        EXPECT_EQ(std::bit_cast<uint32_t>(back[i]), std::bit_cast<uint32_t>(row[i])) << dimension << " " << i;
      }
    }
  }
}

TEST(VectorRecordTest, ZerosTakeABitEach) {
  std::string bytes;
  EncodeVector(std::vector<float>(256, 0.0f), bytes);
  EXPECT_EQ(bytes.size(), 32u);
  EncodeVector(std::vector<float>(256, 1.0f), bytes);  // appends
  EXPECT_EQ(bytes.size(), 32u + 1024u);
}

TEST(VectorRecordTest, DamageIsNamed) {
  std::string bytes;
  const std::vector<float> row = RowWith(64, 0.3);
  EncodeVector(row, bytes);
  std::vector<float> back(64);
  for (const std::string& damaged :
       {std::string(), bytes.substr(0, 5), bytes.substr(0, bytes.size() - 1), bytes + "xxxx"}) {
    EXPECT_THAT([&] { DecodeVector(damaged, 77, back); }, ThrowsCode(Code::kDataLoss, "fact 77"));
  }
}

}  // namespace
}  // namespace lethe
