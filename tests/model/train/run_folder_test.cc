#include "model/train/run_folder.h"

#include "tests/support/temp_dir.h"

namespace lethe {
namespace {

class RunFolderTest : public testing::TempDir {};

TEST_F(RunFolderTest, LastNamesTheNewest) {
  PointLastTo(dir(), "step-1");
  std::filesystem::create_directory_symlink("step-0", dir() / "last.tmp");  // left by a crash
  PointLastTo(dir(), "step-2");
  EXPECT_EQ(std::filesystem::read_symlink(dir() / "last"), "step-2");
  EXPECT_FALSE(std::filesystem::is_symlink(dir() / "last.tmp"));
}

}  // namespace
}  // namespace lethe
