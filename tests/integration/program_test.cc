// The program as its users run it: from sources to shards, to a trained model, to answers over a store, to a server.
//
// The model is trained for a few steps only, so what is checked is the contract of the command line, not the answers.
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <thread>

#include "tests/support/program.h"
#include "tests/support/source_tree.h"
#include "tests/support/temp_dir.h"

namespace lethe {
namespace {

using nlohmann::json;
using testing::BackgroundProgram;
using testing::ProgramRun;

ProgramRun Lethe(const std::vector<std::string>& arguments, const std::string& input = "") {
  return testing::RunProgram(LETHE_PROGRAM, arguments, input);
}

json Parsed(const ProgramRun& run) {
  EXPECT_EQ(run.exit_code, 0) << run.err;
  const json parsed = json::parse(run.out, nullptr, false);
  EXPECT_FALSE(parsed.is_discarded()) << run.out;
  return parsed;
}

constexpr char kFacts[] =
    R"({"subject": "Mira Holt", "relation": "desk", "object": "room 214"}
{"subject": "room 214", "relation": "floor", "object": "second floor"}
{"text": "The key to room 214 is kept by Jonas Weber."}
)";

constexpr char kExample[] =
    R"({"id": "e1", "task": "office/1hop", "context": [{"id": "f1", "subject": "Mira Holt", "relation": "desk", "object": "room 214"}, {"id": "f2", "text": "Jonas Weber has the key."}], "question": "Where is the desk of Mira Holt?", "derivation": [{"text": "Mira Holt | desk | room 214", "uses": ["f1"], "subject": "Mira Holt", "relation": "desk", "object": "room 214"}], "answer": "room 214", "aliases": [], "answerable": true, "hops": 1, "twin_of": null, "split": "test", "source": "hand"}
)";

// One folder for all tests of the file: data, tokenizer, shards, a model of a few steps, and a store.
class ProgramTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = new testing::ScopedTempDir();
    WriteFileAtomic(At("facts.jsonl"), kFacts);
    WriteFileAtomic(At("examples.jsonl"), kExample);
    ASSERT_EQ(Lethe({"store", "import", At("facts.jsonl"), "--store", At("store")}).exit_code, 0);
    BuildModel();
  }
  static void TearDownTestSuite() { delete folder_; }

  static void BuildModel() {
    const std::string config = (testing::SourceTree() / "datasets/configs/train.txtpb").string();
    const std::vector<std::vector<std::string>> commands = {
        {"dataset", "build", "--config", config, "--out", At("data"), "--count", "400"},
        {"tokenizer", "train", "--input", At("texts.txt"), "--vocab", "800", "--output", At("tokenizer.model")},
        {"dataset", "tokenize", At("data"), "--tokenizer", At("tokenizer.model"), "--out", At("shards")},
        {"train", "--config", At("train.txtpb"), "--out", At("run")},
        {"export-model", At("run/last"), "--half", "--out", At("model")},
    };
    WriteFileAtomic(At("train.txtpb"),
                    "model { vocab_size: 800 dim: 32 layer { attention { heads: 2 kv_heads: 2 head_dim: 16 } swiglu { "
                    "hidden: 48 } } copy_head { dim: 16 } }\n"
                    "shard: \"" +
                        At("shards") + "\" tokenizer: \"" + At("tokenizer.model") +
                        "\" steps: 3 tokens_per_step: 1000 optimizer { adamw {} }\n");
    for (const auto& command : commands) {
      if (command[0] == "tokenizer") WriteFileAtomic(At("texts.txt"), Lethe({"dataset", "text", At("data")}).out);
      const ProgramRun run = Lethe(command);
      ASSERT_EQ(run.exit_code, 0) << command[0] << " " << command[1] << ": " << run.err;
    }
  }

  static std::string At(const std::string& name) { return (folder_->path() / name).string(); }

  static testing::ScopedTempDir* folder_;
};

testing::ScopedTempDir* ProgramTest::folder_ = nullptr;

