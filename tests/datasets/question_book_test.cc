#include "datasets/question_book.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>

#include "base/error.h"
#include "base/file.h"
#include "tests/support/source_tree.h"
#include "tests/support/temp_dir.h"
#include "tests/support/throws_code.h"

namespace lethe {
namespace {

using testing::SourceTree;
using testing::ThrowsCode;

class QuestionBookTest : public testing::TempDir {};

const Path Book() {
  return SourceTree() / "datasets/wordings/questions.txtpb";
}

TEST_F(QuestionBookTest, FillsByName) {
  const std::array<Slot, 2> slots = {{{"who", "which film"}, {"p", "came out later"}}};
  EXPECT_EQ(FillSlots("{who} {p}? {other}", slots), "which film came out later? {other}");
  EXPECT_EQ(FillSlots("no slots", slots), "no slots");
}

TEST_F(QuestionBookTest, EveryKindHasTwentyWordingsAndTheHeldOutThirdIsApart) {
  const QuestionWordings all = QuestionWordings::Load(Book(), WorldConfig::ALL);
  const QuestionWordings train = QuestionWordings::Load(Book(), WorldConfig::TRAIN);
  const QuestionWordings held_out = QuestionWordings::Load(Book(), WorldConfig::HELD_OUT);
  using W = QuestionWordings;
  for (const auto list :
       {&W::inverse, &W::inverse_noun, &W::compare, &W::compare_check, &W::superlative, &W::superlative_open, &W::count,
        &W::intersect, &W::years_between, &W::days_after, &W::days_before, &W::year_of_age, &W::age_in_year,
        &W::anniversary, &W::confirm, &W::confirm_noun, &W::deny, &W::take}) {
    EXPECT_GE((all.*list).size(), 20u);
    EXPECT_EQ((train.*list).size() + (held_out.*list).size(), (all.*list).size());
    for (const std::string& wording : held_out.*list)
      EXPECT_EQ(std::count((train.*list).begin(), (train.*list).end(), wording), 0) << wording;
  }
}

TEST_F(QuestionBookTest, NamesTypes) {
  const QuestionWordings book = QuestionWordings::Load(Book(), WorldConfig::TRAIN);
  EXPECT_EQ(book.TypeOne("livestock"), "animal");
  EXPECT_EQ(book.TypeMany("country"), "countries");
  EXPECT_EQ(book.TypeMany("bus route"), "bus routes");
}

TEST_F(QuestionBookTest, RefusesWrongPlaceholdersNamingListAndEntry) {
  const std::string good = ReadFile(Book());
  const auto load = [&](const std::string& from, const std::string& to) {
    std::string text = good;
    const size_t at = text.find(from);
    EXPECT_NE(at, std::string::npos);
    text.replace(at, from.size(), to);
    QuestionWordings::Load(WriteTemp("q.txtpb", text), WorldConfig::ALL);
  };
  EXPECT_THAT([&] { load("How many {many} does {s} have?", "How many does {s} have?"); },
              ThrowsCode(Code::kInvalidArgument, "count number 1"));
  EXPECT_THAT([&] { load("Is it true that {st}?", "Is it true that {nix}{st}?"); },
              ThrowsCode(Code::kInvalidArgument, "confirm number 1"));
  EXPECT_THAT([&] { load("relation: \"height\"", "relation: \"height\" value: \"length\""); },
              ThrowsCode(Code::kInvalidArgument, "measure number"));
}

}  // namespace
}  // namespace lethe
