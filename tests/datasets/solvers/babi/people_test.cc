#include "datasets/solvers/babi/people.h"

#include <gtest/gtest.h>

#include "tests/datasets/solvers/babi/ask.h"

namespace lethe::babi {
namespace {

TEST(PeopleTest, ThingsGoWithThoseWhoCarryThem) {
  People people = Told<People>({"Mary went to the office.", "Mary got the milk there.", "Mary moved to the garden."});
  EXPECT_EQ(Ask(people, "Where is Mary?"), "garden");
  EXPECT_EQ(Ask(people, "Where is the milk?"), "garden");
  people.Tell(ParseSentence("Mary dropped the milk."));
  people.Tell(ParseSentence("Mary went to the kitchen."));
  EXPECT_EQ(Ask(people, "Where is the milk?"), "garden");
  EXPECT_EQ(Ask(people, "Where is Mary?"), "kitchen");
}

TEST(PeopleTest, AThingRemembersItsWay) {
  const People people = Told<People>({"Mary went to the office.", "Mary got the milk.", "Mary went to the garden.",
                                      "Mary went back to the office.", "Mary left the milk.",
                                      "John went to the office.", "John took the milk.", "John went to the hallway."});
  EXPECT_EQ(Ask(people, "Where was the milk before the hallway?"), "office");
  EXPECT_EQ(Ask(people, "Where was the milk before the office?"), "garden");  // its last stay there
  EXPECT_EQ(Ask(people, "Where was the milk before the garden?"), "office");
  EXPECT_EQ(Ask(people, "Where was the milk before the cinema?"), "-");
}

TEST(PeopleTest, TimesOfDayOrderWhatIsToldInAnyOrder) {
  const People people = Told<People>({"This afternoon Julie went to the park.", "Julie went to the office yesterday.",
                                      "This morning Julie moved to the school."});
  EXPECT_EQ(Ask(people, "Where was Julie before the park?"), "school");
  EXPECT_EQ(Ask(people, "Where was Julie before the school?"), "office");
  EXPECT_EQ(Ask(people, "Where was Julie before the office?"), "-");
  EXPECT_EQ(Ask(people, "Where is Julie?"), "park");
}

TEST(PeopleTest, PronounsMeanTheLastNamed) {
  People people = Told<People>({"Daniel went to the office.", "Then he moved to the garden."});
  EXPECT_EQ(Ask(people, "Where is Daniel?"), "garden");
  people.Tell(ParseSentence("Mary and John went to the hallway."));
  people.Tell(ParseSentence("After that they journeyed to the bedroom."));
  EXPECT_EQ(Ask(people, "Where is John?"), "bedroom");
  EXPECT_EQ(Ask(people, "Where is Mary?"), "bedroom");
  EXPECT_EQ(Ask(people, "Where is Daniel?"), "garden");
}

TEST(PeopleTest, YesNoAndMaybe) {
  const People people = Told<People>(
      {"Mary is in the park.", "Fred is either in the school or the park.", "Bill is no longer in the office."});
  EXPECT_EQ(Ask(people, "Is Mary in the park?"), "yes");
  EXPECT_EQ(Ask(people, "Is Mary in the school?"), "no");
  EXPECT_EQ(Ask(people, "Is Fred in the school?"), "maybe");
  EXPECT_EQ(Ask(people, "Is Bill in the office?"), "no");
  EXPECT_EQ(Ask(people, "Where is Fred?"), "-");
  EXPECT_EQ(Ask(people, "Is Nobody in the park?"), "-");
}

TEST(PeopleTest, WhatIsCarriedIsCountedAndListed) {
  People people = Told<People>({"Mary took the milk.", "Mary got the apple.", "Mary went to the park."});
  EXPECT_EQ(Ask(people, "How many objects is Mary carrying?"), "two");
  EXPECT_EQ(Ask(people, "What is Mary carrying?"), "milk,apple");
  people.Tell(ParseSentence("Mary dropped the milk."));
  people.Tell(ParseSentence("Mary picked up the milk there."));
  EXPECT_EQ(Ask(people, "What is Mary carrying?"), "milk,apple");  // in the order of first getting them
  people.Tell(ParseSentence("Mary passed the milk to John."));
  people.Tell(ParseSentence("Mary put down the apple."));
  EXPECT_EQ(Ask(people, "What is Mary carrying?"), "nothing");
  EXPECT_EQ(Ask(people, "How many objects is Mary carrying?"), "none");
  EXPECT_EQ(Ask(people, "How many objects is John carrying?"), "one");
}

TEST(PeopleTest, WhoGaveWhatToWhom) {
  const People people = Told<People>(
      {"Bill gave the football to Fred.", "Fred handed the football to Jeff.", "Bill passed the apple to Fred."});
  EXPECT_EQ(Ask(people, "Who received the football?"), "Jeff/Fred");
  EXPECT_EQ(Ask(people, "Who gave the football to Fred?"), "Bill");
  EXPECT_EQ(Ask(people, "Who did Bill give the apple to?"), "Fred");
  EXPECT_EQ(Ask(people, "Who gave the football?"), "Fred/Bill");
  EXPECT_EQ(Ask(people, "What did Bill give to Fred?"), "apple/football");  // both are true, the latest is first
  EXPECT_EQ(Ask(people, "What did Jeff give to Fred?"), "-");
}

TEST(PeopleTest, AReceiverCarriesTheGiftOn) {
  const People people = Told<People>({"Bill went to the park.", "Fred went to the park.", "Bill took the milk.",
                                      "Bill gave the milk to Fred.", "Fred went to the school."});
  EXPECT_EQ(Ask(people, "Where is the milk?"), "school");
  EXPECT_EQ(Ask(people, "Where was the milk before the school?"), "park");
}

TEST(PeopleTest, OtherSentencesAreNotUnderstood) {
  People people;
  EXPECT_FALSE(people.Tell(ParseSentence("Lily is a frog.")));
  EXPECT_EQ(Ask(people, "What color is Lily?"), "-");
}

}  // namespace
}  // namespace lethe::babi
