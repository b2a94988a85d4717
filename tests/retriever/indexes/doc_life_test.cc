#include "retriever/indexes/doc_life.h"

#include <gtest/gtest.h>

#include <thread>

namespace lethe {
namespace {

TEST(DocLifeTest, ADocumentLivesUntilTheVersionOfItsDeath) {
  const auto life = std::make_unique<DocLife>();
  life->Stamp(70000, 5);
  EXPECT_TRUE(life->Alive(70000, 4));
  EXPECT_FALSE(life->Alive(70000, 5));
  EXPECT_FALSE(life->Alive(70000, 6));
  EXPECT_TRUE(life->Alive(70001, 6));
  EXPECT_TRUE(life->Alive(3, 6));
}

TEST(DocLifeTest, KnowsStretchesWithoutDeaths) {
  const auto life = std::make_unique<DocLife>();
  EXPECT_FALSE(life->AnyDead(0, DocLife::kMaxDocs - 1));
  life->Stamp(70000, 5);
  EXPECT_FALSE(life->AnyDead(0, 65535));
  EXPECT_TRUE(life->AnyDead(0, 70000));
  EXPECT_TRUE(life->AnyDead(70000, 200000));
}

TEST(DocLifeTest, ReadersOfAnOldVersionSeeNoDeathWhileOneStamps) {
  const auto life = std::make_unique<DocLife>();
  std::thread writer([&life] {
    for (uint64_t doc = 0; doc < 100000; ++doc) life->Stamp(doc, 2);
  });
  uint64_t dead = 0;
  for (uint64_t doc = 0; doc < 100000; ++doc) dead += life->Alive(doc, 1) ? 0 : 1;
  writer.join();
  EXPECT_EQ(dead, 0u);
}

}  // namespace
}  // namespace lethe
