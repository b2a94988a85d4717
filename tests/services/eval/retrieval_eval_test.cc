#include "services/eval/retrieval_eval.h"

#include <gmock/gmock.h>

#include <functional>

#include "datasets/readers/classic_collections.h"
#include "datasets/readers/entity_questions.h"
#include "datasets/readers/popqa.h"
#include "retriever/importer.h"
#include "retriever/normalize.h"
#include "tests/services/eval/plain_bm25.h"
#include "tests/support/source_tree.h"
#include "tests/support/temp_dir.h"
#include "tests/support/throws_code.h"

namespace lethe {
namespace {

using testing::SharedData;
using testing::ThrowsCode;

v1::Fact DocumentOf(const std::string& id, const std::string& text) {
  v1::Fact fact;
  fact.set_id(id);
  fact.set_text(text);
  return fact;
}

class RetrievalEvalTest : public testing::TempDir {
 protected:
  void SetUp() override {
    base_ = KnowledgeBase::Open(dir() / "store", {}, OpenMode::kCreate);
    base_->PutBatch({DocumentOf("d1", "The brewery closed."), DocumentOf("d2", "The brewery closed."),
                     DocumentOf("d3", "Rain fell in Oslo."), DocumentOf("d4", "Snow fell in Rome.")});
  }
  std::unique_ptr<KnowledgeBase> base_;
};

TEST_F(RetrievalEvalTest, ScoresEveryJudgedQueryAndCountsTheOthers) {
  RetrievalEvalOptions options;
  options.mode = "bm25";
  options.threads = 2;
  const auto result = EvaluateRetrieval(*base_->Pin(), {{"q1", "brewery"}, {"q2", "rain"}, {"q3", "snow"}},
                                        {{"q1", {{"d2", 1}}}, {"q2", {{"d4", 1}}}, {"q3", {{"d4", 0}}}}, options);
  EXPECT_EQ(result.mean.n, 2u);
  EXPECT_EQ(result.unjudged, 1u);
  // Documents with the same words all count: d1 comes before d2.
  EXPECT_DOUBLE_EQ(result.queries[0].metrics.mrr_at_10, 0.5);
  EXPECT_DOUBLE_EQ(result.mean.mrr_at_10, 0.25);
  EXPECT_EQ(RunLines(result).substr(0, 11), "q1 Q0 d1 1 ");
}

TEST_F(RetrievalEvalTest, EvidenceIsOfTheBestHitWithAndWithoutTheAnswer) {
  RetrievalEvalOptions options;
  options.evidence = true;
  const auto result = EvaluateRetrieval(*base_->Pin(), {{"q", "Where did snow fall?"}}, {{"q", {{"d4", 1}}}}, options);
  ASSERT_EQ(result.samples.size(), 2u);
  EXPECT_TRUE(result.samples[0].right);
  EXPECT_FALSE(result.samples[1].right);
  EXPECT_GT(result.samples[0].evidence.lexical, result.samples[1].evidence.lexical);
}

TEST_F(RetrievalEvalTest, RefusesFilesThatDoNotBelongTogetherAndUnknownModes) {
  EXPECT_THAT(
      [&] {
        EvaluateRetrieval(*base_->Pin(), {{"q", "x"}}, {{"p", {{"d1", 1}}}}, {});
      },
      ThrowsCode(Code::kInvalidArgument, "belong together"));
  RetrievalEvalOptions options;
  options.mode = "best";
  EXPECT_THAT(
      [&] {
        EvaluateRetrieval(*base_->Pin(), {{"q", "x"}}, {{"q", {{"d1", 1}}}}, options);
      },
      ThrowsCode(Code::kInvalidArgument, "exact, bm25, dense, fused"));
}

// A real collection in a store of its own.
class Collection {
 public:
  Collection(const Path& data, const Path& folder) {
    Path layout = data;
    if (IsClassicCollection(data)) {
      layout = folder / "layout";
      WriteBeirLayout(data, layout);
    }
    files_ = FindCollection(layout, "test");
    ImportOptions import;
    import.format = "beir";
    import.skip_bad = 10;
    ImportFacts(files_.corpus, import, folder / "store", {});
    view_ = KnowledgeBase::Open(folder / "store", {}, OpenMode::kRead)->Pin();
    queries_ = ReadQueries(files_.queries);
    qrels_ = ReadQrels(files_.qrels);
  }

  RankMetrics Score(const std::string& mode) const {
    RetrievalEvalOptions options;
    options.mode = mode;
    options.threads = 2;
    return EvaluateRetrieval(*view_, queries_, qrels_, options).mean;
  }
  RankMetrics ScorePlainBm25() const {
    testing::PlainBm25 plain;
    view_->ForEach([&plain](const v1::Fact& fact) { plain.Add(fact.id(), fact.text()); });
    std::vector<RankMetrics> metrics;
    for (const RetrievalQuery& query : queries_) {
      const auto judged = qrels_.find(query.id);
      if (judged == qrels_.end() || !HasRelevant(judged->second)) continue;
      metrics.push_back(ScoreRanking(plain.Search(query.text, 1000), judged->second));
    }
    return MeanOf(metrics);
  }

