#include "datasets/sources/world_text.h"

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <set>

#include "base/text.h"
#include "datasets/derivation_check.h"
#include "datasets/sources/world.h"
#include "tests/support/source_tree.h"

namespace lethe {
namespace {

using testing::SourceTree;

class WorldText : public ::testing::Test {
 protected:
  WorldText()
      : wordings_(
            Wordings::Load({SourceTree() / "datasets/wordings/real.txtpb"}, WorldConfig::ALL, WorldConfig::ALL, {})),
        invented_(LoadInventedBook(SourceTree() / "datasets/wordings/invented.txtpb"), WorldConfig::ALL) {}

  PlannedRelation Known(const std::string& name) const {
    PlannedRelation relation;
    for (const Relation& known : wordings_.relations) {
      if (known.name != name) continue;
      relation.known = &known;
      relation.subject_type = known.subject;
      relation.object_type = known.object;
    }
    return relation;
  }

  Wordings wordings_;
  InventedRelations invented_;
};

TEST_F(WorldText, PredicatesAreWhatAStatementSaysOfItsSubject) {
  size_t found = 0;
  for (uint64_t seed = 0; seed < 60; ++seed) {
    Random random(seed);
    const auto said = DrawPredicate(Known("place of birth"), invented_, "Oslo", true, random);
    if (!said) continue;
    ++found;
    EXPECT_NE(said->text.find("Oslo"), std::string::npos);
    EXPECT_TRUE(said->text[0] >= 'a' && said->text[0] <= 'z') << said->text;
    EXPECT_NE(said->text.back(), '.');
    EXPECT_EQ(said->name, "place of birth");
  }
  EXPECT_GT(found, 50u);
}

TEST_F(WorldText, AQuestionForACityGivesWayToOneForItsCountry) {
  EXPECT_TRUE(HasPlaceWord({"Where was {s} born?", "{s} was born in which city?"}));
  for (const char* none :
       {"Where was {s} born?", "Which city's mayor is {s}?", "In which cityscape is {s}?", "The city of {s}?"})
    EXPECT_FALSE(HasPlaceWord({none})) << none;
  std::set<std::string> asked;
  for (uint64_t seed = 0; seed < 200; ++seed) {
    Random random(seed);
    const Worded worded = AskForPlace(Known("place of birth"), "country", "Ann Lee", false, random);
    EXPECT_EQ(worded.name, "place of birth");
    EXPECT_NE(worded.text.find("country"), std::string::npos) << worded.text;
    asked.insert(worded.text);
  }
  EXPECT_TRUE(asked.contains("Ann Lee was born in which country?"));
  EXPECT_GT(asked.size(), 8u);
}

// Facts that share a text are all in it, and so are their values; nothing else of an example changes.
TEST_F(WorldText, ComposedTextsHoldTheirFactsAndKeepTheDerivation) {
  WorldConfig config;
  ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(
      R"(wordings: "datasets/wordings/real.txtpb" wordings: "datasets/wordings/everyday.txtpb"
         entities: "datasets/entities" entities: "datasets/entities/closed"
         free_text: 1 composed_text: 1 min_facts: 8 max_facts: 16)",
      &config));
  const World world(config, SourceTree());
  size_t shared = 0, twins = 0, sentences = 0, facts = 0, pronouns = 0, denials = 0;
  for (uint64_t i = 0; i < 800; ++i) {
    const v1::Example example = world.Make(4, i);
    ASSERT_EQ(CheckDerivable(example), "") << example.DebugString();
    ASSERT_EQ(CheckMinimal(example), "") << example.DebugString();
    for (const v1::ContextFact& fact : example.context()) {
      ++facts;
      sentences += fact.text().find(". ") != std::string::npos;
      pronouns += fact.text().find(" she ") != std::string::npos || fact.text().find(". She ") != std::string::npos ||
                  fact.text().find(". He ") != std::string::npos || fact.text().find(". It ") != std::string::npos;
      denials += fact.text().find("not ") != std::string::npos;
    }
    std::set<std::string> cited;
    for (const v1::DerivationStep& step : example.derivation()) {
      for (const std::string& id : step.uses()) shared += !cited.insert(id).second;
    }
    twins += !example.twin_of().empty();
  }
  EXPECT_GT(shared, 20u);  // two look-ups in one text
  EXPECT_GT(sentences, 150u);
  EXPECT_GT(pronouns, 50u);
  EXPECT_GT(denials, 100u);
  EXPECT_GT(twins, 20u);
}

