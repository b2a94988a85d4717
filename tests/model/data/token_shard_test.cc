#include "model/data/token_shard.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "base/error.h"
#include "base/random.h"
#include "base/text.h"
#include "tests/support/temp_dir.h"
#include "tests/support/throws_code.h"

namespace lethe {
namespace {

class TokenShardTest : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ =
        std::filesystem::temp_directory_path() /
        StrCat("token_shard_test_", ::getpid(), "_", ::testing::UnitTest::GetInstance()->current_test_info()->name());
    std::filesystem::remove_all(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  static Sequence MakeSequence(Random& random) {
    Sequence sequence;
    const size_t length = 1 + random.Below(40);
    for (size_t i = 0; i < length; ++i) {
      sequence.tokens.push_back(static_cast<int32_t>(random.Below(4096)));
      sequence.kinds.push_back(static_cast<TokenKind>(random.Below(5)));
      sequence.loss_weight.push_back(static_cast<float>(random.Uniform()));
    }
    return sequence;
  }

  std::vector<Sequence> WriteDocuments(size_t count, size_t max_tokens) {
    Random random(7);
    std::vector<Sequence> written;
    TokenShardWriter writer(folder_, {{"vocab_size", "4096"}}, max_tokens);
    for (size_t i = 0; i < count; ++i) {
      written.push_back(MakeSequence(random));
      writer.Add(written.back(), static_cast<int32_t>(i), static_cast<int32_t>(i % 3 + 1));
    }
    writer.Finish();
    return written;
  }

  static std::string Bytes(const Path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  static void Overwrite(const Path& path, const std::string& bytes) {
    std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
  }
  static Code CodeOfOpening(const Path& path) {
    try {
      TokenShard shard(path);
    } catch (const Error& error) {
      EXPECT_NE(std::string(error.what()).find(path.filename().string()), std::string::npos) << error.what();
      return error.code();
    }
    return Code::kOk;
  }

  Path folder_;
};

TEST_F(TokenShardTest, ReturnsWhatWasWrittenAcrossSeveralFiles) {
  const std::vector<Sequence> written = WriteDocuments(100, 500);
  const std::vector<Path> files = ListTokenShards(folder_);
  ASSERT_GT(files.size(), 2u);
  size_t at = 0;
  for (const Path& file : files) {
    const TokenShard shard(file);
    EXPECT_LE(shard.tokens(), 500u);
    EXPECT_EQ(shard.metadata().at("vocab_size"), "4096");
    for (size_t d = 0; d < shard.documents(); ++d, ++at) {
      const TokenShard::Document document = shard.document(d);
      const Sequence& expected = written.at(at);
      ASSERT_EQ(std::vector<int32_t>(document.tokens.begin(), document.tokens.end()), expected.tokens);
      ASSERT_EQ(std::vector<float>(document.loss_weight.begin(), document.loss_weight.end()), expected.loss_weight);
      for (size_t i = 0; i < expected.kinds.size(); ++i) {
        ASSERT_EQ(document.kinds[i], static_cast<uint8_t>(expected.kinds[i]));
      }
      EXPECT_EQ(document.facts, static_cast<int32_t>(at));
      EXPECT_EQ(document.hops, static_cast<int32_t>(at % 3 + 1));
      EXPECT_EQ(shard.document_length(d), expected.tokens.size());
    }
  }
  EXPECT_EQ(at, written.size());
}

TEST_F(TokenShardTest, ADocumentLargerThanAShardGetsOneOfItsOwn) {
  WriteDocuments(3, 1);
  EXPECT_EQ(ListTokenShards(folder_).size(), 3u);
}

TEST_F(TokenShardTest, RefusesAFolderThatHoldsShards) {
  WriteDocuments(3, 100);
  try {
    TokenShardWriter writer(folder_, {});
    FAIL() << "overwrote shards";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), Code::kAlreadyExists);
  }
}

TEST_F(TokenShardTest, EveryTruncationIsAnError) {
  WriteDocuments(4, 1000);
  const Path file = folder_ / "shard-00000.safetensors";
  const std::string bytes = Bytes(file);
  for (size_t length = 0; length < bytes.size(); length += 13) {
    Overwrite(file, bytes.substr(0, length));
    ASSERT_EQ(CodeOfOpening(file), Code::kDataLoss) << length;
  }
  Overwrite(file, bytes);
  EXPECT_EQ(CodeOfOpening(file), Code::kOk);
}

TEST_F(TokenShardTest, ADamagedHeaderNeverCrashes) {
  WriteDocuments(4, 1000);
  const Path file = folder_ / "shard-00000.safetensors";
  const std::string bytes = Bytes(file);
  Random random(3);
  for (int round = 0; round < 400; ++round) {
    std::string damaged = bytes;
    damaged[random.Below(600)] = static_cast<char>(random.Below(256));
    Overwrite(file, damaged);
    const Code code = CodeOfOpening(file);  // harmless where it hits metadata; otherwise named
    EXPECT_TRUE(code == Code::kOk || code == Code::kDataLoss);
  }
}

TEST_F(TokenShardTest, RefusesAnUnknownKindAndAForeignFile) {
  WriteDocuments(1, 1000);
  const Path file = folder_ / "shard-00000.safetensors";
  std::string bytes = Bytes(file);
  bytes.back() = 9;  // kinds is the last tensor
  Overwrite(file, bytes);
  EXPECT_EQ(CodeOfOpening(file), Code::kDataLoss);
  const std::string header = R"({"__metadata__":{"format":"pt"}})";
  std::string foreign(8, '\0');
  foreign[0] = static_cast<char>(header.size());
  Overwrite(file, foreign + header);
  EXPECT_EQ(CodeOfOpening(file), Code::kDataLoss);
}

class ShardPartsTest : public TokenShardTest {
 protected:
  void SetUp() override {
    TokenShardTest::SetUp();
    std::filesystem::create_directories(folder_);
  }
  // Names alone matter.
  void Make(const std::vector<std::string>& names) {
    for (const std::string& name : names) Overwrite(folder_ / (name + ".safetensors"), "");
  }
  void ExpectRefused(const std::string& message) {
    EXPECT_THAT([&] { ListTokenShards(folder_); }, testing::ThrowsCode(Code::kFailedPrecondition, message));
  }
};

TEST_F(ShardPartsTest, AllOfACutAreThere) {
  Make({"shard-00000-of-00003-00000", "shard-00000-of-00003-00001", "shard-00002-of-00003-00000", "more", "more-1"});
  ExpectRefused("lacks part 1 of the 3 of \"shard\": make it with `lethe dataset tokenize --shard 1/3`");
  EXPECT_EQ(ListTokenShards(folder_ / "more.safetensors").size(), 1u);  // a file by its name is what was asked for
  Make({"shard-00001-of-00003-00000"});
  EXPECT_EQ(ListTokenShards(folder_).size(), 6u);
}

TEST_F(ShardPartsTest, APartWithoutDocumentsHasNoShard) {
  Make({"shard-00000-of-00002-00000"});
  Overwrite(folder_ / "part-00001-of-00002.done", "3 examples, 10 tokens\n");
  ExpectRefused("lacks part 1 of the 2");  // they were lost
  Overwrite(folder_ / "part-00001-of-00002.done", "0 examples, 0 tokens\n");
  EXPECT_EQ(ListTokenShards(folder_).size(), 1u);
}

TEST_F(ShardPartsTest, OneSetIsNotThereInTwoCuts) {
  Make({"shard-00000-of-00001-00000", "shard-00000-of-00002-00000", "shard-00001-of-00002-00000"});
  ExpectRefused("twice");
  std::filesystem::remove(folder_ / "shard-00000-of-00001-00000.safetensors");
  Make({"shard-00000"});
  ExpectRefused("twice");
}

TEST_F(TokenShardTest, TokenizersHaveTheHashOfTheirBytes) {
  const testing::ScopedTempDir temporary;
  WriteFileAtomic(temporary.path() / "a", "abc");
  WriteFileAtomic(temporary.path() / "b", "abd");
  const std::string hash = TokenizerHash(temporary.path() / "a");
  EXPECT_EQ(hash.size(), 16u);
  EXPECT_EQ(std::stoull(hash, nullptr, 16), StableHash("abc"));
  EXPECT_NE(TokenizerHash(temporary.path() / "b"), hash);
}

TEST_F(TokenShardTest, AnAbsentPathIsNotFound) {
  EXPECT_THROW(ListTokenShards(folder_ / "none"), Error);
  std::filesystem::create_directories(folder_);
  EXPECT_THROW(ListTokenShards(folder_), Error);
}

}  // namespace
}  // namespace lethe
