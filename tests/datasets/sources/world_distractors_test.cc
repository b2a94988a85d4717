#include "datasets/sources/world_distractors.h"

#include <gtest/gtest.h>

namespace lethe {
namespace {

TEST(SameName, IgnoresAsciiCaseOnly) {
  EXPECT_TRUE(SameName("Ann LEE", "ann lee"));
  EXPECT_FALSE(SameName("Ann", "Anne"));
  EXPECT_FALSE(SameName("É", "é"));
}

PlannedRelation Invented(const std::string& name) {
  PlannedRelation relation;
  relation.invented.name = name;
  return relation;
}

TEST(Confusable, KnownRelationsByAnyOfTheirNames) {
  Relation birth, home;
  birth.all_names = {"place of birth", "home town"};
  home.all_names = {"residence", "home town"};
  PlannedRelation a, b;
  a.known = &birth;
  b.known = &home;
  EXPECT_TRUE(Confusable(a, b));
  home.all_names = {"residence"};
  EXPECT_FALSE(Confusable(a, b));
  EXPECT_TRUE(Confusable(a, Invented("main home town")));
  EXPECT_FALSE(Confusable(a, Invented("home key")));
  EXPECT_TRUE(Confusable(Invented("key"), Invented("spare key")));
}

TEST(IsTaken, WhatAFactSaysAndWhatItDenies) {
  WorldPlan plan;
  plan.facts.resize(2);
  plan.facts[1].subject = "Ann Lee";
  plan.facts[1].object = "Oslo";
  plan.facts[1].decoy = "Rome";
  for (const char* name : {"ann lee", "Oslo", "Rome"}) EXPECT_TRUE(IsTaken(name, plan)) << name;
  EXPECT_FALSE(IsTaken("Paris", plan));
}

}  // namespace
}  // namespace lethe
