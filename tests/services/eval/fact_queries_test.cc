#include "services/eval/fact_queries.h"

#include <gmock/gmock.h>

#include "retriever/importer.h"
#include "services/eval/retrieval_eval.h"
#include "tests/support/source_tree.h"
#include "tests/support/temp_dir.h"
#include "tests/support/throws_code.h"

namespace lethe {
namespace {

using testing::ThrowsCode;

v1::Fact FactOf(const std::string& id, const std::string& subject, const std::string& relation) {
  v1::Fact fact;
  fact.set_id(id);
  fact.set_subject(subject);
  fact.set_relation(relation);
  fact.set_object("x");
  return fact;
}

Path RealWordings() {
  return testing::SourceTree() / "datasets/wordings/real.txtpb";
}

class FactQueriesTest : public testing::TempDir {
 protected:
  std::unique_ptr<KnowledgeBase> Store() const { return KnowledgeBase::Open(dir() / "store", {}, OpenMode::kCreate); }
};

TEST_F(FactQueriesTest, AsksForEachFactAndTakesAllOfItsKey) {
  const auto store = Store();
  store->PutBatch({FactOf("a", "Ann Lee", "place of birth"), FactOf("b", "ann lee", "Place of birth"),
                   FactOf("c", "Bo Kay", "place of birth"), FactOf("d", "Bo Kay", "shoe size in the museum")});
  const FactQueries questions = AskForFacts(*store->Pin(), {RealWordings()}, 0);
  ASSERT_EQ(questions.queries.size(), 3u);
  EXPECT_EQ(questions.without_wordings, 1u);
  EXPECT_THAT(questions.queries[0].text, ::testing::HasSubstr("Ann Lee"));
  EXPECT_EQ(questions.qrels.at("a"), (Judgements{{"a", 1}, {"b", 1}}));
  EXPECT_EQ(questions.qrels.at("c"), (Judgements{{"c", 1}}));
  EXPECT_EQ(AskForFacts(*store->Pin(), {RealWordings()}, 2).queries.size(), 2u);
}

TEST_F(FactQueriesTest, RefusesAStoreThatCannotBeAsked) {
  const auto store = Store();
  store->PutBatch({FactOf("d", "Bo Kay", "shoe size in the museum")});
  EXPECT_THAT([&] { AskForFacts(*store->Pin(), {RealWordings()}, 0); },
              ThrowsCode(Code::kInvalidArgument, "no fact whose relation has wordings"));
}

TEST_F(FactQueriesTest, TheBundledStoreFindsItsOwnFacts) {
  const Path bundle = testing::SourceTree() / "deploy/bundle/facts.jsonl.zst";
  if (!std::filesystem::exists(bundle)) GTEST_SKIP() << "needs deploy/bundle";
  ImportFacts(bundle, {}, dir() / "store", {});
  const auto view = KnowledgeBase::Open(dir() / "store", {}, OpenMode::kRead)->Pin();
  const FactQueries questions = AskForFacts(*view, {RealWordings()}, 1000);
  RetrievalEvalOptions options;
  options.depth = 100;
  EXPECT_GE(EvaluateRetrieval(*view, questions.queries, questions.qrels, options).mean.recall_at_5, 0.97);
}

}  // namespace
}  // namespace lethe
