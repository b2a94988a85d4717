#include "retriever/embedders/embedder_folder.h"

#include <gmock/gmock.h>

#include "tests/support/small_dual_encoder.h"
#include "tests/support/source_tree.h"
#include "tests/support/temp_dir.h"
#include "tests/support/throws_code.h"

namespace lethe {
namespace {

using testing::SmallDualEncoder;
using testing::ThrowsCode;

class EmbedderFolderTest : public testing::TempDir {
 protected:
  EmbedderConfig Dual(const std::string& name, uint64_t seed) const {
    SmallDualEncoder(seed).Write(dir() / name);
    return NamedEmbedder((dir() / name).string());
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

}  // namespace
}  // namespace lethe