TEST_F(ProgramTest, ARunThatIsDoneHasNoLossToTell) {
  std::vector<std::string> command = {"train", "--config", At("train.txtpb"), "--out", At("run"), "--resume"};
  const ProgramRun again = Lethe(command);
  EXPECT_EQ(again.out.rfind("trained 3 steps, ", 0), 0u) << again.err;
  EXPECT_EQ(again.out.find(", loss "), std::string::npos) << again.out;
  command.push_back("--json");
  EXPECT_TRUE(Parsed(Lethe(command)).at("loss").is_null());
}

TEST_F(ProgramTest, StatsCountFactsAndBytes) {
  const json stats = Parsed(Lethe({"store", "stats", "--store", At("store"), "--json"}));
  EXPECT_EQ(stats.at("facts"), 3);
  EXPECT_GT(stats.at("bytes").get<int64_t>(), 0);
}

TEST_F(ProgramTest, SearchFindsTheFactOfAQuestion) {
  const json found =
      Parsed(Lethe({"store", "search", "--store", At("store"), "--k", "2", "--json", "Where is Mira Holt's desk?"}));
  ASSERT_FALSE(found.at("hits").empty());
  EXPECT_EQ(found.at("hits")[0].at("object"), "room 214");
}

TEST_F(ProgramTest, ATagBeforeTheQuestionLeavesItTheQuestion) {
  for (const char* option : {"--tag", "--source"}) {
    const json found = Parsed(
        Lethe({"store", "search", "--store", At("store"), option, "nobody", "Where is Mira Holt's desk?", "--json"}));
    EXPECT_TRUE(found.at("hits").empty()) << option;
  }
}

TEST_F(ProgramTest, PutNamesTheFieldsThatFactsDoNotHave) {
  const ProgramRun run = Lethe({"store", "put", "--store", At("put"), R"({"text": "A is b.", "payload": 4})"});
  EXPECT_EQ(run.exit_code, 0);
  EXPECT_NE(run.err.find("fact 1: passed over payload"), std::string::npos) << run.err;
}

TEST_F(ProgramTest, ExportedFactsImportToTheSameStore) {
  const ProgramRun exported = Lethe({"store", "export", "--store", At("store")});
  ASSERT_EQ(exported.exit_code, 0);
  const json report = Parsed(Lethe({"store", "import", "-", "--store", At("copy"), "--json"}, exported.out));
  EXPECT_EQ(report.at("added"), 3);
  const ProgramRun again = Lethe({"store", "export", "--store", At("copy")});
  EXPECT_EQ(again.out, exported.out);
}

TEST_F(ProgramTest, AskPrintsTheContractsObject) {
  const json answer =
      Parsed(Lethe({"ask", "--store", At("store"), "--model", At("model"), "--json", "Where is Mira Holt's desk?"}));
  for (const char* key : {"answer", "answerable", "steps", "facts", "store", "timings_ms"})
    EXPECT_TRUE(answer.contains(key)) << key;
  EXPECT_FALSE(answer.at("facts").empty());
  for (const char* key : {"id", "text", "score", "used"}) EXPECT_TRUE(answer.at("facts")[0].contains(key)) << key;
  EXPECT_TRUE(answer.at("store").contains("alias") && answer.at("store").contains("version"));
}

TEST_F(ProgramTest, EvalPrintsTheContractsObjectOnEveryChannel) {
  for (const char* channel : {"context", "retrieval", "none"}) {
    const json result = Parsed(Lethe({"eval", "qa", "--data", At("examples.jsonl"), "--model", At("model"), "--store",
                                      At("store"), "--channel", channel, "--json"}));
    EXPECT_EQ(result.at("n"), 1) << channel;
    for (const char* key : {"exact_match", "f1", "refusal", "citation", "by_hops", "by_task"})
      EXPECT_TRUE(result.contains(key)) << key;
  }
}

TEST_F(ProgramTest, EvalTellsOfQuestionsThatCouldNotBeAsked) {
  json example = json::parse(kExample);
  example["question"] = std::string(5000, 'x');
  WriteFileAtomic(At("long.jsonl"), example.dump() + "\n");
  const ProgramRun run = Lethe({"eval", "qa", "--data", At("long.jsonl"), "--model", At("model"), "--json"});
  EXPECT_EQ(Parsed(run).at("errors"), 1);
  EXPECT_NE(
      run.err.find("1 of 1 questions could not be asked and count as wrong; the first, e1: the question has 5000"),
      std::string::npos)
      << run.err;
}

