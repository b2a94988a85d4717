#include "base/file.h"

#include <gmock/gmock.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>
#include <string>
#include <thread>
#include <vector>

#include "tests/support/temp_dir.h"
#include "tests/support/throws_code.h"

namespace lethe {
namespace {

using testing::ThrowsCode;

class FileTest : public testing::TempDir {
 protected:
  std::vector<std::string> Names() const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(dir())) names.push_back(entry.path().filename());
    return names;
  }
};

TEST_F(FileTest, WritesAndReadsBackAnyBytes) {
  std::string bytes(300'000, '\0');
  for (size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<char>(i * 31);
  WriteFileAtomic(dir() / "a.bin", bytes);
  EXPECT_EQ(ReadFile(dir() / "a.bin"), bytes);
  WriteFileAtomic(dir() / "a.bin", "");
  EXPECT_EQ(ReadFile(dir() / "a.bin"), "");
  EXPECT_THAT(Names(), ::testing::ElementsAre("a.bin")) << "no temporary is left";
}

TEST_F(FileTest, WritesPiecesOneAfterAnother) {
  WriteFileAtomic(dir() / "a.bin", std::vector<std::string_view>{"ab", "", "c"});
  EXPECT_EQ(ReadFile(dir() / "a.bin"), "abc");
}

TEST_F(FileTest, AbsentFileIsNamed) {
  EXPECT_THAT([&] { ReadFile(dir() / "none.txt"); }, ThrowsCode(Code::kNotFound, (dir() / "none.txt").string()));
  EXPECT_THAT([&] { MappedFile(dir() / "none.txt"); }, ThrowsCode(Code::kNotFound, "No such file"));
}

TEST_F(FileTest, FolderIsNoFile) {
  EXPECT_THAT([&] { ReadFile(dir()); }, ThrowsCode(Code::kInvalidArgument, "Is a directory"));
  EXPECT_THAT([&] { MappedFile map(dir()); }, ThrowsCode(Code::kInvalidArgument, "not a regular file"));
  EXPECT_THAT([&] { WriteFileAtomic(dir() / "no" / "such" / "f", "x"); }, ThrowsCode(Code::kNotFound, "no/such/f"));
}

// A full disk, played by the limit on file sizes: the write fails half way.
TEST_F(FileTest, FailedWriteLeavesTheOldFile) {
  const Path file = dir() / "a.txt";
  WriteFileAtomic(file, "old");
  std::signal(SIGXFSZ, SIG_IGN);
  rlimit before{};
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &before), 0);
  const rlimit tight{1000, before.rlim_max};
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &tight), 0);
  EXPECT_THAT([&] { WriteFileAtomic(file, std::string(5000, 'x')); }, ThrowsCode(Code::kResourceExhausted, "a.txt"));
  setrlimit(RLIMIT_FSIZE, &before);
  EXPECT_EQ(ReadFile(file), "old");
  EXPECT_THAT(Names(), ::testing::ElementsAre("a.txt")) << "no temporary is left";
}

TEST_F(FileTest, FailedRenameLeavesNothingBehind) {
  CreateDirectories(dir() / "folder" / "inside");
  EXPECT_THAT([&] { WriteFileAtomic(dir() / "folder", "x"); }, ThrowsCode(Code::kInvalidArgument, "folder"));
  EXPECT_THAT(Names(), ::testing::ElementsAre("folder"));
}

TEST_F(FileTest, TwoWritersNeverMixTheirBytes) {
  const Path file = dir() / "a.txt";
  auto write = [&](char c) {
    for (int i = 0; i < 50; ++i) WriteFileAtomic(file, std::string(10'000 + static_cast<size_t>(c), c));
  };
  std::thread other(write, 'a');
  write('b');
  other.join();
  const std::string bytes = ReadFile(file);
  EXPECT_EQ(bytes, std::string(10'000 + static_cast<size_t>(bytes[0]), bytes[0]));
  EXPECT_THAT(Names(), ::testing::ElementsAre("a.txt"));
}

TEST_F(FileTest, WritesIntoTheWorkingFolder) {
  const Path before = std::filesystem::current_path();
  std::filesystem::current_path(dir());
  WriteFileAtomic("plain-name", "x");
  std::filesystem::current_path(before);
  EXPECT_EQ(ReadFile(dir() / "plain-name"), "x");
}

TEST_F(FileTest, CreateDirectoriesIsIdempotentAndSaysWhyNot) {
  CreateDirectories(dir() / "a" / "b");
  CreateDirectories(dir() / "a" / "b");
  EXPECT_TRUE(std::filesystem::is_directory(dir() / "a" / "b"));
  WriteTemp("file", "x");
  EXPECT_THAT([&] { CreateDirectories(dir() / "file" / "b"); }, ThrowsCode(Code::kInvalidArgument, "file/b"));
}

TEST_F(FileTest, TemporaryFoldersAreApartAndGoWithWhatTheyHold) {
  Path first;
  {
    const TemporaryFolder a(dir()), b(dir());
    EXPECT_NE(a.path(), b.path());
    EXPECT_EQ(a.path().parent_path(), dir());
    CreateDirectories(a.path() / "deep");
    WriteFileAtomic(a.path() / "deep" / "file", "x");
    first = a.path();
  }
  EXPECT_FALSE(std::filesystem::exists(first));
  EXPECT_THAT([&] { TemporaryFolder(dir() / "nowhere"); }, ThrowsCode(Code::kNotFound, "nowhere"));
}

TEST_F(FileTest, MapsWholeFiles) {
  const MappedFile mapped(WriteTemp("a", "hello"));
  ASSERT_EQ(mapped.bytes().size(), 5u);
  EXPECT_EQ(static_cast<char>(mapped.bytes()[4]), 'o');
  EXPECT_TRUE(MappedFile(WriteTemp("empty", "")).bytes().empty());
}

}  // namespace
}  // namespace lethe
