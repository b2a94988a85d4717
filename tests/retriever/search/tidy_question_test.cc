#include "retriever/search/tidy_question.h"

#include <gtest/gtest.h>

namespace lethe {
namespace {

TEST(TidyQuestion, HasSingleBlanksAndNoneAround) {
  EXPECT_EQ(TidyQuestion("  Where is\n\tMira Holt's\u00a0 desk? \r\n"), "Where is Mira Holt's desk?");
  EXPECT_EQ(TidyQuestion(" \n"), "");
}

TEST(TidyQuestion, WritesPossessivesWithAPlainApostrophe) {
  EXPECT_EQ(TidyQuestion("Where is Mira Holt\u2019s desk?"), "Where is Mira Holt's desk?");
  EXPECT_EQ(TidyQuestion("Whose is Mira\u2019s"), "Whose is Mira's");
  EXPECT_EQ(TidyQuestion("Where is Côte d\u2019Ivoire? Or O\u2019Shea?"),
            "Where is Côte d\u2019Ivoire? Or O\u2019Shea?");
}

TEST(TidyQuestion, DoesNotShout) {
  EXPECT_EQ(TidyQuestion("WHERE WAS ÖZLEM KAYA BORN?"), "where was özlem kaya born?");
  EXPECT_EQ(TidyQuestion("BUG-309?"), "BUG-309?");
  EXPECT_EQ(TidyQuestion("IBM CEO?"), "IBM CEO?");
}

TEST(TidyQuestion, LeavesTidyOnesAlone) {
  for (const char* tidy : {"Who heads IBM?", "who wrote “Hamlet”?", "安李在哪里出生？ 在奥斯陆吗", "5 > 3?", ""})
    EXPECT_EQ(TidyQuestion(tidy), tidy);
}

}  // namespace
}  // namespace lethe
