#include "datasets/solvers/two_wiki/question.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lethe {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using Kind = ComparisonQuestion::Kind;

void ExpectChain(std::string_view question, std::string_view name, const RelationPath& path) {
  EXPECT_FALSE(ParseComparison(question)) << question;
  const auto chain = ParseChain(question);
  ASSERT_TRUE(chain) << question;
  EXPECT_EQ(chain->name, name) << question;
  EXPECT_THAT(chain->paths, Contains(path)) << question;
}

TEST(TwoWikiQuestionTest, Chains) {
  ExpectChain("Where was the father of May Morris born?", "May Morris", {"father", "place of birth"});
  ExpectChain("When did Jørgen Buckhøj's mother die?", "Jørgen Buckhøj", {"mother", "date of death"});
  ExpectChain("What is the date of birth of the director of film Fort Dobbs?", "Fort Dobbs",
              {"director", "date of birth"});
  ExpectChain("What is the cause of death of director of film My Lips Betray?", "My Lips Betray",
              {"director", "cause of death"});
  ExpectChain("When is the performer of song Out Of Mind (Tove Lo Song) 's birthday?", "Out Of Mind (Tove Lo Song)",
              {"performer", "date of birth"});
  ExpectChain("Where was the place of death of Isabel Moctezuma's father?", "Isabel Moctezuma",
              {"father", "place of death"});
  ExpectChain("Which country the director of film Angela (1995 Film) is from?", "Angela (1995 Film)",
              {"director", "country of citizenship"});
  ExpectChain("What is the award that the composer of film Herova? Zerova? got?", "Herova? Zerova?",
              {"composer", "award received"});
  ExpectChain("When was the company that published Vogue China founded?", "Vogue China", {"publisher", "inception"});
  ExpectChain("What is the place of birth of the keyboardist of Veslefrekk?", "Veslefrekk",
              {"has part", "place of birth"});
  ExpectChain("Who is the paternal grandfather of King Kang Of Zhou?", "King Kang Of Zhou", {"father", "father"});
  ExpectChain("Who is Victoria Sackville-West, Baroness Sackville's child-in-law?",
              "Victoria Sackville-West, Baroness Sackville", {"child", "spouse"});
  ExpectChain("Where did the director of film Ann's Father graduate from?", "Ann's Father",
              {"director", "educated at"});
  ExpectChain("Which country Anne, First Lady Of Ruritania is from?", "Anne, First Lady Of Ruritania", {"country"});
}

void ExpectComparison(std::string_view question, Kind kind, std::string_view attribute, std::string_view via,
                      std::string_view names) {
  const auto comparison = ParseComparison(question);
  ASSERT_TRUE(comparison) << question;
  EXPECT_EQ(comparison->kind, kind) << question;
  EXPECT_EQ(comparison->attributes.at(0), attribute) << question;
  EXPECT_EQ(comparison->via, via) << question;
  if (!names.empty()) EXPECT_EQ(comparison->names, names) << question;
}

TEST(TwoWikiQuestionTest, Comparisons) {
  ExpectComparison("Who was born later, Dick Stahlman or Ilona Makláry-Buzek?", Kind::kLatest, "date of birth", "",
                   "Dick Stahlman or Ilona Makláry-Buzek");
  ExpectComparison("Who was born first out of Arthur Schneider and Julien Cardy?", Kind::kEarliest, "date of birth", "",
                   "Arthur Schneider and Julien Cardy");
  ExpectComparison("Was Jamie Curry or Alyaksey Vasilewski born first?", Kind::kEarliest, "date of birth", "",
                   "Jamie Curry or Alyaksey Vasilewski");
  ExpectComparison("Who lived longer, Ann Lee or Bo Ek?", Kind::kLongestLife, "date of birth", "", "Ann Lee or Bo Ek");
  ExpectComparison("Which film was released more recently, Last Call or First Love?", Kind::kLatest, "publication date",
                   "", "Last Call or First Love");
  ExpectComparison("Which film whose director is younger, The Last Man or Forget Paris?", Kind::kLatest,
                   "date of birth", "director", "The Last Man or Forget Paris");
  ExpectComparison("Which film has the director died earlier, No, No, Nanette or Pyaasa?", Kind::kEarliest,
                   "date of death", "director", "No, No, Nanette or Pyaasa");
  ExpectComparison("Do both films: Raffles (1958 film) and Prem Granth have the directors from the same country?",
                   Kind::kSame, "country", "director", "");
  ExpectComparison("Does Rafael Novoa (Actor) have the same nationality as Gayleen Aiken?", Kind::kSame,
                   "country of citizenship", "", "");
  ExpectComparison("Were both David Parkins and Joshua Weldon Miles, born in the same place?", Kind::kSame,
                   "place of birth", "", "");
  // The word in the name is none of the question's own.
  ExpectComparison("Are Alejandro Galindo (director) and Bo Ek from the same country?", Kind::kSame, "country", "", "");
}

TEST(TwoWikiQuestionTest, OtherQuestionsAreNeither) {
  for (const char* question : {"", "Why?", "How many films did Ann Lee direct?", "Are you there?"}) {
    EXPECT_FALSE(ParseChain(question)) << question;
    EXPECT_FALSE(ParseComparison(question)) << question;
  }
}

TEST(TwoWikiQuestionTest, EveryPieceOfAQuestionIsParsedOrRefused) {
  const std::string question = "Which film has the director who was born first, the father of X's wife's film or Y 's?";
  for (size_t begin = 0; begin < question.size(); ++begin) {
    for (size_t size = 0; size + begin <= question.size(); ++size) {
      const std::string piece = question.substr(begin, size);
      const auto chain = ParseChain(piece);
      EXPECT_FALSE(chain && (chain->name.empty() || chain->paths.empty())) << piece;
      ParseComparison(piece);
    }
  }
}

}  // namespace
}  // namespace lethe
