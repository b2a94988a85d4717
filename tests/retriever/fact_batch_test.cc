#include "retriever/fact_batch.h"

#include <gmock/gmock.h>

#include "retriever/fact.h"
#include "tests/retriever/fact_samples.h"
#include "tests/support/throws_code.h"

namespace lethe {
namespace {

using testing::ThrowsCode;
using testing::Triple;

constexpr size_t kRoomy = 10'000;

v1::Fact Named(const std::string& id, v1::Fact fact) {
  fact.set_id(id);
  return fact;
}

TEST(FactBatch, OneIdStandsForOneFact) {
  const v1::Fact first = Named("x", Triple("a", "is", "b")), second = Named("x", Triple("c", "is", "d"));
  EXPECT_THAT(
      [&] {
        CheckFacts({first, second}, kRoomy);
      },
      ThrowsCode(Code::kInvalidArgument, "fact 2 of 2: id: \"x\" stands for another fact"));
  CheckFacts({first, Named("y", second), first}, kRoomy);  // the same fact again is no other
}

TEST(FactBatch, AnIdOfTheContentMayComeWithOtherTags) {
  v1::Fact plain = Triple("a", "is", "b");
  plain.set_id(ContentId(plain));
  v1::Fact tagged = plain;
  tagged.add_tags("new");
  CheckFacts({plain, tagged}, kRoomy);
  CheckFacts({Triple("a", "is", "b"), Triple("a", "is", "b")}, kRoomy);  // the store names them
  EXPECT_THAT(
      [&] {
        CheckFacts({Named("x", plain), Named("x", tagged)}, kRoomy);
      },
      ThrowsCode(Code::kInvalidArgument, "\"x\""));
}

TEST(FactBatch, AWrongFactIsNamedByItsPlaceAmongSeveral) {
  EXPECT_THAT(
      [] {
        CheckFacts({Triple("a", "is", "b"), v1::Fact()}, kRoomy);
      },
      ThrowsCode(Code::kInvalidArgument, "fact 2 of 2: fact is empty"));
  EXPECT_THAT([] { CheckFacts({Triple("a", "is", "b")}, 3); }, ThrowsCode(Code::kResourceExhausted, "limit is 3"));
}

}  // namespace
}  // namespace lethe