TEST_F(ProgramTest, SolvePrintsTheContractsObject) {
  WriteFileAtomic(At("qa1_test.txt"),
                  "1 Mary went to the office.\n2 Where is Mary?\toffice\t1\n3 Where is Mary?\tpark\t1\n");
  const json report = Parsed(Lethe({"dataset", "solve", "--format", "babi", At("qa1_test.txt"), "--json"}));
  EXPECT_EQ(report.at("n"), 2);
  EXPECT_EQ(report.at("agree"), 1);
  EXPECT_EQ(report.at("by_task").at("babi/1").at("n"), 2);
  const json expected = {{"id", "qa1_test.txt:3"}, {"gold", "park"}, {"ours", "office"}};
  EXPECT_EQ(report.at("disagree"), json::array({expected}));
  const ProgramRun text = Lethe({"dataset", "solve", "--format", "babi", At("qa1_test.txt")});
  EXPECT_EQ(text.exit_code, 0);
  EXPECT_NE(text.out.find("qa1_test.txt:3: source \"park\", ours \"office\""), std::string::npos) << text.out;
  EXPECT_NE(Lethe({"dataset", "solve", "--format", "chess", At("qa1_test.txt")}).exit_code, 0);
}

TEST_F(ProgramTest, ServesAsksAndSwaps) {
  WriteFileAtomic(At("moved.jsonl"), R"({"subject": "Mira Holt", "relation": "desk", "object": "room 31"})"
                                     "\n");
  ASSERT_EQ(Lethe({"store", "import", At("moved.jsonl"), "--store", At("moved")}).exit_code, 0);
  BackgroundProgram server(LETHE_PROGRAM,
                           {"serve", "--store", At("store"), "--model", At("model"), "--listen", "127.0.0.1:0"});
  const std::string line = server.WaitForLine("listening on ");
  ASSERT_FALSE(line.empty());
  const std::string address = line.substr(line.find("listening on ") + 13);
  const json before = Parsed(Lethe({"ask", "--server", address, "--json", "Where is Mira Holt's desk?"}));
  EXPECT_EQ(Lethe({"admin", "swap", "--server", address, "--alias", "default", "--store", At("moved")}).exit_code, 0);
  const json after = Parsed(Lethe({"ask", "--server", address, "--json", "Where is Mira Holt's desk?"}));
  EXPECT_NE(before.at("facts"), after.at("facts"));
  EXPECT_EQ(after.at("facts")[0].at("text"), "Mira Holt | desk | room 31");
  // Whoever changes the store under a server, or has a receipt made, is told who still knows what was there.
  const ProgramRun changed = Lethe({"store", "delete", "--store", At("moved"), "--subject", "Mira Holt"});
  EXPECT_EQ(changed.out, "1 facts deleted\n");
  EXPECT_NE(changed.err.find("(lethe-engine) opened the store before this change"), std::string::npos) << changed.err;
  const json moved = after.at("facts")[0];
  const ProgramRun receipt =
      Lethe({"store", "receipt", "--store", At("moved"), "--id", moved.at("id"), "--out", At("r.json")});
  EXPECT_NE(receipt.out.find("(lethe-engine) opened the store before"), std::string::npos) << receipt.out;
  EXPECT_EQ(Lethe({"admin", "swap", "--server", address, "--set", "default=" + At("moved")}).out,
            "default now serves " + At("moved") + ", version 2\n");
  EXPECT_EQ(Parsed(Lethe({"ask", "--server", address, "--json", "Where is Mira Holt's desk?"})).at("facts"),
            json::array());
  const ProgramRun unknown = Lethe({"ask", "--server", address, "--alias", "nobody", "Where?"});
  EXPECT_NE(unknown.exit_code, 0);
  // Addresses reach the server as they are; their passwords come back from nowhere.
  const ProgramRun absent =
      Lethe({"admin", "load", "--server", address, "--store", "postgres://me:secret@127.0.0.1:1/facts?retry=0"});
  EXPECT_EQ(absent.exit_code, 1);
  EXPECT_NE(absent.err.find("postgres://me:***@127.0.0.1:1/facts"), std::string::npos) << absent.err;
  EXPECT_EQ(absent.err.find("secret"), std::string::npos) << absent.err;
  EXPECT_EQ(server.Stop(), 0);
}

