#include "model/tokenizer/text_pieces.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>

#include "model/safetensors.h"
#include "tests/support/byte_tokenizer.h"
#include "tests/support/temp_dir.h"
#include "tests/support/throws_code.h"

namespace lethe {
namespace {

using ::testing::ElementsAre;
using testing::ThrowsCode;

class TextPiecesTest : public testing::TempDir {
 protected:
  Path Table() const { return dir() / "texts.safetensors"; }
  size_t Write(const std::vector<float>& vectors) {
    return WriteTextVectors(tokenizer_, texts_, {reinterpret_cast<const char*>(vectors.data()), vectors.size() * 4},
                            Table());
  }

  testing::ByteTokenizer tokenizer_;
  std::vector<VectorText> texts_ = {
      {"Who rides?", {}}, {"", {"", "", "", "Ann rides Ember."}}, {"", {"Ann", "mount", "Ember", ""}}};
};

TEST_F(TextPiecesTest, WritesTokensAsTheGrammarHasThem) {
  EXPECT_EQ(Write({1, 2, 3, 4, 5, 6}), 2u);
  const SafetensorsFile file(Table());
  const std::string_view offsets = file.Find("offsets").bytes, tokens = file.Find("tokens").bytes;
  std::vector<int64_t> offset(4);
  ASSERT_EQ(offsets.size(), 4 * sizeof(int64_t));
  std::memcpy(offset.data(), offsets.data(), offsets.size());
  std::vector<std::string> shown;
  for (size_t t = 0; t < 3; ++t) {
    std::vector<int32_t> text(static_cast<size_t>(offset[t + 1] - offset[t]));
    std::memcpy(text.data(), tokens.data() + offset[t] * 4, text.size() * 4);
    shown.push_back(testing::Show(text));
  }
  EXPECT_THAT(shown, ElementsAre("<question>Who rides?", "Ann rides Ember.", "Ann<|>mount<|>Ember"));
  EXPECT_THAT(file.Find("vectors").shape, ElementsAre(3, 2));
}

TEST_F(TextPiecesTest, RefusesVectorsOfOtherTexts) {
  EXPECT_THAT(
      [&] {
        Write({1, 2, 3, 4});
      },
      ThrowsCode(Code::kInvalidArgument, "no rows of floats for each of 3 texts"));
  EXPECT_THAT([&] { Write({}); }, ThrowsCode(Code::kInvalidArgument, "0 bytes"));
  // A byte more than three rows of two.
  EXPECT_THAT([&] { WriteTextVectors(tokenizer_, texts_, std::string(25, 'x'), Table()); },
              ThrowsCode(Code::kInvalidArgument, "25 bytes"));
  texts_.clear();
  EXPECT_THAT([&] { Write({1}); }, ThrowsCode(Code::kInvalidArgument, "no texts"));
}

}  // namespace
}  // namespace lethe
