#include "datasets/dataset_bench.h"

#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include "datasets/readers/reader.h"
#include "tests/support/source_tree.h"

namespace lethe {
namespace {

// Little work, no thresholds: that every part is measured, and that nothing but made-up input is needed.
TEST(DatasetBenchTest, MeasuresEveryPart) {
  DatasetBenchOptions options;
  ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(
      R"(name: "bench" source { world { wordings: "datasets/wordings/real.txtpb" entities: "datasets/entities" } })",
      &options.config));
  options.root = testing::SourceTree();
  ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(
      R"(name: "kinds" source { babi { file: "none.txt" } }
         source { world { task: "chains" wordings: "datasets/wordings/real.txtpb" entities: "datasets/entities" } }
         source { rule_world { entities: "datasets/entities" } })",
      &options.all_kinds));
  options.all_kinds_root = testing::SourceTree();
  options.examples = 3000;
  options.reader_bytes = 50'000;
  options.threads = 1;
  const DatasetBenchResult result = RunDatasetBench(options);
  for (const MakingSpeed& speed : {result.worlds, result.all_kinds}) {
    EXPECT_GT(speed.examples_per_s, 0);
    EXPECT_GT(speed.examples_per_cpu_s, 0);
  }
  EXPECT_EQ(result.examples_per_cpu_s_by_source.size(), 2u);  // worlds alone
  EXPECT_GT(result.examples_per_cpu_s_by_source.at("chains"), 0);
  EXPECT_GT(result.examples_per_cpu_s_by_source.at("rules"), 0);
  EXPECT_EQ(result.reader_mb_per_s.size(), ReaderFormats().size());
  for (const auto& [format, speed] : result.reader_mb_per_s) EXPECT_GT(speed, 0) << format;
  EXPECT_GT(result.tokenizer_ratio, 0);
  EXPECT_LT(result.tokenizer_ratio, 5);  // our path calls sentencepiece itself, but for texts that come again
  EXPECT_GT(result.peak_rss_mb, 1);
}

}  // namespace
}  // namespace lethe