struct BadCall {
  const char* name;
  std::vector<std::string> arguments;
  int exit_code;
  const char* message;
};

void ExpectFailures(const std::vector<BadCall>& calls) {
  for (const BadCall& call : calls) {
    const ProgramRun run = Lethe(call.arguments);
    EXPECT_EQ(run.exit_code, call.exit_code) << call.name << ": " << run.err;
    EXPECT_NE(run.err.find(call.message), std::string::npos) << call.name << ": " << run.err;
  }
}

TEST_F(ProgramTest, BadInputIsNamedAndNothingIsHalfWritten) {
  WriteFileAtomic(At("bad.jsonl"), "{\"text\": \"fine\"}\n{\"text\": \n");
  WriteFileAtomic(At("empty-fact.jsonl"), "{\"subject\": \"\", \"text\": \"\"}\n");
  WriteFileAtomic(At("latin1.jsonl"), "{\"text\": \"caf\xe9\"}\n");
  WriteFileAtomic(At("huge.jsonl"), "{\"text\": \"" + std::string(10 << 20, 'x') + "\"}\n");
  WriteFileAtomic(At("unknown-field.txtpb"), "steps: 3\nsteeps: 4\n");
  const std::vector<BadCall> calls = {
      {"wrong usage", {"store", "import"}, 2, ""},
      {"unknown command", {"frobnicate"}, 2, "no command \"frobnicate\""},
      {"unknown command of a group", {"store", "serch", "--store", At("store")}, 2, "no command \"store serch\""},
      {"malformed line", {"store", "import", At("bad.jsonl"), "--store", At("never")}, 1, "bad.jsonl:2"},
      {"empty fact", {"store", "import", At("empty-fact.jsonl"), "--store", At("never")}, 1, "empty-fact.jsonl:1"},
      {"not UTF-8", {"store", "import", At("latin1.jsonl"), "--store", At("never")}, 1, "latin1.jsonl:1"},
      {"10 MB fact", {"store", "import", At("huge.jsonl"), "--store", At("never")}, 1, "huge.jsonl:1"},
      {"no store", {"store", "stats", "--store", At("nowhere")}, 1, "nowhere"},
      {"no model", {"ask", "--store", At("store"), "--model", At("nowhere"), "Where?"}, 1, "nowhere"},
      {"unknown config field",
       {"train", "--config", At("unknown-field.txtpb"), "--out", At("run2")},
       1,
       "unknown-field.txtpb:2:7: Message type \"lethe.TrainConfig\" has no field named \"steeps\". It has: model, "},
      {"one id for two facts",
       {"store", "put", "--store", At("never"), R"({"id": "x", "text": "A is b."})",
        R"({"id": "x", "text": "C is d."})"},
       1,
       "fact 2 of 2: id: \"x\" stands for another fact"},
      {"empty fact put", {"store", "put", "--store", At("never"), R"({"text": ""})"}, 1, "fact is empty"},
      {"endless text", {"store", "search", "--store", At("store"), std::string(5000, 'x')}, 1, "max_question_bytes"},
      {"question that is not UTF-8", {"ask", "--server", "127.0.0.1:1", "\xff"}, 1, "field \"question\""},
      {"empty server", {"ask", "--server", "", "--store", At("store"), "Where?"}, 2, "--server: "},
      {"no server", {"ask", "--server", "127.0.0.1:1", "--timeout", "3", "Where?"}, 1, "127.0.0.1:1"},
  };
  ExpectFailures(calls);
  EXPECT_FALSE(std::filesystem::exists(At("never")));
  EXPECT_FALSE(std::filesystem::exists(At("run2")));
}

