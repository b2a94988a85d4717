#include "model/data/token_source.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "base/error.h"
#include "model/data/key_noise.h"
#include "tests/support/small_model.h"
#include "tests/support/temp_dir.h"
#include "tests/support/throws_code.h"

namespace lethe {
namespace {

class TokenSourceTest : public testing::TempDir {
 protected:
  // Two shards of documents with 1 to 4 facts and 1 to 3 hops.
  TokenSourceTest() {
    TokenShardWriter writer(dir() / "shards", {}, 600);
    Random random(2);
    for (int i = 0; i < 40; ++i) {
      const int facts = 1 + i % 4;
      writer.Add(testing::RandomDocument(random, facts), facts, 1 + i % 3);
    }
    writer.Finish();
    EXPECT_GT(writer.files().size(), 1u);
    paths_ = {(dir() / "shards").string()};
  }

  static int Facts(const TokenDocument& document) {
    const auto question = std::find(document.kinds.begin(), document.kinds.end(), TokenKind::kQuestion);
    return static_cast<int>(std::count(document.kinds.begin(), question, TokenKind::kNumber));
  }
  static int Questions(const TokenDocument& document) {
    return static_cast<int>(std::count(document.tokens.begin(), document.tokens.end(), SpecialTokens::kQuestion));
  }

  static void ExpectContinuesExactly(const std::vector<std::string>& paths, const DrawLimits& limits) {
    TokenSource a(paths, 1), b(paths, 99);
    a.Draw(700, limits);
    b.Restore(a.State());
    const auto x = a.Draw(700, limits), y = b.Draw(700, limits);
    ASSERT_EQ(x.size(), y.size());
    for (size_t i = 0; i < x.size(); ++i)
      EXPECT_TRUE(std::equal(x[i].tokens.begin(), x[i].tokens.end(), y[i].tokens.begin(), y[i].tokens.end()));
  }

  std::vector<std::string> paths_;
};

TEST_F(TokenSourceTest, SeesTheDocumentsOfAllShards) {
  const TokenSource source(paths_, 1);
  EXPECT_EQ(source.documents(), 40u);
  EXPECT_EQ(source.First(1 << 20).size(), 40u);
}

TEST_F(TokenSourceTest, KeepsTheLimitsOfTheCurriculum) {
  TokenSource source(paths_, 1);
  for (const TokenDocument& document : source.Draw(3000, {2, 10, 1})) EXPECT_LE(Facts(document), 2);
}

TEST_F(TokenSourceTest, DrawsAtLeastTheTokensAskedFor) {
  TokenSource source(paths_, 1);
  size_t tokens = 0;
  for (const TokenDocument& document : source.Draw(500, {})) tokens += document.tokens.size();
  EXPECT_GE(tokens, 500u);
}

TEST_F(TokenSourceTest, MergesUpToTheLimits) {
  TokenSource source(paths_, 1);
  bool merged = false;
  for (const TokenDocument& document : source.Draw(5000, {6, 10, 3})) {
    EXPECT_LE(Facts(document), 6);
    EXPECT_LE(Questions(document), 3);
    merged |= Questions(document) > 1;
  }
  EXPECT_TRUE(merged);
}

class SiblingsTest : public TokenSourceTest {
 protected:
  // Six rows of three documents over the same facts, and six documents of their own.
  SiblingsTest() {
    TokenShardWriter writer(dir() / "rows", {}, 600);
    Random random(4);
    for (int row = 0; row < 12; ++row) {
      Sequence document = testing::RandomDocument(random, 3);
      for (int rank = 0; rank < (row < 6 ? 3 : 1); ++rank) {
        document.tokens[document.tokens.size() - 3] = 112 + rank;  // something else is derived
        writer.Add(document, 3, 1 + rank);
      }
    }
    writer.Finish();
    rows_ = {(dir() / "rows").string()};
  }

  // Documents drawn, by number of questions.
  std::map<int, int> Count(const DrawLimits& limits) {
    TokenSource source(rows_, 1);
    std::map<int, int> drawn;
    for (const TokenDocument& document : source.Draw(20000, limits)) {
      EXPECT_EQ(Facts(document), 3);
      ++drawn[Questions(document)];
    }
    return drawn;
  }

