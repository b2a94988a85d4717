#include "retriever/searcher.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <set>

#include "retriever/fact.h"
#include "retriever/knowledge_base.h"
#include "tests/retriever/fact_samples.h"
#include "tests/support/temp_dir.h"
#include "tests/support/throws_code.h"

namespace lethe {
namespace {

using ::testing::IsEmpty;
using testing::NumberedFacts;
using testing::TextFact;
using testing::ThrowsCode;
using testing::Triple;

std::vector<std::string> WordsOf(const std::vector<Hit>& hits) {
  std::vector<std::string> words;
  for (const Hit& hit : hits) words.push_back(FactWords(hit.fact));
  return words;
}

// A thousand facts about other people, and these.
class SearcherTest : public testing::TempDir {
 protected:
  void SetUp() override {
    base_ = KnowledgeBase::Open(dir() / "store", {}, OpenMode::kCreate);
    base_->PutBatch(NumberedFacts(0, 1000));
    v1::Fact band = Triple("The Who", "location of formation", "London");
    band.add_aliases("Detours");
    base_->PutBatch({Triple("Ann Lee", "spouse", "Bob Kay"), Triple("Ann Lee", "place of birth", "Oslo"),
                     Triple("Ann Lee", "occupation", "nurse"), Triple("Ann Lee", "date of death", "1990"),
                     Triple("Ann Lee Smith", "place of birth", "Rome"), Triple("Oslo", "country", "Norway"),
                     Triple("Oslo", "population", "700000"), Triple("Norway", "capital", "Oslo"),
                     Triple("Born", "genre", "drama"), Triple("Pilgrimage", "director", "John Ford"), band,
                     Triple("Office 12", "door code", "4711"),
                     TextFact("The brewery of Ann Lee closed on a Sunday in spring.")});
    view_ = base_->Pin();
  }
  std::string First(std::string_view question) const {
    const std::vector<Hit> hits = view_->Search(question, 5);
    return hits.empty() ? "" : FactWords(hits[0].fact);
  }

