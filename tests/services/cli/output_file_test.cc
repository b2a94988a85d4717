#include "services/cli/output_file.h"

#include "tests/support/temp_dir.h"
#include "tests/support/throws_code.h"

namespace lethe {
namespace {

using testing::ThrowsCode;

using OutputFileTest = testing::TempDir;

TEST_F(OutputFileTest, IsNewOrReplacesAFile) {
  CheckOutputFile(dir() / "new.jsonl");
  EXPECT_FALSE(std::filesystem::exists(dir() / "new.jsonl"));
  const Path old = WriteTemp("old.jsonl", "old");
  CheckOutputFile(old);
  EXPECT_EQ(ReadFile(old), "old");
}

TEST_F(OutputFileTest, CannotLieInNoFolderNorBeOne) {
  EXPECT_THAT([&] { CheckOutputFile(dir() / "none" / "x.jsonl"); },
              ThrowsCode(Code::kNotFound, (dir() / "none").string()));
  const Path file = WriteTemp("file", "");
  EXPECT_THAT([&] { CheckOutputFile(file / "x.jsonl"); }, ThrowsCode(Code::kInvalidArgument, file.string()));
  EXPECT_THAT([&] { CheckOutputFile(dir()); }, ThrowsCode(Code::kInvalidArgument, dir().string()));
}

}  // namespace
}  // namespace lethe
