// The contract of every source of examples: one row a kind of SourceConfig.
#include <google/protobuf/text_format.h>
#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>

#include <map>

#include "base/parallel.h"
#include "base/text.h"
#include "datasets/derivation_check.h"
#include "datasets/readers/sample_sources.h"
#include "datasets/sources/example_source.h"
#include "model/grammar.h"
#include "tests/support/byte_tokenizer.h"
#include "tests/support/source_tree.h"
#include "tests/support/temp_dir.h"

namespace lethe {
namespace {

using google::protobuf::util::MessageDifferencer;

// Each kind's config; FILE stands for a small input that the fixture writes.
const std::map<std::string, std::string>& Rows() {
  static const std::map<std::string, std::string> kRows = {
      {"world",
       "world { wordings: \"datasets/wordings/test/own_relations.txtpb\" entities: \"datasets/entities/closed\" }"},
      {"rule_world", "rule_world { max_depth: 4 entities: \"datasets/entities\" }"},
      {"babi", "babi { file: \"FILE\" }"},
      {"squad", "squad { file: \"SQUAD\" }"},
      {"records", "records { format: \"multihop\" file: \"HOPS\" }"},
      {"multi_hop", "multi_hop { file: \"HOPS\" }"},
      {"facts", "facts { file: \"FACTS\" wordings: \"datasets/wordings/real.txtpb\" }"},
  };
  return kRows;
}

class SourceContract : public testing::TempDir {
 protected:
  std::unique_ptr<ExampleSource> Source(const std::string& row) const {
    std::string text = row;
    const Path story =
        WriteTemp("qa1_x.txt", "1 A is in B.\n2 Where is A?\tB\t1\n1 C is in D.\n2 E is in F.\n3 Where is C?\tD\t1\n");
    const Path facts = WriteTemp("facts.jsonl", R"({"subject": "Ann", "relation": "place of birth", "object": "Oslo"}
{"subject": "Oslo", "relation": "country", "object": "Norway"}
{"subject": "Bo", "relation": "place of birth", "object": "Rome"}
)");
    const Path squad = WriteTemp("squad.json", SampleSource("squad", 5000, 1));
    const Path hops = WriteTemp("hops.jsonl", SampleSource("multihop", 5000, 1));
    text = ReplaceAll(text, "FILE", story.string());
    text = ReplaceAll(text, "FACTS", facts.string());
    text = ReplaceAll(text, "SQUAD", squad.string());
    text = ReplaceAll(text, "HOPS", hops.string());
    SourceConfig config;
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &config));
    return MakeSource(config, testing::SourceTree());
  }
};

TEST_F(SourceContract, EveryKindHasARow) {
  const auto* kinds = SourceConfig::descriptor()->FindOneofByName("kind");
  EXPECT_EQ(static_cast<size_t>(kinds->field_count()), Rows().size());
  for (int i = 0; i < kinds->field_count(); ++i)
    EXPECT_TRUE(Rows().count(kinds->field(i)->name())) << kinds->field(i)->name();
}

TEST_F(SourceContract, ExamplesDependOnSeedAndNumberAlone) {
  for (const auto& [name, row] : Rows()) {
    const auto one = Source(row), two = Source(row);
    const uint64_t count = std::min<uint64_t>(one->size().value_or(64), 64);
    ASSERT_GT(count, 0u) << name;
    std::vector<v1::Example> made(count);
    ParallelFor(count, 3, [&](size_t i) { made[i] = one->Make(9, i); });
    for (uint64_t i = count; i-- > 0;)
      EXPECT_TRUE(MessageDifferencer::Equals(made[i], two->Make(9, i))) << name << " " << i;
  }
}

TEST_F(SourceContract, ExamplesFollowFromTheirFactsAndFitTheGrammar) {
  const testing::ByteTokenizer tokenizer;
  for (const auto& [name, row] : Rows()) {
    const auto source = Source(row);
    for (uint64_t i = 0; i < std::min<uint64_t>(source->size().value_or(200), 200); ++i) {
      const v1::Example example = source->Make(1, i);
      EXPECT_EQ(CheckDerivable(example), "") << name << "\n" << example.DebugString();
      EXPECT_FALSE(example.task().empty());
      EXPECT_FALSE(example.question().empty());
      // Without a hop, a fact says what is asked: one step quotes it.
      const bool quotes = example.derivation_size() == 1 || !example.answerable();
      EXPECT_TRUE(example.hops() > 0 || quotes) << name << "\n" << example.DebugString();
      EncodeExample(tokenizer, example, nullptr);
    }
  }
}

TEST_F(SourceContract, PathsAreFoundFromTheConfigsFolder) {
  WriteTemp("a/data.txt", "x");
  std::filesystem::create_directories(dir() / "a/b/c");
  EXPECT_EQ(ResolveDataPath("data.txt", dir() / "a/b/c"), dir() / "a/data.txt");
  EXPECT_THROW(ResolveDataPath("no/such/file", dir()), Error);
}

}  // namespace
}  // namespace lethe