TEST_F(ProgramTest, WrongValuesOfOptionsAreWrongUsage) {
  ExpectFailures({
      {"unknown field of --set",
       {"train", "--config", At("train.txtpb"), "--out", At("run2"), "--set", "stepz=3"},
       2,
       "--set stepz=3: TrainConfig has no field"},
      {"wrong value of --set",
       {"train", "--config", At("train.txtpb"), "--out", At("run2"), "--set", "steps=abc"},
       2,
       "--set steps=abc"},
      {"unknown field of --set", {"serve", "--store", At("store"), "--set", "foo=1"}, 2, "has no field 'foo'"},
      {"no HTTP yet", {"serve", "--store", At("store"), "--set", "http_listen=127.0.0.1:0"}, 1, "http_listen"},
      {"no number",
       {"ask", "--store", At("store"), "--timeout", "soon", "Where?"},
       2,
       "\"soon\" is no number from 0 on"},
      {"no number above 0",
       {"ask", "--store", At("store"), "--recall-odds", "0", "Where?"},
       2,
       "\"0\" is no number above 0"},
      {"the server's own odds", {"ask", "--server", "127.0.0.1:1", "--recall-odds", "3", "Where?"}, 2, "--recall-odds"},
      {"server without a port", {"ask", "--server", "127.0.0.1", "Where?"}, 2, "write HOST:PORT"},
      {"no address", {"serve", "--store", At("store"), "--listen", "foo"}, 2, "HOST:PORT"},
      {"no port", {"serve", "--store", At("store"), "--listen", "127.0.0.1:99999"}, 2, "the port \"99999\""},
      {"too few pieces",
       {"tokenizer", "train", "--input", At("a"), "--vocab", "10", "--output", At("b")},
       2,
       "--vocab"},
      {"negative number",
       {"store", "import", At("bad.jsonl"), "--store", At("never"), "--skip-bad", "-1"},
       2,
       "--skip-bad: -1 is no whole number"},
      {"overlong number",
       {"store", "import", At("bad.jsonl"), "--store", At("never"), "--skip-bad", "99999999999999999999"},
       2,
       "--skip-bad: 99999999999999999999 is no whole number"},
      {"negative number", {"eval", "qa", "--data", At("examples.jsonl"), "--limit", "-1"}, 2, "--limit"},
      {"negative number", {"dataset", "build", "--config", "x", "--out", At("never"), "--count", "-1"}, 2, "--count"},
      {"no example", {"dataset", "build", "--config", "x", "--out", At("never"), "--count", "0"}, 2, "--count"},
      {"two types of weights", {"export-model", At("run/last"), "--int8", "--int4", "--out", At("never")}, 2, "--int4"},
      {"half a triple", {"ask", "--fact", "Ann | desk | ", "Where?"}, 2, "none of them empty"},
      {"two stores of one alias",
       {"serve", "--store", "x=" + At("store"), "--store", "x=" + At("store")},
       2,
       "two stores have the alias \"x\""},
      {"alias without a server", {"ask", "--store", At("store"), "--alias", "nosuch", "Where?"}, 2, "--alias"},
      {"empty question", {"ask", "--store", At("store"), ""}, 2, "question: is empty"},
  });
  EXPECT_FALSE(std::filesystem::exists(At("never")));
  EXPECT_FALSE(std::filesystem::exists(At("run2")));
}

TEST_F(ProgramTest, WhatOnlyTheCommandCanTellIsWrongUsageToo) {
  ExpectFailures({
      {"empty question on standard input", {"ask", "--store", At("store"), "-"}, 2, "question: is empty"},
      {"no question at once", {"serve", "--store", At("store"), "--set", "max_concurrent=0"}, 2, "max_concurrent is 0"},
      {"no address of --set", {"serve", "--store", At("store"), "--set", "listen=foo"}, 2, "HOST:PORT"},
      {"no corpus", {"dataset", "context", "--format", "text", "--out", At("never")}, 2, "--corpus"},
      {"no format", {"dataset", "context", "--corpus", At("texts.txt"), "--out", At("never")}, 2, "--format"},
      {"unknown format",
       {"dataset", "context", "--corpus", At("texts.txt"), "--format", "squad", "--out", At("never")},
       2,
       "--format"},
      {"no token",
       {"tokenizer", "decode", "--tokenizer", At("tokenizer.model"), "401", "abc"},
       2,
       "\"abc\" is no token id"},
  });
  EXPECT_FALSE(std::filesystem::exists(At("never")));
}