 private:
  CollectionFiles files_;
  std::shared_ptr<const StoreView> view_;
  std::vector<RetrievalQuery> queries_;
  Qrels qrels_;
};

void ExpectFusedNotBelowItsParts(const Collection& collection, const RankMetrics& words) {
  const RankMetrics vectors = collection.Score("dense");
  const RankMetrics fused = collection.Score("fused");
  EXPECT_GE(fused.ndcg_at_10, std::max(words.ndcg_at_10, vectors.ndcg_at_10));
  EXPECT_GE(fused.map, std::max(words.map, vectors.map));
}

TEST(RealCollectionsTest, SciFactIsWhereLuceneIs) {
  const auto data = SharedData("scifact");
  if (!data) GTEST_SKIP() << "needs ../shared/data/scifact";
  const testing::ScopedTempDir folder;
  const Collection collection(*data, folder.path());
  const RankMetrics words = collection.Score("bm25");
  EXPECT_GE(words.ndcg_at_10, 0.665 - 0.01);
  EXPECT_LE(words.ndcg_at_10, 0.679 + 0.01);
  ExpectFusedNotBelowItsParts(collection, words);
}

class ClassicCollectionTest : public ::testing::TestWithParam<const char*> {};

INSTANTIATE_TEST_SUITE_P(RealCollections, ClassicCollectionTest, ::testing::Values("cranfield", "cisi"),
                         [](const auto& collection) { return std::string(collection.param); });

TEST_P(ClassicCollectionTest, WordsAreNotBelowAPlainBm25NorFusedBelowItsParts) {
  const auto data = SharedData(GetParam());
  if (!data) GTEST_SKIP() << "needs ../shared/data/" << GetParam();
  const testing::ScopedTempDir folder;
  const Collection collection(*data, folder.path());
  const RankMetrics words = collection.Score("bm25");
  const double plain = collection.ScorePlainBm25().map;
  EXPECT_GT(plain, 0.15);  // the plain one works too
  EXPECT_GE(words.map, plain);
  ExpectFusedNotBelowItsParts(collection, words);
}

std::string Upper(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::toupper(c); });
  return text;
}

// Every statement must be found under each spelling of its subject and relation.
void ExpectAllLookedUp(const StoreView& view, const std::vector<v1::Fact>& facts,
                       const std::function<std::string(const std::string&)>& spelling, const char* what) {
  size_t missed = 0;
  for (const v1::Fact& fact : facts) {
    const auto found = view.Lookup(spelling(fact.subject()), Upper(fact.relation()));
    missed += std::none_of(found.begin(), found.end(), [&](const v1::Fact& other) { return other.id() == fact.id(); });
  }
  EXPECT_EQ(missed, 0u) << what << ", of " << facts.size();
}

std::vector<v1::Fact> RealStatements() {
  std::vector<v1::Fact> facts;
  const auto add = [&facts](const std::string& subject, const std::string& relation, const std::string& object) {
    v1::Fact& fact = facts.emplace_back();
    fact.set_id(std::to_string(facts.size()));
    fact.set_subject(subject);
    fact.set_relation(relation);
    fact.set_object(object);
    fact.add_aliases("Álias of " + subject);
  };
  EntityQuestionsReader reader(*SharedData("entityquestions/relation_query_templates.json.zst"));
  reader.ForEach(*SharedData("entityquestions/dev.jsonl.zst"), [&](const EntityQuestion& question) {
    if (!question.answers.empty()) add(question.subject, question.property, question.answers.front());
  });
  ReadPopQa(*SharedData("popqa/popqa_with_passages.half1.jsonl.zst"),
            [&](const SourceFact& fact) { add(fact.subject, fact.relation, fact.object); });
  return facts;
}

TEST(RealCollectionsTest, ExactLookUpFindsEveryFactUnderCaseAccentsAndAliases) {
  if (!SharedData("entityquestions") || !SharedData("popqa")) GTEST_SKIP() << "needs ../shared/data/entityquestions";
  const std::vector<v1::Fact> facts = RealStatements();
  ASSERT_GT(facts.size(), 20000u);
  const testing::ScopedTempDir folder;
  const auto base = KnowledgeBase::Open(folder.path() / "store", {}, OpenMode::kCreate);
  base->PutBatch(facts);
  const auto view = base->Pin();
  ExpectAllLookedUp(
      *view, facts, [](const std::string& name) { return name; }, "as written");
  ExpectAllLookedUp(*view, facts, Upper, "capitals");
  ExpectAllLookedUp(*view, facts, FoldText, "without accents");
  ExpectAllLookedUp(
      *view, facts, [](const std::string& name) { return "alias OF " + name; }, "alias");
}

}  // namespace
}  // namespace lethe
