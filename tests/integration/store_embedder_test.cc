// Stores with other embedders by the command line: `lethe` hands those over that need LibTorch, and an embedder that
// `lethe train` made works in both programs.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "base/file.h"
#include "tests/support/program.h"
#include "tests/support/source_tree.h"
#include "tests/support/temp_dir.h"

namespace lethe {
namespace {

using nlohmann::json;
using testing::ProgramRun;

constexpr const char* kFacts = R"({"subject": "Ann Lee", "relation": "place of birth", "object": "Oslo"})"
                               "\n"
                               R"({"text": "The capital city of Norway is Oslo."})"
                               "\n";

class StoreEmbedderTest : public testing::TempDir {
 protected:
  static json Lethe(const std::vector<std::string>& arguments, const std::string& input = "") {
    const ProgramRun run = testing::RunProgram(LETHE_PROGRAM, arguments, input);
    EXPECT_EQ(run.exit_code, 0) << run.err;
    return json::parse(run.out, nullptr, false);
  }
  json Stats() const { return Lethe({"store", "stats", "--store", At("store"), "--json"}); }
  std::string At(const std::string& name) const { return (dir() / name).string(); }
  static std::string Bert() { return (testing::SourceTree() / "tests/retriever/data/bert_tiny").string(); }
};

TEST_F(StoreEmbedderTest, ABertFolderServesAStore) {
  const json imported = Lethe({"store", "import", "-", "--store", At("store"), "--embedder", Bert(), "--json"}, kFacts);
  EXPECT_EQ(imported["added"], 2);
  EXPECT_EQ(Stats()["dimension"], 24);
  EXPECT_EQ(Stats()["embedder"].get<std::string>().substr(0, 8), "bert/24/");
  // From standard input too, which must reach the engine unread.
  const json put = Lethe({"store", "put", "--store", At("store"), "--json"}, R"({"text": "A river."})");
  EXPECT_EQ(put["added"], 1);
  const json found = Lethe(
      {"store", "search", "--store", At("store"), "the capital city of norway is oslo.", "--mode", "dense", "--json"});
  EXPECT_EQ(found["hits"][0]["text"], "The capital city of Norway is Oslo.") << found;
  EXPECT_EQ(Lethe({"store", "verify", "--store", At("store"), "--json"})["ok"], true);

  const ProgramRun refused = testing::RunProgram(
      LETHE_PROGRAM, {"store", "import", "-", "--store", At("store"), "--embedder", Bert() + "_cls"});
  EXPECT_EQ(refused.exit_code, 1);
  EXPECT_NE(refused.err.find("was built with embedder bert/24/mean"), std::string::npos) << refused.err;

  const json reembedded = Lethe({"store", "reembed", "--store", At("store"), "--embedder", "hashed_ngrams", "--json"});
  EXPECT_EQ(reembedded["facts"], 3);
  EXPECT_EQ(Stats()["embedder"], "hashed_ngrams/256/3-5");
  EXPECT_EQ(Lethe({"store", "verify", "--store", At("store"), "--json"})["ok"], true);
}

TEST_F(StoreEmbedderTest, ATrainedEncoderServesAStore) {
  std::string examples;
  for (int i = 0; i < 30; ++i) {
    const std::string name = "person" + std::to_string(i);
    examples += R"({"id": ")" + name + R"(", "context": [{"id": "f1", "subject": ")" + name +
                R"(", "relation": "employer", "object": "Acme"}, {"id": "f2", "subject": ")" + name +
                R"(", "relation": "birthplace", "object": "Rome"}], "question": "Who pays )" + name +
                R"(?", "derivation": [{"text": "s", "uses": ["f1"]}], "answer": "Acme", "answerable": true})" + "\n";
  }
  WriteTemp("examples.jsonl", examples);
  const Path config = WriteTemp("train.txtpb",
                                "steps: 40 log_every: 20 threads: 1 optimizer { adamw { lr: 1e-3 } }\n"
                                "dual_encoder { model { dimension: 32 buckets: 4096 } pairs_per_step: 16\n"
                                "pairs { path: \"" +
                                    At("examples.jsonl") + "\" } }\n");
  const json trained = Lethe({"train", "--config", config.string(), "--out", At("run"), "--json"});
  EXPECT_EQ(trained["steps"], 40);
  Lethe({"store", "import", "-", "--store", At("store"), "--json"}, kFacts);
  const json reembedded = Lethe({"store", "reembed", "--store", At("store"), "--embedder", At("run/last"), "--json"});
  EXPECT_EQ(reembedded["facts"], 2);
  EXPECT_EQ(Stats()["dimension"], 32);
  EXPECT_EQ(Lethe({"store", "verify", "--store", At("store"), "--json"})["ok"], true);
}

}  // namespace
}  // namespace lethe