// Where a result cannot be written is known before the work for it.
TEST_F(ProgramTest, OutputIsCheckedBeforeTheWork) {
  const std::string out = At("no-folder/x");
  ExpectFailures({
      {"eval qa", {"eval", "qa", "--data", At("examples.jsonl"), "--model", At("none"), "--out", out}, 1, "no-folder"},
      {"eval retrieval", {"eval", "retrieval", "--data", At("none"), "--out", out}, 1, "no-folder"},
      {"dataset facts", {"dataset", "facts", "--popqa", At("none"), "--out", out}, 1, "no-folder"},
      {"tokenizer train", {"tokenizer", "train", "--input", At("none"), "--output", out}, 1, "no-folder"},
      {"tokenizer texts",
       {"tokenizer", "texts", "--tokenizer", At("tokenizer.model"), "--texts", At("none"), "--vectors", At("none"),
        "--output", out},
       1,
       "no-folder"},
  });
}

TEST_F(ProgramTest, ServeTellsItsAddressInJson) {
  BackgroundProgram server(
      LETHE_PROGRAM, {"serve", "--store", At("store"), "--model", At("model"), "--listen", "127.0.0.1:0", "--json"});
  const json line = json::parse(server.WaitForLine("listening"), nullptr, false);
  ASSERT_TRUE(line.is_object());
  EXPECT_TRUE(line.at("listening").get<std::string>().starts_with("127.0.0.1:"));
}

TEST_F(ProgramTest, ExportTellsWhatItWrote) {
  const json report = Parsed(Lethe({"export-model", At("run/last"), "--half", "--out", At("half"), "--json"}));
  EXPECT_EQ(report.at("out"), At("half"));
  EXPECT_EQ(report.at("dtype"), "f16");
  EXPECT_GT(report.at("parameters"), 800 * 32);
  EXPECT_EQ(report.at("bytes"), std::filesystem::file_size(At("half/model.safetensors")));
  EXPECT_NE(Lethe({"export-model", At("run/last"), "--half", "--out", At("half")}).out.find("parameters as f16"),
            std::string::npos);
}

TEST_F(ProgramTest, AskReadsWhatItsFilterLetsPassAndTellsWhatItCut) {
  const json facts[] = {
      {{"id", "then"}, {"subject", "Mira Holt"}, {"relation", "desk"}, {"object", "room 1"}, {"valid_to", "2019"}},
      {{"id", "now"}, {"subject", "Mira Holt"}, {"relation", "desk"}, {"object", "room 2"}, {"valid_from", "2020"}},
      {{"id", "book"}, {"text", "Mira Holt wrote " + std::string(3000, 'x')}, {"tags", json::array({"long"})}}};
  ASSERT_EQ(
      Lethe({"store", "put", "--store", At("dated"), facts[0].dump(), facts[1].dump(), facts[2].dump()}).exit_code, 0);
  const auto ask = [&](const char* option, const char* value) {
    return Lethe(
        {"ask", "--store", At("dated"), "--model", At("model"), "--json", option, value, "Where is Mira Holt's desk?"});
  };
  std::vector<std::string> ids;
  const json now = Parsed(ask("--valid-at", "2024"));
  for (const json& fact : now.at("facts")) ids.push_back(fact.at("id"));
  std::sort(ids.begin(), ids.end());
  EXPECT_EQ(ids, (std::vector<std::string>{"book", "now"}));
  const ProgramRun run = ask("--tag", "long");
  const json tagged = Parsed(run).at("facts");
  ASSERT_EQ(tagged.size(), 1u);
  EXPECT_EQ(tagged[0].at("id"), "book");
  EXPECT_EQ(tagged[0].at("cut"), true);
  EXPECT_NE(run.err.find("read the beginning alone: book"), std::string::npos) << run.err;
}

