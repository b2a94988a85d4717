#include "services/cli/bundle.h"

#include <cstdlib>

#include "tests/support/temp_dir.h"
#include "tests/support/throws_code.h"

namespace lethe {
namespace {

using testing::ThrowsCode;

class BundleTest : public testing::TempDir {
 protected:
  void TearDown() override { ::unsetenv("LETHE_BUNDLE"); }
};

TEST_F(BundleTest, AChosenFolderIsTakenAsItIs) {
  EXPECT_EQ(ModelFolder("some/where"), Path("some/where"));
}

TEST_F(BundleTest, TheEnvironmentNamesABundle) {
  ::setenv("LETHE_BUNDLE", dir().c_str(), 1);
  EXPECT_THAT([] { ModelFolder(""); }, ThrowsCode(Code::kNotFound, "--model"));
  WriteTemp("model/config.json", "{}");
  EXPECT_EQ(ModelFolder(""), dir() / "model");
}

}  // namespace
}  // namespace lethe
