#include "services/reasoner/value_guide.h"

#include <gtest/gtest.h>

#include "tests/support/scripted_generator.h"

namespace lethe {
namespace {

using S = SpecialTokens;
using testing::ByteTokenizer;
using testing::MakeFact;
using testing::ScriptWriter;

v1::Fact Text(const std::string& text) {
  v1::Fact fact;
  fact.set_id(text);
  fact.set_text(text);
  return fact;
}

class ValueGuideTest : public ::testing::Test {
 protected:
  void See(const v1::Fact& fact) {
    guide_.AddFact(++numbers_, fact);
    state_.AddNumber(numbers_);
  }
  void Write(const std::vector<int32_t>& tokens) {
    for (const int32_t token : tokens) state_.Accept(token);
  }
  void WriteKey(const std::string& subject, const std::string& relation) {
    Write(ScriptWriter().Key(subject, relation).Done());
  }
  // Whether the value may be written token by token from here and cite the fact; leaves the state as it was.
  bool Allows(const std::string& value, int cited) {
    DerivationState state = state_;
    for (const int32_t token : ScriptWriter().Text(value).Cite(cited).Done()) {
      if (!guide_.Allows(state, token)) return false;
      state.Accept(token);
    }
    return true;
  }

  ByteTokenizer tokenizer_;
  ValueGuide guide_{tokenizer_};
  DerivationState state_{tokenizer_};
  int numbers_ = 0;
};

TEST_F(ValueGuideTest, AStatementGivesItsWholeObjectAndNothingElse) {
  See(MakeFact("1", "Ann Lee", "place of birth", "New York"));
  WriteKey("Ann Lee", "birthplace");
  EXPECT_TRUE(Allows("New York", 1));
  EXPECT_FALSE(Allows("New", 1));
  EXPECT_FALSE(Allows("York", 1));
  EXPECT_FALSE(Allows("Bergen", 1));
}

TEST_F(ValueGuideTest, FactsAboutSomebodyElseCannotBeCited) {
  See(MakeFact("1", "Ann Lee", "place of birth", "Oslo"));
  See(MakeFact("2", "Ann Day", "place of birth", "Bergen"));
  See(MakeFact("3", "Bo Day", "mother", "Ann Lee"));
  WriteKey("Ann Lee", "born in");
  EXPECT_TRUE(Allows("Oslo", 1));
  EXPECT_FALSE(Allows("Bergen", 2));
  EXPECT_FALSE(Allows("Oslo", 2));
  EXPECT_FALSE(Allows("Ann Lee", 3));
}

TEST_F(ValueGuideTest, AnExactKeyInSightDecides) {
  See(MakeFact("1", "Ann Lee", "place of birth", "Oslo"));
  See(MakeFact("2", "Ann Lee", "place of death", "Rome"));
  WriteKey("ann lee", "Place of Birth");
  EXPECT_TRUE(Allows("Oslo", 1));
  EXPECT_FALSE(Allows("Rome", 2));
  EXPECT_FALSE(guide_.Allows(state_, S::kRecall));
}

TEST_F(ValueGuideTest, WithoutTheKeyTheModelChoosesAmongFactsOfTheSubjectOrRecalls) {
  See(MakeFact("1", "Ann Lee", "place of birth", "Oslo"));
  See(MakeFact("2", "Ann Lee", "place of death", "Rome"));
  WriteKey("Ann Lee", "birthplace");
  EXPECT_TRUE(Allows("Oslo", 1));
  EXPECT_TRUE(Allows("Rome", 2));
  EXPECT_TRUE(guide_.Allows(state_, S::kRecall));
}

TEST_F(ValueGuideTest, AFreeTextGivesAnyRunOfItsWords) {
  See(Text("Oslo, the capital of Norway, is where Ann Lee was born."));
  WriteKey("Ann Lee", "place of birth");
  EXPECT_TRUE(Allows("Oslo", 1));
  EXPECT_TRUE(Allows("capital of Norway", 1));
  EXPECT_FALSE(Allows("capital Norway", 1));
  EXPECT_FALSE(Allows("Osl", 1));  // half a word
}

TEST_F(ValueGuideTest, ATextThatLedToTheSubjectDoesNotLeadBack) {
  See(Text("On board AZ 3001, passengers travel to Nyons by night."));
  See(Text("AZ 3001 flies from Nyons."));
  Write(ScriptWriter().Key("AZ 3001", "destination").Text("Nyons").Cite(1).Done());
  WriteKey("Nyons", "terminal");
  EXPECT_FALSE(Allows("AZ 3001", 1));
  EXPECT_FALSE(Allows("board AZ 3001 passengers", 1));
  EXPECT_FALSE(Allows("board passengers", 1));
  EXPECT_TRUE(Allows("night", 1));    // what else it says of the subject
  EXPECT_TRUE(Allows("AZ 3001", 2));  // another fact may say so
}

TEST_F(ValueGuideTest, ATextMaySayTheSameOfTheSameAgain) {
  See(Text("Ann leads the Lynx team in Oslo."));
  Write(ScriptWriter().Key("Lynx team", "leader").Text("Ann").Cite(1).Done());
  WriteKey("Lynx team", "leader");
  EXPECT_TRUE(Allows("Ann", 1));
}

TEST_F(ValueGuideTest, AliasesNameTheSubjectToo) {
  v1::Fact fact = MakeFact("1", "United Kingdom", "capital", "London");
  fact.add_aliases("UK");
  See(fact);
  WriteKey("UK", "seat of government");
  EXPECT_TRUE(Allows("London", 1));
}

TEST_F(ValueGuideTest, WhatTheStoreRecalledCountsAsAboutTheSubject) {
  See(MakeFact("1", "Bo Day", "mother", "Eva"));
  WriteKey("Jon Smith", "employer");
  Write({S::kRecall});
  See(MakeFact("2", "John Smith", "employer", "Acme"));
  guide_.MarkRecalled({2});
  Write({S::kLoaded});
  EXPECT_TRUE(Allows("Acme", 2));
  EXPECT_FALSE(Allows("Eva", 1));
  EXPECT_TRUE(guide_.Allows(state_, S::kUnknown));
}

TEST_F(ValueGuideTest, WhatAnEarlierRecallFoundDoesNotCountAnyMore) {
  WriteKey("Jon Smith", "employer");
  Write({S::kRecall});
  See(MakeFact("1", "John Smith", "employer", "Acme"));
  guide_.MarkRecalled({1});
  Write({S::kLoaded});
  Write(ScriptWriter().Text("Acme").Cite(1).Done());
  WriteKey("Bo Day", "mother");
  EXPECT_FALSE(Allows("Acme", 1));
  Write({S::kRecall});
  guide_.MarkRecalled({});
  Write({S::kLoaded});
  EXPECT_FALSE(Allows("Acme", 1));
  EXPECT_TRUE(guide_.Allows(state_, S::kUnknown));
}

TEST_F(ValueGuideTest, ARecalledStatementWithTheKeyLeavesNothingUnknown) {
  WriteKey("Oslo", "country");
  Write({S::kRecall});
  See(MakeFact("1", "Oslo", "country", "Norway"));
  guide_.MarkRecalled({1});
  Write({S::kLoaded});
  EXPECT_TRUE(Allows("Norway", 1));
  EXPECT_FALSE(guide_.Allows(state_, S::kUnknown));
}

TEST_F(ValueGuideTest, NothingAboutTheSubjectLeavesRecallAlone) {
  See(MakeFact("1", "Bo Day", "mother", "Eva"));
  WriteKey("Ann Lee", "mother");
  EXPECT_FALSE(Allows("Eva", 1));
  EXPECT_TRUE(guide_.Allows(state_, S::kRecall));
}

TEST_F(ValueGuideTest, JudgesValuesOnly) {
  See(MakeFact("1", "Bo Day", "mother", "Eva"));
  EXPECT_TRUE(guide_.Allows(state_, ByteTokenizer::kFirstByte + 'x'));
}

TEST_F(ValueGuideTest, AnAnswerBehindALookUpIsItsValue) {
  See(MakeFact("1", "Saudi Arabia", "currency", "Saudi riyals"));
  WriteKey("Saudi Arabia", "currency");
  Write(ScriptWriter().Text("Saudi riyals").Cite(1).Token(S::kAnswer).Done());
  const auto allows = [&](const std::string& answer) {
    DerivationState state = state_;
    for (const int32_t token : ScriptWriter().Text(answer).Token(S::kEnd).Done()) {
      if (!guide_.Allows(state, token)) return false;
      state.Accept(token);
    }
    return true;
  };
  EXPECT_TRUE(allows("Saudi riyals"));
  EXPECT_FALSE(allows("Saudi Arabia"));
  EXPECT_FALSE(allows("Saudi riy"));
  EXPECT_FALSE(allows("the Saudi riyals"));
  EXPECT_TRUE(guide_.Allows(state_, S::kUnknown));
  Write({S::kUnknown});
  EXPECT_TRUE(guide_.Allows(state_, S::kEnd));
}

TEST_F(ValueGuideTest, AValueOfAFreeTextDoesNotEndWithinAWord) {
  const std::string text =
      "Ann plays for F.C. Oslo-Nord, ann@lee.no, +47 90-12, for 4,500 euro or 3.5 (\"well-paid\").";
  See(Text(text));
  WriteKey("Ann", "club");
  for (const char* whole : {"F.C.", "F.C", "F.C. Oslo-Nord", "F.C. Oslo", "ann@lee.no", "90-12", "4,500", "3.5",
                            "well-paid", "3.5 (\"well-paid\")."})
    EXPECT_TRUE(Allows(whole, 1)) << whole;
  for (const char* cut : {"F.", "F", "F.C. Oslo-", "ann", "ann@lee", "90", "4", "4,", "3", "3."})
    EXPECT_FALSE(Allows(cut, 1)) << cut;
}

// Here the word is whole at its second place, and there it is written otherwise.
TEST_F(ValueGuideTest, AValueIsWholeWhereOneOfItsPlacesSaysSo) {
  See(Text("Ann has 4.5 euro and 4 pounds."));
  See(Text("Ann lives in \u201cTromsø\u201d, 奥斯陆。"));
  See(Text("Ann works at F.C. Oslo."));
  WriteKey("Ann", "pounds");
  EXPECT_TRUE(Allows("4", 1));
  EXPECT_TRUE(Allows("Tromsø", 2));
  EXPECT_TRUE(Allows("奥斯陆", 2));
  EXPECT_TRUE(Allows("f.", 3));
}

TEST_F(ValueGuideTest, AnswersBehindQuotesAndUnknownLookUpsAreFree) {
  See(Text("Oslo is old."));
  Write(ScriptWriter().Text("Oslo is old").Cite(1).Token(S::kAnswer).Done());
  EXPECT_TRUE(guide_.Allows(state_, ScriptWriter().Text("yes").Done().front()));
}

}  // namespace
}  // namespace lethe
