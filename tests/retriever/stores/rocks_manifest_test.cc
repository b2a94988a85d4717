#include "retriever/stores/rocks_manifest.h"

#include <gtest/gtest.h>
#include <rocksdb/write_batch.h>

#include <algorithm>

#include "retriever/stores/rocks_db.h"
#include "tests/support/temp_dir.h"
#include "tests/support/throws_code.h"

namespace lethe {
namespace {

namespace fs = std::filesystem;
using testing::ThrowsCode;

class RocksManifestTest : public testing::TempDir {
 protected:
  static void Put(RocksDb& db, const std::string& key) {
    rocksdb::WriteBatch batch;
    batch.Put(db.family(Family::kFacts), key, "value");
    db.Write(batch);
  }
  // What a process that is killed now leaves.
  Path Killed(const Path& db) const {
    const Path left = dir() / "left";
    fs::remove_all(left);
    fs::copy(db, left);
    fs::remove(left / "LOCK");
    return left;
  }
  static Path Manifest(const Path& db) {
    std::string name = ReadFile(db / "CURRENT");
    name.pop_back();  // the end of the line
    return db / name;
  }
  static void Cut(const Path& db, uint64_t bytes) {
    fs::resize_file(Manifest(db), fs::file_size(Manifest(db)) - bytes);
  }
};

// Each flush is a record behind which the manifest can be cut without a table missing that it names.
TEST_F(RocksManifestTest, EveryCutIsFoundAlsoOfAStoreThatWasNotClosed) {
  const auto db = RocksDb::Open(dir() / "db", OpenMode::kCreate);
  Put(*db, "a");
  db->CompactAll();
  const Path left = Killed(dir() / "db");
  EXPECT_NO_THROW(CheckManifest(left));
  const std::string whole = ReadFile(Manifest(left));
  for (size_t kept = 0; kept < whole.size(); kept += std::max<size_t>(1, whole.size() / 40)) {
    WriteFileAtomic(Manifest(left), whole.substr(0, kept));
    for (const OpenMode mode : {OpenMode::kRead, OpenMode::kWrite, OpenMode::kCreate})
      EXPECT_THAT([&] { RocksDb::Open(left, mode); }, ThrowsCode(Code::kDataLoss, "MANIFEST")) << kept << " bytes";
  }
  WriteFileAtomic(Manifest(left), whole);
  EXPECT_TRUE(RocksDb::Open(left, OpenMode::kWrite)->Get(Family::kFacts, "a", nullptr));
}

TEST_F(RocksManifestTest, LastRecordsOfZerosAreFound) {
  RocksDb::Open(dir() / "db", OpenMode::kCreate)->CompactAll();
  const Path manifest = Manifest(dir() / "db");
  std::string bytes = ReadFile(manifest);
  std::fill(bytes.end() - 30, bytes.end(), '\0');
  WriteFileAtomic(manifest, bytes);
  EXPECT_THAT([&] { RocksDb::Open(dir() / "db", OpenMode::kWrite); },
              ThrowsCode(Code::kDataLoss, "restore the store from a snapshot"));
}

// A crash between a table and its record in the manifest, or while a new manifest is begun.
TEST_F(RocksManifestTest, WhatACrashLeavesIsOpened) {
  const auto db = RocksDb::Open(dir() / "db", OpenMode::kCreate);
  Put(*db, "a");
  db->CompactAll();
  const Path left = Killed(dir() / "db");
  const auto is_table = [](const auto& entry) { return entry.path().extension() == ".sst"; };
  const auto table = std::find_if(fs::directory_iterator(left), fs::directory_iterator(), is_table);
  fs::copy_file(table->path(), left / "999999.sst");
  fs::copy_file(Manifest(left), left / "MANIFEST-999990");
  WriteFileAtomic(left / "CURRENT", "MANIFEST-999990\n");
  EXPECT_TRUE(RocksDb::Open(left, OpenMode::kWrite)->Get(Family::kFacts, "a", nullptr));
  EXPECT_NO_THROW(CheckManifest(left));
}

TEST_F(RocksManifestTest, ADatabaseWithoutANoteIsOpened) {
  RocksDb::Open(dir() / "db", OpenMode::kCreate);
  fs::remove(dir() / "db" / "lethe_manifest");
  EXPECT_NO_THROW(CheckManifest(dir() / "db"));
  RocksDb::Open(dir() / "db", OpenMode::kWrite);
  Cut(dir() / "db", 1);
  EXPECT_THAT([&] { CheckManifest(dir() / "db"); }, ThrowsCode(Code::kDataLoss, "is cut off"));
}

TEST_F(RocksManifestTest, ACheckpointHasANoteOfItsOwn) {
  const auto db = RocksDb::Open(dir() / "db", OpenMode::kCreate);
  Put(*db, "a");
  db->Checkpoint(dir() / "copy");
  db->CompactAll();  // the manifest of the original goes on
  EXPECT_TRUE(RocksDb::Open(dir() / "copy", OpenMode::kRead)->Get(Family::kFacts, "a", nullptr));
  Cut(dir() / "copy", 1);
  EXPECT_THAT([&] { RocksDb::Open(dir() / "copy", OpenMode::kRead); }, ThrowsCode(Code::kDataLoss, "is cut off"));
}

TEST_F(RocksManifestTest, ADamagedNoteIsSaid) {
  RocksDb::Open(dir() / "db", OpenMode::kCreate);
  for (const std::string_view note : {"", "MANIFEST-000005 12", "MANIFEST-000005 12 x\n", "a b c d"}) {
    WriteFileAtomic(dir() / "db" / "lethe_manifest", note);
    EXPECT_THAT([&] { CheckManifest(dir() / "db"); }, ThrowsCode(Code::kDataLoss, "lethe_manifest: damaged"));
  }
}

}  // namespace
}  // namespace lethe