  std::vector<std::string> rows_;
};

TEST_F(SiblingsTest, AreDrawnTogetherAndAsOftenAsOtherDocuments) {
  std::map<int, int> drawn = Count({3, 10, 3});
  EXPECT_NEAR(static_cast<double>(drawn[3]) / static_cast<double>(drawn[1]), 1.0, 0.25);
  EXPECT_EQ(drawn[2], 0);
  EXPECT_GT(Count({3, 2, 3})[2], 0);  // the third of a row has too many hops
}

TEST_F(SiblingsTest, BeyondTheLimitComeInARunOfTheirOwn) {
  std::map<int, int> drawn = Count({3, 10, 2});
  EXPECT_NEAR(static_cast<double>(drawn[2]) / static_cast<double>(drawn[1]), 0.5,
              0.15);  // a pair, its third, and others
}

TEST_F(SiblingsTest, DocumentsWithoutFactsInSightAreNone) {
  TokenShardWriter writer(dir() / "bare", {}, 600);
  Random random(5);
  for (int i = 0; i < 8; ++i) writer.Add(testing::RandomDocument(random, 0), 1, 1);
  writer.Finish();
  rows_ = {(dir() / "bare").string()};
  TokenSource source(rows_, 1);
  std::set<std::vector<int32_t>> questions;
  std::set<std::set<std::vector<int32_t>>> drawn;
  for (const TokenDocument& document : source.Draw(20000, {2, 10, 2})) {
    std::set<std::vector<int32_t>> together;
    for (size_t i = 0; i + 5 < document.tokens.size(); ++i) {
      if (document.tokens[i] == SpecialTokens::kQuestion)
        together.emplace(document.tokens.begin() + static_cast<ptrdiff_t>(i),
                         document.tokens.begin() + static_cast<ptrdiff_t>(i) + 5);
    }
    questions.insert(together.begin(), together.end());
    drawn.insert(together);
  }
  EXPECT_EQ(questions.size(), 8u);
  EXPECT_GT(drawn.size(), 8u);  // any two may meet; as siblings each would meet but one
}

TEST_F(SiblingsTest, ContinueExactlyAfterRestore) {
  ExpectContinuesExactly(rows_, {8, 10, 4, 0.3});
}

TEST_F(TokenSourceTest, ContinuesExactlyAfterRestore) {
  for (const DrawLimits& limits : {DrawLimits{8, 10, 1}, DrawLimits{8, 10, 3}, DrawLimits{8, 10, 3, 0.5}})
    ExpectContinuesExactly(paths_, limits);
}

TEST_F(TokenSourceTest, KeyNoiseTakesTheLossOffTheShareOfKeysThatItExchanges) {
  for (const int questions : {1, 3}) {
    size_t keys = 0, silent = 0;
    TokenSource source(paths_, 1);
    for (const TokenDocument& document : source.Draw(20000, {8, 10, questions, 0.3})) {
      for (const TokenSpan& key : FindKeys(document)) {
        ++keys;
        silent += document.loss_weight[key.begin] == 0;
      }
    }
    EXPECT_NEAR(static_cast<double>(silent) / static_cast<double>(keys), 0.3, 0.06) << silent << " of " << keys;
  }
}

TEST_F(TokenSourceTest, ShardsOfAnotherVocabularyAreRefused) {
  EXPECT_NO_THROW(TokenSource(paths_, 1).CheckVocabulary(150));  // they do not say theirs
  TokenShardWriter writer(dir() / "other", {{"vocab_size", "99"}});
  Random random(2);
  writer.Add(testing::RandomDocument(random, 2), 2, 1);
  writer.Finish();
  const TokenSource source({(dir() / "other").string()}, 1);
  EXPECT_NO_THROW(source.CheckVocabulary(99));
  EXPECT_THAT([&] { source.CheckVocabulary(150); }, testing::ThrowsCode(Code::kFailedPrecondition, "99 tokens"));
}

TEST_F(TokenSourceTest, ShardsOfAnotherTokenizerAreRefused) {
  const auto write = [&](const char* name, const char* hash) {
    TokenShardWriter writer(dir() / name, {{"tokenizer_hash", hash}});
    Random random(2);
    writer.Add(testing::RandomDocument(random, 2), 2, 1);
    writer.Finish();
    return (dir() / name).string();
  };
  const std::string one = write("one", "00000000000000aa"), other = write("other", "00000000000000bb");
  EXPECT_FALSE(TokenSource(paths_, 1).CheckTokenizer({}));  // they do not say theirs
  const TokenSource source({paths_[0], one}, 1);
  const auto found = source.CheckTokenizer({});
  ASSERT_TRUE(found);
  EXPECT_EQ(found->hash, "00000000000000aa");
  EXPECT_EQ(found->file.parent_path(), one);
  EXPECT_EQ(source.CheckTokenizer({{"tokenizer.model", found->hash}})->file, "tokenizer.model");
  EXPECT_THAT(
      [&] {
        source.CheckTokenizer({{"tokenizer.model", "00000000000000bb"}});
      },
      testing::ThrowsCode(Code::kFailedPrecondition, "than that of tokenizer.model"));
  const TokenSource mixed({one, paths_[0], other}, 1);
  EXPECT_THAT([&] { mixed.CheckTokenizer({}); }, testing::ThrowsCode(Code::kFailedPrecondition, one));
  EXPECT_THAT([&] { mixed.CheckTokenizer({}); }, testing::ThrowsCode(Code::kFailedPrecondition, other));
}

TEST_F(TokenSourceTest, SaysWhenNoShardIsGiven) {
  EXPECT_THAT([] { TokenSource({}, 1); }, testing::ThrowsCode(Code::kInvalidArgument, "shard"));
}

}  // namespace
}  // namespace lethe
