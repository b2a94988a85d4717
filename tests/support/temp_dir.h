// A folder of its own for each test, gone when the test ends.
//
// Threads: one test, one thread; the folder's name is unique across processes.
#pragma once

#include <gtest/gtest.h>

#include <string_view>

#include "base/file.h"

namespace lethe::testing {

using ScopedTempDir = TemporaryFolder;

// Fixture: class StoreTest : public lethe::testing::TempDir {};
class TempDir : public ::testing::Test {
 protected:
  const Path& dir() const { return scoped_.path(); }
  // Writes dir()/name, creating folders on the way, and returns its path.
  Path WriteTemp(std::string_view name, std::string_view content) const;

 private:
  ScopedTempDir scoped_;
};

}  // namespace lethe::testing
