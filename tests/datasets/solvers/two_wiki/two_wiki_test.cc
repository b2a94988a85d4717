#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "base/error.h"
#include "datasets/solvers/solver.h"
#include "tests/support/source_tree.h"
#include "tests/support/temp_dir.h"
#include "tests/support/throws_code.h"

namespace lethe {
namespace {

using testing::SharedData;
using testing::ThrowsCode;

class TwoWikiTest : public testing::TempDir {
 protected:
  std::string Solve(const std::string& question, const std::string& evidences, const std::string& gold = "x") const {
    std::string ours;
    SolveTwo(StrCat(R"({"_id": "1", "type": "t", "question": ")", question, R"(", "answer": ")", gold,
                    R"(", "evidences": )", evidences, "}"),
             [&](const Verdict& verdict) { ours = StrCat(verdict.ours, verdict.agree ? "!" : ""); });
    return ours;
  }
  void SolveTwo(const std::string& text, const VerdictSink& report) const {
    Solve2Wiki(WriteTemp("w.jsonl", text), report);
  }
};

TEST_F(TwoWikiTest, FollowsChains) {
  EXPECT_EQ(Solve("Where was the director of film Fort Dobbs born?",
                  R"([["Fort Dobbs", "director", "Gordon Douglas"], ["Gordon Douglas", "place of birth", "New York"]])",
                  "new york"),
            "New York!");
  // The second step goes to another triple, though the first one's subject is more alike.
  EXPECT_EQ(Solve("Who is Caroline Kennedy's maternal grandmother?",
                  R"([["Caroline Bouvier Kennedy", "mother", "Jacqueline Bouvier"],
                      ["Jacqueline Lee Kennedy Onassis", "mother", "Janet Lee Bouvier"]])"),
            "Janet Lee Bouvier");
  EXPECT_EQ(Solve("Who is Arghun's uncle?", R"([["Arghun", "father", "Abaqa"], ["Abaqa", "sibling", "Tekuder"]])"),
            "Tekuder");
}

TEST_F(TwoWikiTest, ComparesDatesAndCountries) {
  const std::string born = R"json([["Last Call", "director", "Bo Ek"], ["First Love", "director", "Cem Al (director)"],
    ["Bo Ek", "date of birth", "5 May 1901"], ["Cem Al", "date of birth", "May 4, 1901"]])json";
  EXPECT_EQ(Solve("Which film has the director born first, Last Call or First Love?", born), "First Love");
  EXPECT_EQ(Solve("Which film whose director is younger, Last Call or First Love?", born), "Last Call");
  EXPECT_EQ(Solve("Are both Bo Ek and Cem Al from the same country?",
                  R"([["Bo Ek", "country of citizenship", "American"], ["Cem Al", "country of citizenship", "U.S."]])"),
            "yes");
  EXPECT_EQ(Solve("Who lived longer, Bo Ek or Cem Al?",
                  R"([["Bo Ek", "date of birth", "1 May 1900"], ["Bo Ek", "date of death", "1 May 1950"],
                      ["Cem Al", "date of birth", "1 May 1890"], ["Cem Al", "date of death", "2 May 1940"]])"),
            "Cem Al");
}

TEST_F(TwoWikiTest, WhatTheEvidenceDoesNotTellStaysOpen) {
  EXPECT_EQ(Solve("Where was the director of film Fort Dobbs born?", R"([["Fort Dobbs", "director", "Bo Ek"]])"), "");
  EXPECT_EQ(Solve("Which film came out first, Aa or Bb?",
                  R"([["Aa", "publication date", "2010"], ["Bb", "publication date", "12 May 2010"]])"),
            "");
  EXPECT_EQ(Solve("Who is older, Bo Ek or Cem Al?", R"([["Bo Ek", "date of birth", "1900"]])"), "");
}

TEST_F(TwoWikiTest, MalformedRecordsAreNamed) {
  const VerdictSink ignore = [](const Verdict&) {};
  EXPECT_THAT([&] { SolveTwo("{\"question\": \"Why?\", \"evidences\": []}", ignore); },
              ThrowsCode(Code::kInvalidArgument, "w.jsonl:1: expected a string in the field \"answer\""));
  EXPECT_THAT([&] { SolveTwo("{\"question\": \"Why?\", \"answer\": \"x\"}", ignore); },
              ThrowsCode(Code::kInvalidArgument, "evidences"));
}

TEST(TwoWikiSourceTest, GoldAnswersAreReproduced) {
  std::map<std::string, int> count, agree;
  for (const char* name : {"multihop/2wiki_train500.jsonl.zst", "multihop/2wiki_dev200.half1.jsonl.zst"}) {
    const auto file = SharedData(name);
    if (!file) GTEST_SKIP() << "needs ../shared/data/" << name;
    Solve2Wiki(*file, [&](const Verdict& verdict) {
      ++count[verdict.task];
      agree[verdict.task] += verdict.agree;
    });
  }
  EXPECT_EQ(count["2wiki/compositional"], 254);
  EXPECT_EQ(agree["2wiki/compositional"], 254);
  // One question asks which of two films of 2010 came out earlier.
  EXPECT_EQ(count["2wiki/comparison"], 194);
  EXPECT_EQ(agree["2wiki/comparison"], 193);
  EXPECT_EQ(agree["2wiki/bridge_comparison"], count["2wiki/bridge_comparison"]);
  EXPECT_EQ(agree["2wiki/inference"], count["2wiki/inference"]);
}

}  // namespace
}  // namespace lethe
