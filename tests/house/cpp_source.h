// Just enough reading of C++ and CMake text for the house tests: includes, function lengths, lethe_library
// declarations.
//
// These are heuristics for this tree's own formatting (clang-format), not a parser; cpp_source_test.cc shows what they
// see.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/file.h"

namespace lethe::house {

bool IsHeader(const Path& file);
bool IsCpp(const Path& file);  // header or source
// First folder of a path such as "model/layers/x.cc"; empty for files at the root.
std::string RoomOf(const Path& file);
// Folders that hold the house's libraries.
bool IsRoom(std::string_view folder);

struct Include {
  int line = 0;
  std::string name;     // base/file.h
  bool quoted = false;  // "..." and not <...>
};
std::vector<Include> IncludesOf(const std::string& text);

// The text with comments, strings and character literals blanked out; line numbers stay.
std::string CodeOnly(const std::string& text);

struct Function {
  int line = 0;  // of the opening brace
  int lines = 0;
  std::string name;
};
std::vector<Function> FunctionsOf(const std::string& text);

// One lethe_library(...) call.
struct Library {
  std::string name;
  Path folder;  // of its CMakeLists.txt
  std::set<std::string> deps;
};
std::vector<Library> LibrariesIn(const std::string& cmake_text, const Path& folder);

}  // namespace lethe::house
