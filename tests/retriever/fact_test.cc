#include "retriever/fact.h"

#include <gmock/gmock.h>

#include "tests/support/throws_code.h"

namespace lethe {
namespace {

using testing::ThrowsCode;

v1::Fact Triple(const std::string& subject, const std::string& relation, const std::string& object) {
  v1::Fact fact;
  fact.set_subject(subject);
  fact.set_relation(relation);
  fact.set_object(object);
  return fact;
}

// From Python's hashlib.blake2b(digest_size=16) over the length-prefixed fields, so that a change of the format cannot
// go unseen.
TEST(FactTest, ContentIdIsTheSameInEveryRelease) {
  EXPECT_EQ(ContentId(Triple("Ann Lee", "place of birth", "Oslo")), "421f4815f0ae59eb9d4776ac516e419a");
}

TEST(FactTest, ContentIdSeesFieldsAndTheirBorders) {
  const std::string id = ContentId(Triple("a", "b", "c"));
  EXPECT_EQ(id.size(), 32u);
  EXPECT_NE(id, ContentId(Triple("ab", "", "c")));
  EXPECT_NE(id, ContentId(Triple("", "ab", "c")));
  v1::Fact sourced = Triple("a", "b", "c");
  sourced.set_source("wiki");
  EXPECT_NE(id, ContentId(sourced));
}

TEST(FactTest, ContentIdIgnoresAliasesAndTags) {
  v1::Fact fact = Triple("a", "b", "c");
  const std::string id = ContentId(fact);
  fact.add_aliases("x");
  fact.add_tags("y");
  EXPECT_EQ(ContentId(fact), id);
}

TEST(FactTest, WordsAreTheTripleOrTheText) {
  EXPECT_EQ(FactWords(Triple("Ann Lee", "place of birth", "Oslo")), "Ann Lee | place of birth | Oslo");
  v1::Fact text;
  text.set_text("Oslo lies in Norway.");
  EXPECT_EQ(FactWords(text), "Oslo lies in Norway.");
}

TEST(FactTest, AcceptsTriplesTextAndTextAboutASubject) {
  EXPECT_NO_THROW(CheckFact(Triple("a", "b", "c"), 1000));
  v1::Fact text;
  text.set_text("Oslo lies in Norway.");
  EXPECT_NO_THROW(CheckFact(text, 1000));
  text.set_subject("Oslo");
  EXPECT_NO_THROW(CheckFact(text, 1000));
}

TEST(FactTest, RefusesHalfAndEmptyFactsNamingTheField) {
  EXPECT_THAT([] { CheckFact(v1::Fact(), 1000); }, ThrowsCode(Code::kInvalidArgument, "empty"));
  EXPECT_THAT([] { CheckFact(Triple(" ", "\t", ""), 1000); }, ThrowsCode(Code::kInvalidArgument, "empty"));
  EXPECT_THAT([] { CheckFact(Triple("a", "b", " "), 1000); }, ThrowsCode(Code::kInvalidArgument, "object:"));
  EXPECT_THAT([] { CheckFact(Triple("a", "", "c"), 1000); }, ThrowsCode(Code::kInvalidArgument, "relation:"));
  EXPECT_THAT([] { CheckFact(Triple("", "b", "c"), 1000); }, ThrowsCode(Code::kInvalidArgument, "subject:"));
}

// A relation of blanks would make a statement of a text.
TEST(FactTest, RefusesFieldsOfBlanks) {
  for (const char* field : {"relation", "object"}) {
    v1::Fact fact;
    fact.set_subject("Ann");
    fact.set_text("Ann lives in Oslo");
    fact.GetReflection()->SetString(&fact, fact.GetDescriptor()->FindFieldByName(field), " ");
    EXPECT_THAT([&] { CheckFact(fact, 1000); }, ThrowsCode(Code::kInvalidArgument, StrCat(field, ": is blank")));
  }
  v1::Fact statement = Triple("a", "b", "c");
  statement.set_text("\n");
  EXPECT_THAT([&] { CheckFact(statement, 1000); }, ThrowsCode(Code::kInvalidArgument, "text: is blank"));
  v1::Fact text;
  text.set_subject("\t");
  text.set_text("Oslo lies in Norway.");
  EXPECT_THAT([&] { CheckFact(text, 1000); }, ThrowsCode(Code::kInvalidArgument, "subject: is blank"));
}

TEST(FactTest, RefusesLargeFactsWithTheLimit) {
  EXPECT_THAT([] { CheckFact(Triple("a", "b", std::string(10 << 20, 'x')), 65536); },
              ThrowsCode(Code::kResourceExhausted, "65536"));
}

TEST(FactTest, KnowsIsoDates) {
  for (const char* date :
       {"2024", "0044", "-0044-03-15", "2024-12", "2024-02-29", "2024-05-31T09:30:00.5+02:00", "2024-05-31T09"})
    EXPECT_TRUE(IsIsoDate(date)) << date;
  for (const char* none :
       {"", "-", "24", "20240531", "2024-5-3", "2024-31-12", "2024-13", "2024-00-01", "2024-02-30", "2023-02-29",
        "2024-:::", "2024-05T09", "2024-05-31T", "2024-05-31 09:30", "2024-05-31Tnoon"})
    EXPECT_FALSE(IsIsoDate(none)) << none;
}

TEST(FactTest, RefusesDatesThatAreNone) {
  v1::Fact fact = Triple("a", "b", "c");
  fact.set_valid_from("May 2024");
  EXPECT_THAT([&] { CheckFact(fact, 1000); }, ThrowsCode(Code::kInvalidArgument, "valid_from"));
  fact.set_valid_from("2024-05-31");
  fact.set_valid_to("2024-05");
  EXPECT_NO_THROW(CheckFact(fact, 1000));
  fact.set_valid_to("2023-12-31");
  EXPECT_THAT([&] { CheckFact(fact, 1000); }, ThrowsCode(Code::kInvalidArgument, "valid_to"));
}

}  // namespace
}  // namespace lethe
