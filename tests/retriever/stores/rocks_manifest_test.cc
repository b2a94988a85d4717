#include "retriever/stores/rocks_manifest.h"

#include <gtest/gtest.h>
#include <rocksdb/write_batch.h>

#include <algorithm>

#include "retriever/indexes/checksum.h"
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
  static void Cut(const Path& db, uint64_t bytes) { CutFile(Manifest(db), bytes); }
  static void CutFile(const Path& file, uint64_t bytes) { fs::resize_file(file, fs::file_size(file) - bytes); }
  // Oldest first.
  static std::vector<Path> Logs(const Path& db) {
    std::vector<Path> logs;
    for (const auto& entry : fs::directory_iterator(db)) {
      if (entry.path().extension() == ".log") logs.push_back(entry.path());
    }
    std::sort(logs.begin(), logs.end());
    return logs;
  }
  // A database whose changes lie in a log each.
  Path InLogs(const std::vector<std::string>& keys) const {
    for (const std::string& key : keys) Put(*RocksDb::Open(dir() / "db", OpenMode::kCreate), key);
    return dir() / "db";
  }
  static void ExpectRefused(const Path& db, const Path& file, const char* fault) {
    for (const OpenMode mode : {OpenMode::kRead, OpenMode::kWrite, OpenMode::kCreate})
      EXPECT_THAT([&] { RocksDb::Open(db, mode); },
                  ThrowsCode(Code::kDataLoss, StrCat(file.filename().string(), fault)));
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

// The byte that is cut off makes the last record one that a crash kept from being finished.
TEST_F(RocksManifestTest, ALogThatIsCutOffIsNoShortDatabase) {
  const Path db = InLogs({"a"});
  ASSERT_EQ(Logs(db).size(), 1u);
  const std::string whole = ReadFile(Logs(db)[0]);
  for (const size_t cut : {size_t{1}, whole.size() / 2, whole.size()}) {
    WriteFileAtomic(Logs(db)[0], whole.substr(0, whole.size() - cut));
    ExpectRefused(db, Logs(db)[0], ": is cut off");
  }
  std::string zeros = whole;
  std::fill(zeros.begin(), zeros.end(), '\0');
  WriteFileAtomic(Logs(db)[0], zeros);
  ExpectRefused(db, Logs(db)[0], ": is damaged");
  WriteFileAtomic(Logs(db)[0], whole);
  EXPECT_TRUE(RocksDb::Open(db, OpenMode::kRead)->Get(Family::kFacts, "a", nullptr));
}

TEST_F(RocksManifestTest, ALogThatIsGoneOrShorterIsNoHole) {
  const Path db = InLogs({"a", "b", "c"});
  const std::vector<Path> logs = Logs(db);
  ASSERT_EQ(logs.size(), 3u);
  for (const Path& log : logs) {
    const std::string whole = ReadFile(log);
    CutFile(log, 1);
    ExpectRefused(db, log, ": is cut off");
    fs::remove(log);
    ExpectRefused(db, log, ": is missing");
    WriteFileAtomic(log, whole);
  }
  const auto whole = RocksDb::Open(db, OpenMode::kRead);
  for (const char* key : {"a", "b", "c"}) EXPECT_TRUE(whole->Get(Family::kFacts, key, nullptr)) << key;
}

// What was removed while the database was open is not forgotten when it is closed.
TEST_F(RocksManifestTest, ALogRemovedUnderOurHandsIsMissed) {
  const Path db = InLogs({"a", "b"});
  const Path log = Logs(db)[0];
  {
    const auto open = RocksDb::Open(db, OpenMode::kWrite);
    fs::remove(log);
    Put(*open, "c");
  }
  ExpectRefused(db, log, ": is missing");
}

// The last record of the log that a killed process wrote may never have been finished: nobody was told that it was.
TEST_F(RocksManifestTest, ATornEndOfAKilledProcessIsPassedOver) {
  const auto db = RocksDb::Open(InLogs({"a"}), OpenMode::kWrite);
  Put(*db, "b");
  Put(*db, "c");
  const Path left = Killed(dir() / "db");
  CutFile(Logs(left).back(), 1);
  for (const OpenMode mode : {OpenMode::kRead, OpenMode::kWrite}) {
    const auto opened = RocksDb::Open(left, mode);
    EXPECT_TRUE(opened->Get(Family::kFacts, "b", nullptr));
    EXPECT_FALSE(opened->Get(Family::kFacts, "c", nullptr));
  }
  // From now on that log is known as it is, and is one of those that lie before the newest.
  const Path torn = Logs(left)[1];
  EXPECT_TRUE(RocksDb::Open(left, OpenMode::kWrite)->Get(Family::kFacts, "b", nullptr));
  CutFile(torn, 1);
  ExpectRefused(left, torn, ": is cut off");
  fs::remove(torn);
  ExpectRefused(left, torn, ": is missing");
}

// The name of the log that is written to is noted before anything lies in it.
TEST_F(RocksManifestTest, TheLogOfAKilledProcessIsMissed) {
  const auto db = RocksDb::Open(dir() / "db", OpenMode::kCreate);
  Put(*db, "a");
  const Path left = Killed(dir() / "db");
  const Path log = Logs(left).back();
  fs::remove(log);
  ExpectRefused(left, log, ": is missing");
}

// A log goes when all of it is in tables; a kill may come before that is noted.
TEST_F(RocksManifestTest, ALogThatIsNeededNoMoreIsNotMissed) {
  const Path path = InLogs({"a", "b"});
  const std::string note = ReadFile(path / "lethe_manifest");
  const Path old_log = Logs(path)[0];
  RocksDb::Open(path, OpenMode::kWrite)->CompactAll();
  ASSERT_FALSE(fs::exists(old_log));
  const std::string manifest = Manifest(path).filename().string();
  const std::string old_logs = note.substr(note.find('\n') + 1);
  ASSERT_NE(old_logs.find(old_log.filename().string()), std::string::npos);
  WriteFileAtomic(path / "lethe_manifest", manifest + " 0 " + std::to_string(Checksum64({})) + "\n" + old_logs);
  for (const OpenMode mode : {OpenMode::kRead, OpenMode::kWrite})
    EXPECT_TRUE(RocksDb::Open(path, mode)->Get(Family::kFacts, "b", nullptr));
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
  Put(*RocksDb::Open(dir() / "copy", OpenMode::kWrite), "b");
  CutFile(Logs(dir() / "copy").back(), 1);
  ExpectRefused(dir() / "copy", Logs(dir() / "copy").back(), ": is cut off");
  Cut(dir() / "copy", 1);
  EXPECT_THAT([&] { RocksDb::Open(dir() / "copy", OpenMode::kRead); }, ThrowsCode(Code::kDataLoss, "is cut off"));
}

TEST_F(RocksManifestTest, ADamagedNoteIsSaid) {
  RocksDb::Open(dir() / "db", OpenMode::kCreate);
  for (const std::string_view note :
       {"", "MANIFEST-000005 12", "MANIFEST-000005 12 x\n", "a b c d", "MANIFEST-000005 1 2\n000004.log 1\n"}) {
    WriteFileAtomic(dir() / "db" / "lethe_manifest", note);
    EXPECT_THAT([&] { CheckManifest(dir() / "db"); }, ThrowsCode(Code::kDataLoss, "lethe_manifest: damaged"));
  }
}

}  // namespace
}  // namespace lethe
