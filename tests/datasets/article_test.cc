#include "datasets/article.h"

#include <gtest/gtest.h>

namespace lethe {
namespace {

TEST(ArticleFor, LooksAtTheFirstLetter) {
  EXPECT_EQ(ArticleFor("axle"), "an");
  EXPECT_EQ(ArticleFor("Umbrella"), "an");
  EXPECT_EQ(ArticleFor("berth"), "a");
  EXPECT_EQ(ArticleFor("Éclair"), "a");
  EXPECT_EQ(ArticleFor(""), "a");
}

}  // namespace
}  // namespace lethe
