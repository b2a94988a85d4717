#include "retriever/fact_selection.h"

#include <gmock/gmock.h>

#include "tests/retriever/fact_samples.h"
#include "tests/support/throws_code.h"

namespace lethe {
namespace {

using testing::ThrowsCode;
using testing::Triple;

v1::Fact Sample() {
  v1::Fact fact = Triple("Ann Lee", "employer", "Acme");
  fact.set_id("a");
  fact.set_source("crm");
  fact.add_tags("draft");
  fact.add_tags("hr");
  fact.set_valid_from("2020");
  fact.set_valid_to("2023-06-30");
  return fact;
}

bool Takes(const FactSelection& selection) {
  return FactSelector(selection).Selects(Sample());
}

TEST(FactSelectionTest, AnyNameTakes) {
  EXPECT_TRUE(Takes({.ids = {"b", "a"}}));
  EXPECT_FALSE(Takes({.ids = {"b"}}));
  EXPECT_TRUE(Takes({.subjects = {"The ANN  lee"}}));
  EXPECT_TRUE(Takes({.ids = {"b"}, .sources = {"crm"}}));
  EXPECT_FALSE(Takes({.subjects = {"Bob"}, .sources = {"wiki"}}));
}

TEST(FactSelectionTest, EveryConditionMustFit) {
  EXPECT_TRUE(Takes({.tags = {"draft"}}));
  EXPECT_TRUE(Takes({.tags = {"hr", "draft"}}));
  EXPECT_FALSE(Takes({.tags = {"draft", "final"}}));
  EXPECT_FALSE(Takes({.sources = {"wiki"}, .tags = {"draft"}}));
  EXPECT_TRUE(Takes({.valid_at = "2021-01-01"}));
  EXPECT_FALSE(Takes({.tags = {"draft"}, .valid_at = "2024"}));
  EXPECT_TRUE(Takes({.ended_before = "2023-07-01"}));
  EXPECT_FALSE(Takes({.ended_before = "2023-06-30"}));
  EXPECT_FALSE(Takes({.ended_before = "2023"}));  // it ended within the year
  FactSelector open({.ended_before = "2099"});
  EXPECT_FALSE(open.Selects(Triple("Bob", "employer", "Acme")));  // never ended
}

TEST(FactSelectionTest, NothingSelectedIsNoSelection) {
  EXPECT_THAT([] { CheckSelection({}); }, ThrowsCode(Code::kInvalidArgument, "nothing is selected"));
  EXPECT_THAT([] { CheckSelection({.valid_at = "soon"}); }, ThrowsCode(Code::kInvalidArgument, "valid_at: \"soon\""));
  EXPECT_THAT([] { CheckSelection({.ended_before = "31.12.2020"}); },
              ThrowsCode(Code::kInvalidArgument, "ended_before: \"31.12.2020\""));
  CheckSelection({.ids = {"a"}});
  EXPECT_FALSE(HasConditions({.ids = {"a"}}));
  EXPECT_TRUE(HasConditions({.tags = {"a"}}));
}

// Facts without dates hold at any date.
TEST(FactSelectionTest, ADateOnWhichFactsHoldIsNoSelectionAlone) {
  EXPECT_TRUE(FactSelector({.valid_at = "2024"}).Selects(Triple("Bob", "employer", "Acme")));
  EXPECT_THAT([] { CheckSelection({.valid_at = "2024"}); },
              ThrowsCode(Code::kInvalidArgument, "without dates too, since it holds at any date"));
  for (const FactSelection& selection : std::vector<FactSelection>{{.ids = {"a"}, .valid_at = "2024"},
                                                                   {.subjects = {"Bob"}, .valid_at = "2024"},
                                                                   {.sources = {"crm"}, .valid_at = "2024"},
                                                                   {.tags = {"draft"}, .valid_at = "2024"},
                                                                   {.valid_at = "2020", .ended_before = "2024"},
                                                                   {.ended_before = "2024"}}) {
    EXPECT_NO_THROW(CheckSelection(selection));
  }
}

}  // namespace
}  // namespace lethe
