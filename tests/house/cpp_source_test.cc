#include "tests/house/cpp_source.h"

#include <gmock/gmock.h>

namespace lethe::house {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;

TEST(CppSourceTest, FindsIncludes) {
  const auto includes = IncludesOf("#include \"base/file.h\"\n// #include <no>\n  # include <torch/torch.h>\n");
  ASSERT_THAT(includes, SizeIs(2));
  EXPECT_EQ(includes[0].name, "base/file.h");
  EXPECT_TRUE(includes[0].quoted);
  EXPECT_EQ(includes[1].name, "torch/torch.h");
  EXPECT_EQ(includes[1].line, 3);
  EXPECT_FALSE(includes[1].quoted);
}

TEST(CppSourceTest, BlanksWhatIsNoCode) {
  EXPECT_EQ(CodeOnly("a; // {\nb \"}\\\"{\" '{' 1'000;"), "a;     \nb            1'000;");
  EXPECT_EQ(CodeOnly("x /* {\n */ y"), "x     \n    y");
  EXPECT_EQ(CodeOnly("f(R\"x({ \" )x\");"), "f(           );");
}

TEST(CppSourceTest, MeasuresFunctionsAndMethodsButNotWhatIsInside) {
  const std::string text = R"cc(
    namespace a {
    struct S {
      int Get() const { return 1; }
      int values[2] = {1, 2};
    };
    enum class E { kA };
    int Sum(const std::vector<int>& v) {
      for (int x : v) {
        auto f = [](int y) { return y; };
      }
    }
    S::S() : x_(1) {}
    const std::map<int, int> kTable = {{1, 2}};
    }  // namespace a
  )cc";
  const auto functions = FunctionsOf(text);
  ASSERT_THAT(functions, SizeIs(3));
  EXPECT_EQ(functions[0].name, "Get");
  EXPECT_EQ(functions[0].lines, 1);
  EXPECT_EQ(functions[1].name, "Sum");
  EXPECT_EQ(functions[1].line, 8);
  EXPECT_EQ(functions[1].lines, 5);
  EXPECT_EQ(functions[2].name, "S::S");
}

TEST(CppSourceTest, ReadsLibraries) {
  const auto libraries = LibrariesIn(
      "lethe_library(a\n  SRCS x.cc y.cc\n  DEPS base proto\n  THIRD_PARTY z)\n"
      "lethe_library(b SRCS q.cc)",
      "a");
  ASSERT_THAT(libraries, SizeIs(2));
  EXPECT_EQ(libraries[0].name, "a");
  EXPECT_THAT(libraries[0].deps, ElementsAre("base", "proto"));
  EXPECT_TRUE(libraries[1].deps.empty());
}

TEST(CppSourceTest, NamesRooms) {
  EXPECT_EQ(RoomOf("model/layers/x.cc"), "model");
  EXPECT_EQ(RoomOf("CMakeLists.txt"), "");
  EXPECT_TRUE(IsRoom("base"));
  EXPECT_FALSE(IsRoom("tests"));
}

}  // namespace
}  // namespace lethe::house