TEST_F(ProgramTest, SkipBadToleratesAndCounts) {
  WriteFileAtomic(At("one-bad.jsonl"), "{\"text\": \"fine\"}\n{\"text\": \n");
  const json report =
      Parsed(Lethe({"store", "import", At("one-bad.jsonl"), "--store", At("skipping"), "--skip-bad", "1", "--json"}));
  EXPECT_EQ(report.at("added"), 1);
  EXPECT_EQ(report.at("skipped"), 1);
}

TEST_F(ProgramTest, TrainsOnVectorsOfWordsAndTexts) {
  WriteFileAtomic(At("glove.txt"), "who 1 2 3\nborn 4 5 6\nthe 9 8 9\ncity 3 2 0\n");
  const json words = Parsed(Lethe({"tokenizer", "vectors", "--tokenizer", At("tokenizer.model"), "--vectors",
                                   At("glove.txt"), "--first", "1", "--output", At("words"), "--json"}));
  EXPECT_EQ(words.at("words"), 3);
  WriteFileAtomic(At("phrases.jsonl"),
                  "{\"question\": \"Who?\"}\n{\"text\": \"Ann was born.\"}\n" +
                      std::string("{\"subject\": \"Ann\", \"relation\": \"city\", \"object\": \"Oslo\"}\n"));
  const std::vector<float> numbers = {1, 2, 3, 4, 5, 6};
  WriteFileAtomic(At("phrases.f32"), {reinterpret_cast<const char*>(numbers.data()), sizeof(float) * numbers.size()});
  const std::vector<std::string> command = {
      "tokenizer", "texts",           "--tokenizer", At("tokenizer.model"), "--texts", At("phrases.jsonl"),
      "--vectors", At("phrases.f32"), "--output",    At("phrases"),         "--json"};
  const json texts = Parsed(Lethe(command));
  EXPECT_EQ(texts.at("texts"), 3);
  EXPECT_EQ(texts.at("dimension"), 2);
  const auto entry = [](const std::string& file) {
    return "vectors { file: \"" + file + "\" layer: 1 drawn_per_step: 20 }\n";
  };
  WriteFileAtomic(At("vectors.txtpb"), "# base: train.txtpb\n" + entry(At("words")) + entry(At("phrases")));
  const ProgramRun trained = Lethe({"train", "--config", At("vectors.txtpb"), "--out", At("vector-run")});
  EXPECT_EQ(trained.exit_code, 0) << trained.err;
  const std::string metrics = ReadFile(At("vector-run/metrics.jsonl"));
  const json last = json::parse(metrics.substr(metrics.rfind('{')));
  for (const char* name : {"train/vector_loss_0", "train/vector_loss_1"}) EXPECT_GT(last.at(name), 0) << name;

  for (const char* line : {"{\"subject\": \"Ann\"}", "{\"question\": \"Who?\", \"text\": \"Ann.\"}", "{}"}) {
    WriteFileAtomic(At("phrases.jsonl"), "{\"question\": \"Who?\"}\n" + std::string(line) + "\n");
    const ProgramRun refused = Lethe(command);
    EXPECT_EQ(refused.exit_code, 1);
    EXPECT_NE(refused.err.find("phrases.jsonl:2: needs one of"), std::string::npos) << refused.err;
  }
}

TEST_F(ProgramTest, ServesWhatWasTrainedAndStoredInFourBits) {
  ASSERT_EQ(Lethe({"train", "--config", At("train.txtpb"), "--out", At("run4"), "--set", "int4_from=0"}).exit_code, 0);
  ASSERT_EQ(Lethe({"export-model", At("run4/last"), "--int4", "--out", At("model4")}).exit_code, 0);
  const auto size = [](const std::string& model) {
    return std::filesystem::file_size(Path(model) / "model.safetensors");
  };
  EXPECT_LT(size(At("model4")), 0.4 * size(At("model")));
  const json answer =
      Parsed(Lethe({"ask", "--store", At("store"), "--model", At("model4"), "--json", "Where was Ann Lee born?"}));
  EXPECT_TRUE(answer.contains("answer"));
}

