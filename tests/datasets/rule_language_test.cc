#include "datasets/rule_language.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/file.h"
#include "tests/support/source_tree.h"
#include "tests/support/temp_dir.h"
#include "tests/support/throws_code.h"

namespace lethe {
namespace {

using testing::SourceTree;
using testing::ThrowsCode;

class RuleLanguageTest : public testing::TempDir {
 protected:
  static Path Book() { return SourceTree() / "datasets/wordings/rules.txtpb"; }
  const RuleLanguage language_{Book(), WorldConfig::TRAIN};
};

TEST_F(RuleLanguageTest, SaysPredicatesInEveryForm) {
  const Literal kind{"is kind", "Ann", "", true}, badge{"has a badge", "Ann", "", true},
      works{"works in", "Ann", "Oslo", true};
  EXPECT_EQ(language_.Said(kind), "is kind");
  EXPECT_EQ(language_.Said(kind, true), "are kind");
  EXPECT_EQ(language_.Said(kind.Negated()), "is not kind");
  EXPECT_EQ(language_.Said(badge.Negated()), "does not have a badge");
  EXPECT_EQ(language_.Said(badge.Negated(), true), "do not have a badge");
  EXPECT_EQ(language_.Said(works, true), "work in Oslo");
  EXPECT_EQ(language_.Said(works.Negated()), "does not work in Oslo");
  EXPECT_EQ(language_.Statement(works), "Ann works in Oslo");
}

TEST_F(RuleLanguageTest, PutsAdjectivesTogether) {
  const Literal big{"is big", "Ann", "", true}, kind{"is kind", "Ann", "", true}, shy{"is shy", "Ann", "", true},
      badge{"has a badge", "Ann", "", true};
  EXPECT_EQ(language_.SaidOf({badge, big}), "is big and has a badge");
  EXPECT_EQ(language_.SaidOf({big, kind, shy}), "is big, kind and shy");
  EXPECT_EQ(language_.SaidOf({big, kind.Negated()}, true), "are big and are not kind");
}

TEST_F(RuleLanguageTest, RefusesBooksThatItCannotUse) {
  const std::string good = ReadFile(Book());
  const auto load = [&](const std::string& from, const std::string& to) {
    std::string text = good;
    const size_t at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    text.replace(at, from.size(), to);
    RuleLanguage(WriteTemp("rules.txtpb", text), WorldConfig::ALL);
  };
  EXPECT_THAT(
      [&] {
        load("{ third: \"works in {o}\" base: \"work in {o}\" object: \"city\" }",
             "{ third: \"works in {o}\" base: \"work {o}\" object: \"city\" }");
      },
      ThrowsCode(Code::kInvalidArgument, "works in {o}"));
  EXPECT_THAT([&] { load("Everyone who {b} {h}.", "Everyone who {b}."); },
              ThrowsCode(Code::kInvalidArgument, "person_rule number 2"));
}

}  // namespace
}  // namespace lethe
