#include "retriever/bulk_writer.h"

#include <gmock/gmock.h>

#include "retriever/fact.h"
#include "tests/retriever/fact_samples.h"
#include "tests/support/temp_dir.h"
#include "tests/support/throws_code.h"

namespace lethe {
namespace {

using testing::NumberedFact;
using testing::NumberedFacts;
using testing::ThrowsCode;

class BulkWriterTest : public testing::TempDir {
 protected:
  std::unique_ptr<KnowledgeBase> base_ = KnowledgeBase::Open(dir() / "store", {}, OpenMode::kCreate);
};

TEST_F(BulkWriterTest, BatchesBecomeDurableInTheirOrder) {
  std::vector<std::string> acknowledged;
  BulkWriter writer(*base_, [&](const PutResult& result) {
    acknowledged.insert(acknowledged.end(), result.ids.begin(), result.ids.end());
  });
  std::vector<std::string> ids;
  for (uint64_t begin = 0; begin < 300; begin += 30) {
    writer.Put(NumberedFacts(begin, begin + 30));
    for (uint64_t i = begin; i < begin + 30; ++i) ids.push_back(ContentId(NumberedFact(i)));
  }
  writer.Put(NumberedFacts(0, 10));
  for (uint64_t i = 0; i < 10; ++i) ids.push_back(ContentId(NumberedFact(i)));
  const PutOutcome outcome = writer.Finish();
  EXPECT_EQ(acknowledged, ids);
  EXPECT_EQ(outcome.added, 300u);
  EXPECT_EQ(outcome.unchanged, 10u);
  EXPECT_EQ(outcome.version, base_->Pin()->version());
  EXPECT_TRUE(base_->Pin()->Verify().ok());
  writer.Put(NumberedFacts(300, 310));
  EXPECT_EQ(writer.Finish().added, 310u);
}

TEST_F(BulkWriterTest, AWrongFactIsSaidAtOnce) {
  BulkWriter writer(*base_);
  writer.Put(NumberedFacts(0, 5));
  EXPECT_THAT([&] { writer.Put({v1::Fact()}); }, ThrowsCode(Code::kInvalidArgument, "empty"));
  EXPECT_EQ(writer.Finish().added, 5u);
}

TEST_F(BulkWriterTest, AFailedWriteEndsTheWriting) {
  base_->PutBatch(NumberedFacts(0, 5));
  base_.reset();
  base_ = KnowledgeBase::Open(dir() / "store", {}, OpenMode::kRead);
  BulkWriter writer(*base_);
  writer.Put(NumberedFacts(5, 10));
  EXPECT_THAT([&] { writer.Finish(); }, ThrowsCode(Code::kFailedPrecondition, "reading only"));
  EXPECT_THAT([&] { writer.Put(NumberedFacts(10, 15)); }, ThrowsCode(Code::kFailedPrecondition, "reading only"));
}

}  // namespace
}  // namespace lethe
