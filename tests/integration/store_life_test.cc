// The life of a store by the command line: changes, versions, copies, receipts, and what `bench` prints.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "base/file.h"
#include "tests/support/program.h"
#include "tests/support/temp_dir.h"

namespace lethe {
namespace {

using nlohmann::json;
using testing::ProgramRun;

class StoreLifeProgramTest : public testing::TempDir {
 protected:
  static ProgramRun Lethe(const std::vector<std::string>& arguments, const std::string& input = "") {
    return testing::RunProgram(LETHE_PROGRAM, arguments, input);
  }
  // `lethe store COMMAND --store DIR --json ...`
  json Store(const std::string& command, std::vector<std::string> rest = {}) const {
    std::vector<std::string> arguments = {"store", command, "--store", At("store"), "--json"};
    arguments.insert(arguments.end(), rest.begin(), rest.end());
    const ProgramRun run = Lethe(arguments);
    EXPECT_EQ(run.exit_code, 0) << command << ": " << run.err;
    const json parsed = json::parse(run.out, nullptr, false);
    EXPECT_FALSE(parsed.is_discarded()) << run.out;
    return parsed;
  }
  std::string Put(const std::string& subject, const std::string& object) const {
    return Store("put", {"--subject", subject, "--relation", "employer", "--object", object})["ids"][0];
  }
  std::string At(const std::string& name) const { return (dir() / name).string(); }
};

TEST_F(StoreLifeProgramTest, DeletesRollsBackAndProves) {
  const std::string ann = Put("Ann Lee", "Acme");
  const std::string bob = Put("Bob Day", "Globex");
  EXPECT_EQ(Store("delete", {"--id", ann})["deleted"], 1);
  const json versions = Store("versions");
  EXPECT_EQ(versions["current"], 3);
  EXPECT_EQ(versions["versions"].size(), 3u);
  EXPECT_EQ(Store("rollback", {"--version", "2"})["restored"], 1);
  EXPECT_EQ(Lethe({"store", "get", "--store", At("store"), "--id", ann}).exit_code, 0);
  Store("delete", {"--subject", "ann lee"});

  const std::string nowhere = At("nowhere/r.json");
  const ProgramRun unwritten = Lethe({"store", "receipt", "--store", At("store"), "--id", ann, "--out", nowhere});
  EXPECT_EQ(unwritten.exit_code, 1);
  EXPECT_NE(unwritten.err.find("--out " + nowhere), std::string::npos) << unwritten.err;
  EXPECT_FALSE(std::filesystem::exists(dir() / "store" / "receipts.chain"));
  const json receipt = Store("receipt", {"--id", ann, "--out", At("r.json")});
  EXPECT_EQ(receipt["status"], "deleted");
  const ProgramRun verified = Lethe({"store", "receipt", "--verify", At("r.json"), "--json"});
  EXPECT_EQ(verified.exit_code, 0) << verified.err;
  EXPECT_EQ(json::parse(verified.out)["valid"], true);
  std::string text = ReadFile(At("r.json"));
  text.replace(text.find(ann), 4, "0000");
  WriteFileAtomic(At("r.json"), text);
  EXPECT_EQ(Lethe({"store", "receipt", "--verify", At("r.json")}).exit_code, 1);

  const ProgramRun present = Lethe({"store", "receipt", "--store", At("store"), "--id", bob, "--out", At("b.json")});
  EXPECT_EQ(present.exit_code, 1);
  EXPECT_NE(present.err.find("delete it first"), std::string::npos) << present.err;
  EXPECT_FALSE(std::filesystem::exists(At("b.json")));
  EXPECT_EQ(Store("receipt", {"--id", "never-put-anywhere", "--out", At("n.json")})["status"], "never_present");
  EXPECT_EQ(Lethe({"store", "receipt", "--store", At("store")}).exit_code, 2);
}

TEST_F(StoreLifeProgramTest, SnapshotRestoreCompactReembedVerify) {
  const std::string ann = Put("Ann Lee", "Acme");
  Put("Ann Lee", "Globex");
  EXPECT_EQ(Store("contradictions")["count"], 1);
  EXPECT_EQ(Store("snapshot", {"--out", At("backup")})["version"], 2);
  Store("delete", {"--id", ann});
  EXPECT_EQ(Store("compact")["segments_after"], 1);
  EXPECT_EQ(Store("compact", {"--index", "HNSW16"})["index"], "HNSW16");
  EXPECT_EQ(Store("restore", {"--from", At("backup")})["facts"], 2);
  EXPECT_EQ(Store("reembed", {"--dimension", "64"})["after"], "hashed_ngrams/64/3-5");
  EXPECT_EQ(Store("stats")["dimension"], 64);
  const json verified = Store("verify");
  EXPECT_EQ(verified["ok"], true);
  EXPECT_EQ(verified["contradictions"], 1);
  EXPECT_EQ(Lethe({"store", "delete", "--store", At("store")}).exit_code, 2);
  EXPECT_EQ(Lethe({"store", "rollback", "--store", At("store"), "--version", "999"}).exit_code, 1);
  EXPECT_EQ(Lethe({"store", "snapshot", "--store", At("store"), "--out", At("backup")}).exit_code, 1);
}

TEST_F(StoreLifeProgramTest, BenchesPrintTheContractsKeys) {
  const std::vector<std::pair<std::vector<std::string>, std::vector<std::string>>> benches = {
      {{"search", "--facts", "500", "--dimension", "32", "--queries", "30"},
       {"p50_us", "p99_us", "peer_p50_us", "peer_p99_us", "ratio_p50", "ratio_p99", "recall_at_10", "fetch_us"}},
      {{"ingest", "--facts", "500"},
       {"facts_per_s", "disk_bytes_per_fact", "memory_bytes_per_fact", "peak_rss_mb", "open_ms"}},
      {{"swap", "--facts", "100", "--swaps", "3", "--clients", "2", "--seconds", "0.3"},
       {"swaps", "requests", "failed", "mixed_version", "swap_p99_ms"}}};
  for (const auto& [arguments, keys] : benches) {
    std::vector<std::string> command = {"bench"};
    command.insert(command.end(), arguments.begin(), arguments.end());
    command.push_back("--json");
    const ProgramRun run = Lethe(command);
    ASSERT_EQ(run.exit_code, 0) << run.err;
    const json printed = json::parse(run.out, nullptr, false);
    for (const std::string& key : keys) EXPECT_TRUE(printed.contains(key)) << arguments[0] << " " << key;
  }
}

// An option that would be passed over in silence is wrong usage.
TEST_F(StoreLifeProgramTest, OptionsWithoutEffectAreRefused) {
  const std::string fact = R"({"subject": "Ann Lee", "relation": "employer", "object": "Acme"})";
  for (const char* option : {"--id", "--alias", "--tag", "--valid-from", "--valid-to"}) {
    const ProgramRun run = Lethe({"store", "put", "--store", At("store"), fact, option, "2024"});
    EXPECT_EQ(run.exit_code, 2) << option;
    EXPECT_NE(run.err.find(option), std::string::npos) << run.err;
  }
  EXPECT_FALSE(std::filesystem::exists(At("store")));
  const std::vector<std::string> swap = {"admin", "swap", "--server", "127.0.0.1:1", "--timeout", "1"};
  for (const std::vector<std::string>& rest : std::vector<std::vector<std::string>>{
           {"--set", "a=b", "--store", "c"}, {"--set", "a=b", "--alias", "a"}, {"--set", "nothing"}, {}}) {
    std::vector<std::string> arguments = swap;
    arguments.insert(arguments.end(), rest.begin(), rest.end());
    EXPECT_EQ(Lethe(arguments).exit_code, 2) << (rest.empty() ? "" : rest[0]);
  }
}

// The program without LibTorch does it: a copy that has no engine beside it.
TEST_F(StoreLifeProgramTest, RetrievalIsMeasuredWithoutTheEngine) {
  const std::string ann = Put("Ann Lee", "Acme");
  WriteTemp("queries.jsonl", "{\"_id\": \"q\", \"text\": \"Who employs Ann Lee?\"}\n");
  WriteTemp("qrels.tsv", "query-id\tcorpus-id\tscore\nq\t" + ann + "\t1\n");
  std::filesystem::copy_file(std::filesystem::canonical(LETHE_PROGRAM), At("lethe"));
  const ProgramRun run = testing::RunProgram(At("lethe"), {"eval", "retrieval", "--store", At("store"), "--queries",
                                                           At("queries.jsonl"), "--qrels", At("qrels.tsv"), "--json"});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  EXPECT_EQ(json::parse(run.out)["recall_at_5"], 1.0);
  const ProgramRun engine = testing::RunProgram(At("lethe"), {"eval", "qa", "--data", At("queries.jsonl")});
  EXPECT_NE(engine.err.find("lethe-engine"), std::string::npos) << engine.err;
}

TEST_F(StoreLifeProgramTest, EveryCommandHasHelpWithAnExample) {
  for (const char* command :
       {"versions", "rollback", "snapshot", "restore", "compact", "contradictions", "reembed", "receipt", "verify"}) {
    const ProgramRun run = Lethe({"store", command, "--help"});
    EXPECT_EQ(run.exit_code, 0) << command;
    EXPECT_NE(run.out.find("Example"), std::string::npos) << command;
  }
}

}  // namespace
}  // namespace lethe
