#include "datasets/solvers/babi/event.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lethe::babi {
namespace {

using ::testing::ElementsAre;

Event Parse(const char* sentence) {
  const auto event = ParseEvent(ParseSentence(sentence));
  EXPECT_TRUE(event.has_value()) << sentence;
  return event.value_or(Event());
}

TEST(EventTest, APersonMoves) {
  for (const char* sentence : {"Mary went back to the garden.", "Mary journeyed to the garden.",
                               "Mary travelled to the garden.", "Mary moved to the garden."}) {
    const Event event = Parse(sentence);
    EXPECT_EQ(event.kind, Event::Kind::kMove);
    EXPECT_THAT(event.who, ElementsAre("Mary"));
    EXPECT_THAT(event.places, ElementsAre("garden"));
    EXPECT_EQ(event.time, Event::kNow);
  }
}

TEST(EventTest, LinkWordsAndTimesAreNoPartOfTheName) {
  EXPECT_THAT(Parse("Following that they went to the office.").who, ElementsAre("they"));
  EXPECT_THAT(Parse("Afterwards he went to the office.").who, ElementsAre("he"));
  EXPECT_THAT(Parse("Mary and John went to the office.").who, ElementsAre("Mary", "John"));
  const Event before = Parse("This morning Julie went to the school.");
  EXPECT_EQ(before.time, Event::kMorning);
  EXPECT_THAT(before.who, ElementsAre("Julie"));
  const Event behind = Parse("Bill went back to the cinema yesterday.");
  EXPECT_EQ(behind.time, Event::kYesterday);
  EXPECT_THAT(behind.places, ElementsAre("cinema"));
}

TEST(EventTest, WhereSomebodyIsIsNotOrMayBe) {
  EXPECT_EQ(Parse("Mary is in the park.").kind, Event::Kind::kIsIn);
  EXPECT_EQ(Parse("Mary is not in the park.").kind, Event::Kind::kIsNotIn);
  EXPECT_EQ(Parse("Mary is no longer in the park.").kind, Event::Kind::kIsNotIn);
  const Event either = Parse("Fred is either in the school or the park.");
  EXPECT_EQ(either.kind, Event::Kind::kIsEither);
  EXPECT_THAT(either.places, ElementsAre("school", "park"));
}

TEST(EventTest, ThingsAreTakenDroppedAndGiven) {
  for (const char* sentence : {"Mary got the milk there.", "Mary picked up the milk.", "Mary took the milk."}) {
    EXPECT_EQ(Parse(sentence).kind, Event::Kind::kTake);
    EXPECT_EQ(Parse(sentence).thing, "milk");
  }
  for (const char* sentence : {"Mary put down the milk there.", "Mary left the milk.", "Mary discarded the milk."}) {
    EXPECT_EQ(Parse(sentence).kind, Event::Kind::kDrop);
    EXPECT_EQ(Parse(sentence).thing, "milk");
  }
  const Event gift = Parse("Mary handed the milk to John.");
  EXPECT_EQ(gift.kind, Event::Kind::kGive);
  EXPECT_EQ(gift.thing, "milk");
  EXPECT_EQ(gift.receiver, "John");
}

TEST(EventTest, OtherSentencesAreNone) {
  EXPECT_FALSE(ParseEvent(ParseSentence("The office is north of the kitchen.")).has_value());
  EXPECT_FALSE(ParseEvent(ParseSentence("Mary sings.")).has_value());
  EXPECT_FALSE(ParseEvent({}).has_value());
}

}  // namespace
}  // namespace lethe::babi
