#include "retriever/embedders/embedder_folder.h"

#include <gmock/gmock.h>

#include "retriever/knowledge_base.h"
#include "retriever/stores/store_folder.h"
#include "retriever/stores/store_life.h"
#include "tests/retriever/fact_samples.h"
#include "tests/support/small_dual_encoder.h"
#include "tests/support/source_tree.h"
#include "tests/support/temp_dir.h"
#include "tests/support/throws_code.h"

namespace lethe {
namespace {

namespace fs = std::filesystem;
using testing::SmallDualEncoder;
using testing::ThrowsCode;

class EmbedderFolderTest : public testing::TempDir {
 protected:
  EmbedderConfig Dual(const std::string& name, uint64_t seed) const {
    SmallDualEncoder(seed).Write(dir() / name);
    return NamedEmbedder((dir() / name).string());
  }
  // A store of one fact.
  Path Store(const EmbedderConfig& embedder) const {
    StoreConfig config;
    *config.mutable_embedder() = embedder;
    v1::Fact fact;
    fact.set_text("Oslo lies in Norway.");
    KnowledgeBase::Open(dir() / "store", config, OpenMode::kCreate)->PutBatch({fact});
    return dir() / "store";
  }
};

TEST_F(EmbedderFolderTest, TellsTheKindsApart) {
  EXPECT_TRUE(NamedEmbedder("hashed_ngrams").has_hashed_ngrams());
  EXPECT_TRUE(Dual("dual", 1).has_dual());
  const std::string bert = (testing::SourceTree() / "tests/retriever/data/bert_tiny").string();
  EXPECT_EQ(NamedEmbedder(bert).bert().folder(), bert);
  EXPECT_THAT([] { NamedEmbedder("nowhere"); }, ThrowsCode(Code::kNotFound, "nowhere/config.json"));
  WriteTemp("gpt/config.json", R"({"model_type": "gpt2"})");
  EXPECT_THAT([&] { NamedEmbedder((dir() / "gpt").string()); },
              ThrowsCode(Code::kInvalidArgument, "model_type \"gpt2\""));
  WriteTemp("broken/config.json", "{");
  EXPECT_THAT([&] { NamedEmbedder((dir() / "broken").string()); }, ThrowsCode(Code::kInvalidArgument, "no JSON"));
}

TEST_F(EmbedderFolderTest, TheFingerprintIsOfNamesAndBytes) {
  WriteTemp("a/x", "one");
  WriteTemp("a/y", "two");
  WriteTemp("b/x", "two");
  WriteTemp("b/y", "one");
  const auto of = [&](const char* folder, const std::vector<std::string>& files) {
    return FilesFingerprint(dir() / folder, files);
  };
  EXPECT_EQ(of("a", {"x", "y", "absent"}), of("a", {"x", "y"}));
  EXPECT_NE(of("a", {"x", "y"}), of("b", {"x", "y"}));
  EXPECT_NE(of("a", {"x"}), of("a", {"x", "y"}));
}

TEST_F(EmbedderFolderTest, AStoreKeepsItsEmbedder) {
  const Path store = Store(Dual("dual", 1));
  fs::remove_all(dir() / "dual");
  fs::rename(store, dir() / "moved");
  const auto base = KnowledgeBase::Open(dir() / "moved", {}, OpenMode::kWrite);
  EXPECT_EQ(base->embedder().dimension(), 8u);
  EXPECT_EQ(base->Pin()->Search("Where does Oslo lie?", 1).size(), 1u);
  EXPECT_TRUE(base->Pin()->Verify().ok());
  base->Snapshot(dir() / "snapshot");
  const auto copy = KnowledgeBase::Open(dir() / "snapshot", {}, OpenMode::kRead);
  EXPECT_EQ(copy->embedder().name(), base->embedder().name());
  EXPECT_EQ(copy->config().embedder().dual().folder(), (dir() / "snapshot/embedder").string());
}

TEST_F(EmbedderFolderTest, AnotherOneIsRefusedTheSameFromElsewhereIsNot) {
  const Path store = Store(Dual("dual", 1));
  StoreConfig config;
  *config.mutable_embedder() = Dual("other", 2);
  EXPECT_THAT([&] { KnowledgeBase::Open(store, config, OpenMode::kRead); },
              ThrowsCode(Code::kFailedPrecondition, "was built with embedder dual/8/"));
  *config.mutable_embedder() = Dual("again", 1);
  EXPECT_EQ(KnowledgeBase::Open(store, config, OpenMode::kRead)->Pin()->Stats().facts, 1u);
}

TEST_F(EmbedderFolderTest, ReembeddingExchangesTheFiles) {
  const Path store = Store(Dual("dual", 1));
  const EmbedderConfig other = Dual("other", 2);
  const ReembedReport report = ReembedStore(store, other);
  EXPECT_NE(report.before, report.after);
  fs::remove_all(dir() / "other");
  {
    const auto base = KnowledgeBase::Open(store, {}, OpenMode::kRead);
    EXPECT_EQ(base->embedder().name(), report.after);
    EXPECT_TRUE(base->Pin()->Verify().ok());
    EXPECT_EQ(base->Pin()->Search("Oslo", 1).size(), 1u);
  }
  ReembedStore(store, NamedEmbedder((store / "embedder").string()));  // its own, which the exchange must not lose
  EXPECT_EQ(KnowledgeBase::Open(store, {}, OpenMode::kRead)->embedder().name(), report.after);
  ReembedStore(store, NamedEmbedder("hashed_ngrams"));
  EXPECT_FALSE(fs::exists(store / "embedder"));
  EXPECT_EQ(ReadStoreFingerprint(store).embedder, "hashed_ngrams/256/3-5");
  EXPECT_TRUE(KnowledgeBase::Open(store, {}, OpenMode::kRead)->Pin()->Verify().ok());
}

TEST_F(EmbedderFolderTest, DamagedWeightsAreFound) {
  const Path store = Store(Dual("dual", 1));
  SmallDualEncoder(2).Write(store / "embedder");
  EXPECT_THAT([&] { KnowledgeBase::Open(store, {}, OpenMode::kRead); },
              ThrowsCode(Code::kDataLoss, "embedder dual/8/"));
}

}  // namespace
}  // namespace lethe
