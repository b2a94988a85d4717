#include "datasets/synced_rename.h"

#include <gtest/gtest.h>

#include "tests/support/temp_dir.h"
#include "tests/support/throws_code.h"

namespace lethe {
namespace {

using testing::ThrowsCode;

class SyncedRename : public testing::TempDir {};

TEST_F(SyncedRename, TheNewNameHasTheBytes) {
  const Path from = WriteTemp("work/a", "new"), to = WriteTemp("a.jsonl", "old");
  RenameSynced(from, to);
  EXPECT_EQ(ReadFile(to), "new");
  EXPECT_FALSE(std::filesystem::exists(from));
}

TEST_F(SyncedRename, WhatCannotBeRenamedStays) {
  EXPECT_THAT([&] { RenameSynced(dir() / "none", dir() / "b"); }, ThrowsCode(Code::kNotFound, "none"));
  const Path from = WriteTemp("a", "new");
  EXPECT_THAT([&] { RenameSynced(from, dir() / "no" / "folder"); }, ThrowsCode(Code::kNotFound, "folder"));
  EXPECT_EQ(ReadFile(from), "new");
}

}  // namespace
}  // namespace lethe
