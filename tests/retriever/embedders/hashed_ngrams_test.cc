#include "retriever/embedders/hashed_ngrams.h"

#include <gmock/gmock.h>

#include <cmath>
#include <map>
#include <numeric>

#include "base/random.h"
#include "tests/support/throws_code.h"

namespace lethe {
namespace {

using testing::ThrowsCode;

HashedNgramsConfig Config(uint32_t dimension, uint32_t min_n, uint32_t max_n) {
  HashedNgramsConfig config;
  config.set_dimension(dimension);
  config.set_min_n(min_n);
  config.set_max_n(max_n);
  return config;
}

double Cosine(const Embedder& embedder, const char* a, const char* b) {
  const std::vector<float> x = embedder.EmbedOne(a), y = embedder.EmbedOne(b);
  return std::inner_product(x.begin(), x.end(), y.begin(), 0.0);
}

// The formula of the header, gram by gram, for ASCII words.
std::vector<double> ByDefinition(const std::vector<std::string>& words, size_t dimension, size_t min_n, size_t max_n) {
  std::map<std::string, int> counts;
  for (const std::string& word : words) {
    const std::string padded = " " + word + " ";
    for (size_t n = min_n; n <= max_n; ++n) {
      for (size_t i = 0; i + n <= padded.size(); ++i) ++counts[padded.substr(i, n)];
    }
  }
  std::vector<double> row(dimension, 0.0);
  for (const auto& [gram, count] : counts) {
    uint64_t hash = 0xcbf29ce484222325ULL;
    for (const char c : gram) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
    hash = SplitMix64(hash + gram.size());
    row[hash % dimension] += ((hash >> 63) != 0 ? -1 : 1) * (1 + std::log(count));
  }
  double square = 0;
  for (const double x : row) square += x * x;
  for (double& x : row) x /= std::sqrt(square);
  return row;
}

TEST(HashedNgramsTest, FollowsItsFormula) {
  const HashedNgrams embedder(Config(64, 2, 4));
  const std::vector<float> row = embedder.EmbedOne("Banana, BANANA split!");
  const std::vector<double> expected = ByDefinition({"banana", "banana", "split"}, 64, 2, 4);
  for (size_t i = 0; i < row.size(); ++i) EXPECT_NEAR(row[i], expected[i], 1e-5) << i;
}

TEST(HashedNgramsTest, NearSpellingsAreNearerThanOthers) {
  const HashedNgrams embedder(HashedNgramsConfig{});
  EXPECT_NEAR(Cosine(embedder, "Zürich", "zurich"), 1.0, 1e-6);
  EXPECT_GT(Cosine(embedder, "Shaftesbury", "Shaftsbury"), 0.5);
  EXPECT_LT(std::abs(Cosine(embedder, "Shaftesbury", "quantum")), 0.3);
}

TEST(HashedNgramsTest, NameTellsEveryParameter) {
  EXPECT_EQ(HashedNgrams(Config(64, 2, 4)).name(), "hashed_ngrams/64/2-4");
}

TEST(HashedNgramsTest, RefusesImpossibleParameters) {
  EXPECT_THAT([] { HashedNgrams(Config(0, 3, 5)); }, ThrowsCode(Code::kInvalidArgument, "dimension"));
  EXPECT_THAT([] { HashedNgrams(Config(64, 5, 3)); }, ThrowsCode(Code::kInvalidArgument, "min_n"));
  EXPECT_THAT([] { HashedNgrams(Config(64, 0, 3)); }, ThrowsCode(Code::kInvalidArgument, "min_n"));
}

}  // namespace
}  // namespace lethe
