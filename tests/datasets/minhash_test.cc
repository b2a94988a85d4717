#include "datasets/minhash.h"

#include <gmock/gmock.h>

#include <set>

#include "base/error.h"
#include "base/random.h"

namespace lethe {
namespace {

v1::Example Sample(const std::string& question, const std::vector<std::string>& facts, const std::string& answer) {
  v1::Example example;
  example.set_question(question);
  for (const std::string& fact : facts) {
    v1::ContextFact& out = *example.add_context();
    out.set_id(StrCat("f", example.context_size()));
    out.set_text(fact);
  }
  example.set_answer(answer);
  return example;
}

std::vector<std::string> RandomFacts(uint64_t seed, size_t count, size_t words) {
  Random random(seed);
  std::vector<std::string> facts(count);
  for (std::string& fact : facts) {
    for (size_t i = 0; i < words; ++i) fact += StrCat(i > 0 ? " " : "", "w", random.Below(100'000));
  }
  return facts;
}

TEST(MinHashTest, TheEstimateIsTheShareOfRunsThatBothHave) {
  // Facts of three words are one run each, so the similarity is known; without a question only they count.
  for (const size_t shared : {size_t{0}, size_t{40}, size_t{100}, size_t{180}, size_t{200}}) {
    double error = 0;
    for (uint64_t seed = 0; seed < 20; ++seed) {
      std::vector<std::string> a = RandomFacts(seed, 200, 3), b = RandomFacts(seed + 1000, 200, 3);
      for (size_t i = 0; i < shared; ++i) b[i] = a[i];
      const double expected = static_cast<double>(shared) / static_cast<double>(400 - shared);
      error += EstimateSimilarity(MinHashOf(Sample("", a, "x")), MinHashOf(Sample("", b, "x"))) - expected;
    }
    EXPECT_NEAR(error / 20, 0, 0.04) << shared;
  }
}

TEST(MinHashTest, OrderCaseAndPunctuationDoNotCount) {
  const auto a = MinHashOf(Sample("Where was Ann born?", {"Ann was born in Oslo.", "Oslo lies in Norway."}, "Oslo"));
  const auto b = MinHashOf(Sample("where was ann born", {"Oslo lies in Norway!", "ann was born in oslo"}, "oslo"));
  EXPECT_EQ(EstimateSimilarity(a, b), 1.0);
  EXPECT_EQ(a.bands, b.bands);
  EXPECT_NE(a.exact, b.exact);
}

TEST(DuplicateIndexTest, TellsExactFromNearFromNew) {
  using Match = DuplicateIndex::Match;
  const std::vector<std::string> facts = RandomFacts(1, 12, 9);
  std::vector<std::string> turned(facts.rbegin(), facts.rend()), fewer(facts.begin(), facts.end() - 1);
  DuplicateIndex index;
  const auto add = [&](const v1::Example& example) { return index.Add(MinHashOf(example)); };
  const std::string question = "Which of the many words of this list is the one that follows after w17?";
  EXPECT_EQ(add(Sample(question, facts, "w1")), Match::kNone);
  EXPECT_EQ(add(Sample(question, turned, "w1")), Match::kExact);
  EXPECT_EQ(add(Sample(question, fewer, "w1")), Match::kNear);
  EXPECT_EQ(add(Sample(question, facts, "w2")), Match::kNone);  // a twin
  EXPECT_EQ(add(Sample("What comes first in it?", facts, "w1")), Match::kNone);
  EXPECT_EQ(add(Sample(question, RandomFacts(2, 12, 9), "w1")), Match::kNone);
}

TEST(DuplicateIndexTest, FindsNearOnesAmongManyAndFewThatAreNone) {
  DuplicateIndex index;
  for (uint64_t i = 0; i < 2000; ++i)
    ASSERT_EQ(index.Add(MinHashOf(Sample(StrCat("Question ", i, " of all?"), RandomFacts(i, 10, 8), "yes"))),
              DuplicateIndex::Match::kNone)
        << i;
  int found = 0;
  for (uint64_t i = 0; i < 2000; ++i) {
    std::vector<std::string> facts = RandomFacts(i, 10, 8);
    facts[0] += " more";
    found +=
        index.Add(MinHashOf(Sample(StrCat("Question ", i, " of all?"), facts, "yes"))) == DuplicateIndex::Match::kNear;
  }
  EXPECT_GT(found, 1900);
}

TEST(DuplicateIndexTest, AWindowForgetsTheOldestButNotWhatIsTheSame) {
  DuplicateIndex index(0.9, 16);
  const auto sample = [](uint64_t i) { return MinHashOf(Sample("Which?", RandomFacts(i, 10, 8), "yes")); };
  for (uint64_t i = 0; i < 3000; ++i) ASSERT_EQ(index.Add(sample(i)), DuplicateIndex::Match::kNone);
  EXPECT_EQ(index.Add(sample(0)), DuplicateIndex::Match::kExact);
}

TEST(WordRunsTest, AShortTextIsOneRun) {
  EXPECT_EQ(WordRuns("one two", 8).size(), 1u);
  EXPECT_EQ(WordRuns("a b c d e f g h i j", 8).size(), 3u);
  EXPECT_EQ(WordRuns("A, b!", 8), WordRuns("a b", 8));
  EXPECT_TRUE(WordRuns(" ?!", 8).empty());
}

}  // namespace
}  // namespace lethe