TEST(JoinsWell, APhraseIsNotReadWithTheWordBeforeIt) {
  EXPECT_FALSE(JoinsWell("the home venue of the team what is noted as X", "what is noted as X"));
  EXPECT_FALSE(JoinsWell("Who is in charge of the the choir of Y?", "the choir of Y"));
  EXPECT_FALSE(JoinsWell("whatever the judge whoever leads Z has", "whoever leads Z"));
  EXPECT_TRUE(JoinsWell("the home venue of what is noted as X", "what is noted as X"));
  EXPECT_TRUE(JoinsWell("the team the mayor of Oslo likes", "the mayor of Oslo"));
  EXPECT_TRUE(JoinsWell("what is noted as X: who leads it?", "what is noted as X"));
  EXPECT_TRUE(JoinsWell("Home venue: what is noted as X", "what is noted as X"));
}

// "was born on August 1966" is no English; a day is on a date, a month is not.
TEST_F(WorldText, DatesOfMonthsAreInThem) {
  size_t on = 0, in = 0;
  for (uint64_t seed = 0; seed < 300; ++seed) {
    Random random(seed);
    const auto state = [&](const char* date) {
      return StateFact(Known("date of birth"), invented_, "Ann Lee", date, random).text;
    };
    const std::string month = state("August 1966"), day = state("4 August 1966");
    EXPECT_EQ(AsciiLower(month).find("on august 1966"), std::string::npos) << month;
    in += AsciiLower(month).find("in august 1966") != std::string::npos;
    on += AsciiLower(day).find("on 4 august 1966") != std::string::npos;
  }
  EXPECT_GT(in, 20u);
  EXPECT_GT(on, 20u);
}

TEST(World, QuestionsReadAsPeopleWriteThem) {
  WorldConfig config;
  ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(
      R"(wordings: "datasets/wordings/real.txtpb" wordings: "datasets/wordings/everyday.txtpb"
         entities: "datasets/entities" entities: "datasets/entities/closed" wording_part: ALL casual: 0
         questions { yes_no: 0.4 dates: 0.2 })",
      &config));
  const World world(config, SourceTree());
  for (uint64_t i = 0; i < 3000; ++i) {
    const std::string question = world.Make(7, i).question();
    EXPECT_EQ(question.find(" the the "), std::string::npos) << question;
    EXPECT_EQ(question.find("that ask for"), std::string::npos) << question;
    EXPECT_EQ(question.find("that look "), std::string::npos) << question;  // "that looks after" is well
  }
}

TEST(World, NobodyIsAskedSevenClausesInOneAnother) {
  WorldConfig config;
  ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(
      R"(wordings: "datasets/wordings/real.txtpb" entities: "datasets/entities" min_hops: 7 max_hops: 9
         hop_weight: 0 hop_weight: 0 hop_weight: 0 hop_weight: 0 hop_weight: 0 hop_weight: 0
         hop_weight: 1 hop_weight: 1 hop_weight: 1 unanswerable: 0 twins: 0)",
      &config));
  const World world(config, SourceTree());
  for (uint64_t i = 0; i < 200; ++i) {
    const std::string question = world.Make(6, i).question();
    const auto sentences = std::count(question.begin(), question.end(), '.');
    EXPECT_GE(sentences, 2) << question;
  }
}

}  // namespace
}  // namespace lethe