  std::unique_ptr<KnowledgeBase> base_;
  std::shared_ptr<const StoreView> view_;
};

TEST_F(SearcherTest, PutsTheFactThatAnswersFirst) {
  EXPECT_EQ(First("Where was Ann Lee born?"), "Ann Lee | place of birth | Oslo");
  EXPECT_EQ(First("where was ann lee born"), "Ann Lee | place of birth | Oslo");
  EXPECT_EQ(First("Who is Ann Lee's husband?"), "Ann Lee | spouse | Bob Kay");
  EXPECT_EQ(First("What kind of work does Ann Lee do?"), "Ann Lee | occupation | nurse");
  EXPECT_EQ(First("Where was Ann Lee Smith born?"), "Ann Lee Smith | place of birth | Rome");
  EXPECT_EQ(First("Who was the director of Pilgrimage?"), "Pilgrimage | director | John Ford");
  EXPECT_EQ(First("Where was The Who formed?"), "The Who | location of formation | London");
  EXPECT_EQ(First("Where were the Detours formed?"), "The Who | location of formation | London");
  EXPECT_EQ(First("What is the door code of office 12?"), "Office 12 | door code | 4711");
}

TEST_F(SearcherTest, FreeTextIsFoundByItsWords) {
  const std::vector<Hit> hits = view_->Search("On which day did the brewery close?", 3);
  ASSERT_FALSE(hits.empty());
  EXPECT_EQ(FactWords(hits[0].fact), "The brewery of Ann Lee closed on a Sunday in spring.");
  EXPECT_NE(hits[0].channel, "exact");
}

TEST_F(SearcherTest, MisspelledNamesAreFoundByTheirLetters) {
  SearchOptions options;
  options.exact = options.lexical = false;
  const std::vector<Hit> hits = view_->Search("Pilgrimmage directer", options);
  ASSERT_FALSE(hits.empty());
  EXPECT_EQ(FactWords(hits[0].fact), "Pilgrimage | director | John Ford");
  EXPECT_EQ(hits[0].channel, "dense");
}

TEST_F(SearcherTest, EachFactComesOnceAndScoresFall) {
  v1::Fact again = Triple("Ann Lee", "place of birth", "Oslo");
  again.set_source("another");
  base_->PutBatch({again});
  const std::vector<Hit> hits = base_->Pin()->Search("Where was Ann Lee born?", 20);
  const std::vector<std::string> words = WordsOf(hits);
  EXPECT_EQ(std::set<std::string>(words.begin(), words.end()).size(), words.size());
  for (size_t i = 0; i < hits.size(); ++i) {
    EXPECT_GT(hits[i].score, 0);
    EXPECT_LE(hits[i].score, i == 0 ? 1.0 : hits[i - 1].score);
  }
}

// A short answer is fused from as many vectors as a long one.
TEST_F(SearcherTest, ScoresDoNotDependOnHowManyAreAsked) {
  const std::vector<Hit> few = view_->Search("a brewery, a Sunday, a spring", 5);
  const std::vector<Hit> many = view_->Search("a brewery, a Sunday, a spring", 50);
  ASSERT_EQ(few.size(), 5u);
  ASSERT_EQ(many.size(), 50u);
  for (size_t i = 0; i < few.size(); ++i) {
    EXPECT_EQ(few[i].fact.id(), many[i].fact.id());
    EXPECT_DOUBLE_EQ(few[i].score, many[i].score) << i;
  }
}

TEST_F(SearcherTest, HopsBringTheFactsOfTheObjects) {
  SearchOptions options;
  options.k = 1;
  EXPECT_THAT(WordsOf(view_->Search("In which country was Ann Lee born?", options)),
              ::testing::Not(::testing::Contains("Oslo | country | Norway")));
  options.hop_facts = 4;
  EXPECT_THAT(WordsOf(view_->Search("In which country was Ann Lee born?", options)),
              ::testing::Contains("Oslo | country | Norway"));
}

TEST_F(SearcherTest, OddQuestionsDoNoHarm) {
  for (const std::string& question : {std::string(), std::string("?"), std::string("the"), std::string(200000, 'x'),
                                      std::string("\0\x01", 2), std::string("Who")}) {
    EXPECT_LE(view_->Search(question, 5).size(), 5u);
  }
  EXPECT_THAT([&] { view_->Search("Where was \xFF born?", 5); }, ThrowsCode(Code::kInvalidArgument, "UTF-8"));
  EXPECT_THAT(view_->Search("Where was Ann Lee born?", 0), IsEmpty());
}

TEST_F(SearcherTest, RecallTakesTheExactKeyFirst) {
  EXPECT_THAT(WordsOf(view_->LookupOrSearch("ann lee", "Place of Birth", 5)),
              ::testing::ElementsAre("Ann Lee | place of birth | Oslo"));
}

TEST_F(SearcherTest, RecallFallsBackToTheNearestRelationOfTheSubject) {
  const std::vector<Hit> hits = view_->LookupOrSearch("Ann Lee", "birthplace", 2);
  ASSERT_EQ(hits.size(), 2u);
  EXPECT_EQ(FactWords(hits[0].fact), "Ann Lee | place of birth | Oslo");
}

TEST_F(SearcherTest, RecallFindsANearlyEqualSubjectAndNothingForNonsense) {
  const std::vector<Hit> hits = view_->LookupOrSearch("Pilgrimmage", "director", 3);
  ASSERT_FALSE(hits.empty());
  EXPECT_EQ(FactWords(hits[0].fact), "Pilgrimage | director | John Ford");
  EXPECT_THAT(view_->LookupOrSearch("Quuxfrotz Ybbli", "place of birth", 3), IsEmpty());
  EXPECT_THAT(view_->LookupOrSearch("", "", 3), IsEmpty());
  EXPECT_THAT(view_->LookupOrSearch("Ann Lee", "spouse", 0), IsEmpty());
}

TEST_F(SearcherTest, RecallSeesWhatTheFilterLetsPass) {
  v1::Fact ended = Triple("Cy Fox", "employer", "Acme"), now = Triple("Cy Fox", "employer", "Orbit");
  ended.set_valid_to("2019");
  now.set_valid_from("2020");
  v1::Fact text = TextFact("The boat of Gil Zond sank.");
  text.set_valid_to("2019");
  base_->PutBatch({ended, now, text, Triple("Cy Fox", "home", "Oslo")});
  const auto view = base_->Pin();
  v1::SearchFilter filter;
  filter.set_valid_at("2024");
  const auto recall = [&](const char* subject, const char* relation, size_t k) {
    return WordsOf(view->LookupOrSearch(subject, relation, k, 0.5, filter));
  };
  // Of one key, also where the first to be found is the one that ended.
  EXPECT_THAT(recall("Cy Fox", "employer", 1), ::testing::ElementsAre("Cy Fox | employer | Orbit"));
  EXPECT_EQ(view->LookupOrSearch("Cy Fox", "employer", 5).size(), 2u);
  // Of a subject, and of what a search finds.
  EXPECT_THAT(recall("Cy Fox", "works for", 5),
              ::testing::UnorderedElementsAre("Cy Fox | employer | Orbit", "Cy Fox | home | Oslo"));
  EXPECT_THAT(WordsOf(view->LookupOrSearch("Gil Zond", "boat", 3)), ::testing::Contains("The boat of Gil Zond sank."));
  EXPECT_THAT(recall("Gil Zond", "boat", 3), IsEmpty());
  filter.set_valid_at("soon");
  EXPECT_THAT([&] { recall("Cy Fox", "employer", 1); }, ThrowsCode(Code::kInvalidArgument, "soon"));
}

TEST_F(SearcherTest, ALargeSubjectGivesItsBestRelationOnly) {
  std::vector<v1::Fact> facts;
  for (uint64_t i = 0; i < 500; ++i)
    facts.push_back(Triple("Hub", "relation " + testing::NameOf(i), testing::NameOf(i + 7)));
  facts.push_back(Triple("Hub", "zip code", "0150"));
  base_->PutBatch(facts);
  const std::vector<Hit> hits = base_->Pin()->Search("What is the zip code of the Hub?", 5);
  ASSERT_FALSE(hits.empty());
  EXPECT_EQ(FactWords(hits[0].fact), "Hub | zip code | 0150");
}

TEST_F(SearcherTest, ModesTurnPartsOn) {
  const auto channels = [this](const char* mode) {
    SearchOptions options;
    options.k = 50;
    SetSearchMode(mode, options);
    std::set<std::string> found;
    for (const Hit& hit : view_->Search("Where was Ann Lee born?", options)) found.insert(hit.channel);
    return found;
  };
  EXPECT_EQ(channels("exact"), std::set<std::string>{"exact"});
  EXPECT_EQ(channels("bm25"), std::set<std::string>{"lexical"});
  EXPECT_EQ(channels("dense"), std::set<std::string>{"dense"});
  EXPECT_TRUE(channels("fused").contains("exact"));
  EXPECT_EQ(channels(""), channels("fused"));
  SearchOptions options;
  EXPECT_THAT([&] { SetSearchMode("vectors", options); }, ThrowsCode(Code::kInvalidArgument, "bm25"));
}

TEST_F(SearcherTest, FiltersHoldForEveryPartHoweverFewFactsPass) {
  v1::Fact job = Triple("Ann Lee", "occupation", "baker");
  job.set_source("diary");
  job.set_valid_from("2001");
  job.set_valid_to("2003-06");
  job.add_tags("work");
  base_->PutBatch({job});
  const auto view = base_->Pin();
  for (const char* mode : {"exact", "bm25", "dense", "fused"}) {
    SearchOptions options;
    SetSearchMode(mode, options);
    options.filter.add_sources("diary");
    EXPECT_THAT(WordsOf(view->Search("Which occupation had Ann Lee?", options)),
                ::testing::ElementsAre("Ann Lee | occupation | baker"))
        << mode;
    options.filter.add_tags("leisure");
    EXPECT_THAT(view->Search("Which occupation had Ann Lee?", options), IsEmpty()) << mode;
  }
  SearchOptions options;
  options.filter.set_valid_at("2003-07-01");
  EXPECT_EQ(FactWords(view->Search("Which occupation had Ann Lee?", options)[0].fact), "Ann Lee | occupation | nurse");
  options.filter.set_valid_at("July");
  EXPECT_THAT([&] { view->Search("x", options); }, ThrowsCode(Code::kInvalidArgument, "valid_at"));
}

TEST_F(SearcherTest, ACalibratedStoreSaysNothingFound) {
  NothingFoundConfig nothing_found;  // confident in exact facts that answer, and in nothing else
  nothing_found.set_bias(-6);
  nothing_found.set_exact(5);
  nothing_found.set_threshold(0.5);
  base_.reset();
  KnowledgeBase::Calibrate(dir() / "store", nothing_found);
  const auto view = KnowledgeBase::Open(dir() / "store", {}, OpenMode::kRead)->Pin();
  const SearchResult known = view->Find("Where was Ann Lee born?", {});
  EXPECT_FALSE(known.nothing_found);
  EXPECT_GT(known.confidence, 0.5);
  EXPECT_EQ(FactWords(known.hits.at(0).fact), "Ann Lee | place of birth | Oslo");
  const SearchResult unknown = view->Find("Who brewed the beer?", {});
  EXPECT_TRUE(unknown.nothing_found);
  EXPECT_THAT(unknown.hits, IsEmpty());
  SearchOptions any;
  any.may_refuse = false;
  EXPECT_FALSE(view->Search("Who brewed the beer?", any).empty());
  EXPECT_THAT(WordsOf(view->LookupOrSearch("Pilgrimmage", "director", 3)), ::testing::Not(IsEmpty()));
}

TEST_F(SearcherTest, FusionByRankIsAChoiceOfTheConfig) {
  StoreConfig config;
  config.set_fusion(RECIPROCAL_RANK);
  config.set_dense_weight(0);
  const auto view = KnowledgeBase::Open(dir() / "store", config, OpenMode::kRead)->Pin();
  SearchOptions options;
  options.exact = false;
  SearchOptions words = options;
  words.dense = false;
  const auto fused = WordsOf(view->Search("brewery sunday spring", options));
  const auto lexical = WordsOf(view->Search("brewery sunday spring", words));
  ASSERT_FALSE(lexical.empty());
  EXPECT_EQ(fused[0], lexical[0]);
}

TEST_F(SearcherTest, WithoutDistinctEqualWordsAllCount) {
  base_->PutBatch({Triple("Ann Lee", "place of birth", "Oslo")});
  v1::Fact again = Triple("Ann Lee", "place of birth", "Oslo");
  again.set_source("another");
  base_->PutBatch({again});
  SearchOptions options;
  options.distinct = false;
  const std::vector<std::string> words = WordsOf(base_->Pin()->Search("Where was Ann Lee born?", options));
  EXPECT_EQ(std::count(words.begin(), words.end(), "Ann Lee | place of birth | Oslo"), 2);
}

}  // namespace
}  // namespace lethe
