#include "datasets/solvers/horn_rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "tests/support/throws_code.h"

namespace lethe {
namespace {

using testing::ThrowsCode;

Literal Is(const std::string& subject, const std::string& property, bool positive = true) {
  return {property, subject, "", positive};
}

// young(ann); kind(bob); young -> kind -> white; not kind(eve) stated.
Theory People() {
  Theory theory;
  theory.facts = {Is("ann", "young"), Is("bob", "kind"), Is("eve", "kind", false)};
  theory.rules = {{{Is("?x", "kind")}, {Is("?x", "white")}}, {{Is("?x", "young")}, {Is("?x", "kind")}}};
  return theory;
}

TEST(HornRulesTest, ChainsThroughRulesWhateverTheirOrder) {
  Theory theory = People();
  for (int order = 0; order < 2; ++order) {
    const Conclusions conclusions = ForwardChain(theory, Negation::kExplicit);
    EXPECT_EQ(conclusions.Ask(Is("ann", "white")), Truth::kTrue);
    EXPECT_EQ(conclusions.Ask(Is("ann", "white", false)), Truth::kFalse);
    EXPECT_EQ(conclusions.Ask(Is("bob", "young")), Truth::kUnknown);
    std::swap(theory.rules[0], theory.rules[1]);
  }
}

TEST(HornRulesTest, AnOpenWorldTakesOnlyStatedOrDerivedNegations) {
  Theory theory = People();
  theory.rules.push_back({{Is("?x", "kind", false)}, {Is("?x", "rough")}});
  const Conclusions conclusions = ForwardChain(theory, Negation::kExplicit);
  EXPECT_EQ(conclusions.Ask(Is("eve", "kind")), Truth::kFalse);
  EXPECT_EQ(conclusions.Ask(Is("eve", "rough")), Truth::kTrue);
  EXPECT_EQ(conclusions.Ask(Is("bob", "rough")), Truth::kUnknown);
  EXPECT_EQ(conclusions.Ask(Is("nobody", "rough", false)), Truth::kUnknown);
}

TEST(HornRulesTest, AClosedWorldTakesWhatIsMissingForFalse) {
  Theory theory = People();
  theory.rules.push_back({{Is("?x", "kind", false)}, {Is("?x", "rough")}});
  for (const Negation negation : {Negation::kStratified, Negation::kInflationary}) {
    const Conclusions conclusions = ForwardChain(theory, negation);
    EXPECT_EQ(conclusions.Ask(Is("eve", "rough")), Truth::kTrue);
    EXPECT_EQ(conclusions.Ask(Is("bob", "rough")), Truth::kFalse);
    EXPECT_EQ(conclusions.Ask(Is("bob", "young", false)), Truth::kTrue);
  }
  // Ann becomes kind one round late: only layers wait for that.
  EXPECT_EQ(ForwardChain(theory, Negation::kStratified).Ask(Is("ann", "rough")), Truth::kFalse);
  EXPECT_EQ(ForwardChain(theory, Negation::kInflationary).Ask(Is("ann", "rough")), Truth::kTrue);
}

TEST(HornRulesTest, ARuleThatDefeatsItselfIsReadByRounds) {
  Theory theory;
  theory.facts = {Is("ann", "young")};
  theory.rules = {{{Is("?x", "kind", false)}, {Is("?x", "kind")}}};
  EXPECT_EQ(ForwardChain(theory, Negation::kStratified).Ask(Is("ann", "kind")), Truth::kTrue);
}

TEST(HornRulesTest, RelationsJoinOverTwoVariables) {
  Theory theory;
  theory.facts = {{"parent", "ann", "bob"}, {"parent", "bob", "cem"}};
  theory.rules = {{{{"parent", "?x", "?y"}, {"parent", "?y", "?z"}}, {{"grandparent", "?x", "?z"}}}};
  const Conclusions conclusions = ForwardChain(theory, Negation::kExplicit);
  EXPECT_EQ(conclusions.Ask({"grandparent", "ann", "cem"}), Truth::kTrue);
  EXPECT_EQ(conclusions.Ask({"grandparent", "bob", "cem"}), Truth::kUnknown);
  EXPECT_EQ(conclusions.steps().size(), 3u);
}

TEST(HornRulesTest, StepsCiteWhatTheyUseAndAssume) {
  Theory theory = People();
  theory.rules.push_back({{Is("?x", "white"), Is("?x", "cold", false)}, {Is("?x", "nice")}});
  const Conclusions conclusions = ForwardChain(theory, Negation::kStratified);
  const auto found = conclusions.Find(Is("ann", "nice"));
  ASSERT_TRUE(found);
  const ChainStep& nice = conclusions.steps()[*found];
  EXPECT_EQ(nice.rule, 2u);
  EXPECT_THAT(nice.absent, ::testing::ElementsAre(Is("ann", "cold")));
  ASSERT_EQ(nice.uses.size(), 1u);
  const ChainStep& white = conclusions.steps()[nice.uses[0]];
  EXPECT_EQ(white.conclusion, Is("ann", "white"));
  EXPECT_EQ(conclusions.steps()[white.uses.at(0)].conclusion, Is("ann", "kind"));
  for (size_t i = 0; i < conclusions.steps().size(); ++i) {
    for (const size_t use : conclusions.steps()[i].uses) EXPECT_LT(use, i);
  }
}

TEST(HornRulesTest, FactsAreGroundAndInstancesBounded) {
  EXPECT_THAT(
      [] {
        ForwardChain({{Is("?x", "young")}, {}}, Negation::kExplicit);
      },
      ThrowsCode(Code::kInvalidArgument, "young(?x)"));
  Theory large;
  for (int i = 0; i < 101; ++i) large.facts.push_back(Is(StrCat("n", i), "young"));
  large.rules = {{{{"near", "?x", "?y"}, {"near", "?y", "?z"}}, {{"near", "?x", "?z"}}}};
  EXPECT_THAT([&] { ForwardChain(large, Negation::kExplicit); }, ThrowsCode(Code::kResourceExhausted, "101 names"));
}

}  // namespace
}  // namespace lethe
