// The build file is the law: who may include whom follows from the DEPS of lethe_library, and each heavy library has
// its room.
#include <gtest/gtest.h>

#include <map>
#include <optional>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "tests/house/cpp_source.h"
#include "tests/support/source_tree.h"

namespace lethe::house {
namespace {

using testing::SourceFiles;
using testing::SourceTree;

std::vector<Library> AllLibraries() {
  std::vector<Library> all;
  for (const Path& file : SourceFiles()) {
    if (file.filename() != "CMakeLists.txt" || !IsRoom(RoomOf(file))) continue;
    for (Library& library : LibrariesIn(ReadFile(SourceTree() / file), file.parent_path())) all.push_back(library);
  }
  // proto's library is made of generated files, by add_library.
  all.push_back({"proto", "proto", {}});
  return all;
}

// Rooms that a file may include: those of the DEPS, and of their DEPS, of the libraries declared nearest above it.
class Rules {
 public:
  Rules() : libraries_(AllLibraries()) {}

  std::set<std::string> AllowedRooms(const Path& file) const {
    std::set<std::string> rooms;
    for (Path folder = file.parent_path(); rooms.empty() && !folder.empty(); folder = folder.parent_path()) {
      for (const Library& library : libraries_) {
        if (library.folder == folder) AddRooms(library, rooms);
      }
    }
    return rooms;
  }

 private:
  void AddRooms(const Library& library, std::set<std::string>& rooms) const {
    rooms.insert(RoomOf(library.folder / "x"));
    for (const Library& other : libraries_) {
      if (library.deps.contains(other.name)) AddRooms(other, rooms);
    }
  }

  std::vector<Library> libraries_;
};

TEST(LayersTest, RoomsIncludeOnlyWhatTheirDepsName) {
  const Rules rules;
  int checked = 0;
  for (const Path& file : SourceFiles()) {
    if (!IsCpp(file) || !IsRoom(RoomOf(file))) continue;
    const std::set<std::string> allowed = rules.AllowedRooms(file);
    for (const Include& include : IncludesOf(ReadFile(SourceTree() / file))) {
      const std::string room = RoomOf(include.name);
      if (!include.quoted || !IsRoom(room)) continue;
      ++checked;
      EXPECT_TRUE(allowed.contains(room) || room == RoomOf(file))
          << file << ":" << include.line << ": includes " << include.name << ", but " << RoomOf(file)
          << "/CMakeLists.txt does not name '" << room << "' in DEPS";
    }
  }
  EXPECT_GT(checked, 0);
}

TEST(LayersTest, IncludesStartAtTheRoot) {
  for (const Path& file : SourceFiles()) {
    if (!IsCpp(file)) continue;
    for (const Include& include : IncludesOf(ReadFile(SourceTree() / file))) {
      if (!include.quoted || include.name.ends_with(".pb.h")) continue;
      EXPECT_TRUE(std::filesystem::exists(SourceTree() / include.name))
          << file << ":" << include.line << ": \"" << include.name << "\" is no path from the root of the tree";
    }
  }
}

// An outside library, the folders whose files may include it, and whether their headers may as well: where a room's own
// classes are made of the library's. Such headers are then for the room alone.
struct ThirdParty {
  const char* name;
  const char* pattern;
  std::vector<std::string> folders;
  bool in_headers;
};

const std::vector<ThirdParty>& ThirdParties() {
  static const std::vector<ThirdParty> kTable = {
      {"LibTorch", "^(torch|ATen|c10|caffe2)/", {"model/", "tests/support/"}, true},
      {"FAISS", "^faiss/", {"retriever/indexes/"}, false},
      {"RocksDB", "^rocksdb/", {"retriever/stores/", "retriever/receipts/"}, false},
      {"libpq", "^(libpq|pg_config|postgres)", {"retriever/stores/postgres/"}, false},
      {"gRPC", "^(grpcpp|grpc|grpc\\+\\+)/|\\.grpc\\.pb\\.h$", {"services/rpc/", "tests/fuzz/"}, true},
      {"sentencepiece", "^sentencepiece", {"model/tokenizer/"}, false},
      {"CLI11", "^CLI/", {"services/cli/", "tests/crash/"}, true},
      {"httplib", "^httplib", {"services/http/"}, false},
      {"JSON", "^nlohmann/json\\.hpp", {"retriever/", "datasets/", "services/", "tests/"}, false},
      {"ICU", "^unicode/", {"retriever/", "datasets/"}, false},
      {"libsodium", "^sodium", {"retriever/", "services/"}, false},
      {"zlib and zstd", "^(zlib|zstd)", {"base/", "datasets/", "tests/"}, false},
      {"Snowball", "^libstemmer", {"tests/services/eval/"}, true},
  };
  return kTable;
}

// In one of the folders, or in the tests or benchmarks of one.
bool IsUnder(const Path& file, const std::vector<std::string>& folders) {
  for (const std::string& folder : folders) {
    for (const char* mirror : {"", "tests/", "tests/bench/"}) {
      if (file.string().starts_with(mirror + folder)) return true;
    }
  }
  return false;
}

TEST(LayersTest, OutsideLibrariesStayInTheirRooms) {
  for (const ThirdParty& library : ThirdParties()) {
    const std::regex pattern(library.pattern);
    for (const Path& file : SourceFiles()) {
      if (!IsCpp(file)) continue;
      for (const Include& include : IncludesOf(ReadFile(SourceTree() / file))) {
        if (!std::regex_search(include.name, pattern)) continue;
        EXPECT_TRUE(IsUnder(file, library.folders))
            << file << ":" << include.line << ": " << library.name << " belongs to " << Join(library.folders, ", ");
        EXPECT_TRUE(!IsHeader(file) || library.in_headers || RoomOf(file) == "tests")
            << file << ":" << include.line << ": " << library.name << " must stay out of house headers";
      }
    }
  }
}

// Headers reached from `header` by house includes, itself among them.
void Reach(const std::string& header, std::set<std::string>& reached) {
  if (header.ends_with(".pb.h") || !std::filesystem::exists(SourceTree() / header)) return;
  if (!reached.insert(header).second) return;
  for (const Include& include : IncludesOf(ReadFile(SourceTree() / header))) {
    if (include.quoted) Reach(include.name, reached);
  }
}

TEST(LayersTest, HeadersForOtherRoomsDoNotLeadToOutsideLibraries) {
  for (const Path& file : SourceFiles()) {
    if (!IsCpp(file) || !IsRoom(RoomOf(file))) continue;
    std::set<std::string> reached;
    Reach(file.string(), reached);
    std::set<std::string> includes;
    for (const std::string& header : reached) {
      for (const Include& include : IncludesOf(ReadFile(SourceTree() / header))) includes.insert(include.name);
    }
    for (const ThirdParty& library : ThirdParties()) {
      if (!library.in_headers || IsUnder(file, library.folders)) continue;
      const std::regex pattern(library.pattern);
      for (const std::string& name : includes) {
        EXPECT_FALSE(std::regex_search(name, pattern)) << file << " reaches " << name << " of " << library.name;
      }
    }
  }
}

}  // namespace
}  // namespace lethe::house