TEST_F(ProgramTest, ServesAModelWithALexicon) {
  std::string numbers;
  for (int i = 0; i < 32; ++i) numbers += " " + std::to_string(i % 5);
  WriteFileAtomic(At("glove32.txt"), "born" + numbers + "\ncity" + numbers + "1\nwhere" + numbers + "\n");
  ASSERT_EQ(Lethe({"tokenizer", "vectors", "--tokenizer", At("tokenizer.model"), "--vectors", At("glove32.txt"),
                   "--first", "0", "--output", At("lexicon")})
                .exit_code,
            0);
  WriteFileAtomic(At("lexicon.txtpb"),
                  "# base: train.txtpb\nlexicon { file: \"" + At("lexicon") + "\" dim: 32 hide: 0.2 rare: 2 }\n");
  const ProgramRun trained = Lethe({"train", "--config", At("lexicon.txtpb"), "--out", At("lexicon-run")});
  ASSERT_EQ(trained.exit_code, 0) << trained.err;
  const auto exporting = [&](const std::string& name) {
    return Lethe({"export-model", At("lexicon-run/last"), "--int8", "--out", At("with-words"), "--int4-of", name});
  };
  ASSERT_EQ(exporting("embed_tokens").exit_code, 0);
  const json answer =
      Parsed(Lethe({"ask", "--store", At("store"), "--model", At("with-words"), "--json", "Where was Ann Lee born?"}));
  EXPECT_TRUE(answer.contains("answer"));
  const ProgramRun refused = exporting("layers.99");
  EXPECT_EQ(refused.exit_code, 2);
  EXPECT_NE(refused.err.find("layers.99"), std::string::npos) << refused.err;
}

TEST_F(ProgramTest, AQuestionOfAMillionCharactersIsRefusedClearly) {
  const ProgramRun run =
      Lethe({"ask", "--store", At("store"), "--model", At("model"), "-"}, std::string(1'000'000, 'a'));
  EXPECT_EQ(run.exit_code, 1);
  EXPECT_NE(run.err.find("question"), std::string::npos) << run.err;
}

TEST(BundledModelTest, IsSmallAndAnswersFromGivenFacts) {
  const Path model = testing::SourceTree() / "deploy/bundle/model/model.safetensors";
  EXPECT_LE(std::filesystem::file_size(model), 16u << 20);
  const json answer = Parsed(Lethe({"ask", "--fact", "Ann Lee | place of birth | Oslo", "--fact",
                                    "Bo Day | place of birth | Bergen", "--json", "Where was Ann Lee born?"}));
  EXPECT_EQ(answer.at("answer"), "Oslo");
  EXPECT_EQ(answer.at("steps").at(0).at("uses"), json::array({"f1"}));
}

TEST_F(ProgramTest, EveryCommandHasHelpWithAnExample) {
  const std::vector<std::vector<std::string>> commands = {{"store", "import"},
                                                          {"store", "search"},
                                                          {"store", "export"},
                                                          {"store", "stats"},
                                                          {"store", "put"},
                                                          {"store", "get"},
                                                          {"store", "delete"},
                                                          {"dataset", "build"},
                                                          {"dataset", "check"},
                                                          {"dataset", "solve"},
                                                          {"dataset", "tokenize"},
                                                          {"tokenizer", "train"},
                                                          {"tokenizer", "vectors"},
                                                          {"tokenizer", "texts"},
                                                          {"train"},
                                                          {"eval", "qa"},
                                                          {"serve"},
                                                          {"ask"},
                                                          {"admin", "swap"}};
  for (std::vector<std::string> command : commands) {
    command.push_back("--help");
    const ProgramRun run = Lethe(command);
    EXPECT_EQ(run.exit_code, 0) << command[0];
    EXPECT_NE(run.out.find("Example"), std::string::npos) << command[0] << " " << command[1];
  }
}

}  // namespace
}  // namespace lethe
