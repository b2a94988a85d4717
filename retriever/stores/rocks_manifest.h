// How far the manifest and the logs of a RocksDB database went when they were last known whole, in a file beside them.
//
// RocksDB's manifest is a log of which tables the database is made of. Cut off between two records, or with zeros for
// its last ones, it reads as the manifest of an earlier moment: a database opened by it lacks what came later, and
// removes the tables it does not know. The tables on the disk do not tell that from a crash, which leaves tables that
// no manifest names yet. A write-ahead log that is cut off reads as one whose last record a crash kept from being
// finished, and one that is gone is not missed at all. But both kinds of file only ever grow, and their records are on
// the disk before anything relies on them, so one that is shorter than it once was, or begins otherwise, was damaged,
// whatever crashed. A log goes for good only when the manifest says that all of it is in tables.
// Promise: only what is on the disk is noted; a power cut never leaves less. A log is noted whole when no more is
// written to it: when another follows it, when the database is closed, or at the next opening after a crash. Of the log
// that is being written only the name is noted, so the end of that one log, of a process that was killed, is not
// watched: a change lost there looks like one that was never finished.
// Errors: the checks throw kDataLoss naming the manifest or the log. A note that cannot be written is logged: the older
// one still holds.
// Threads: all functions, any thread.
// Cost: a note reads the manifest (kilobytes, at most some megabytes) and the logs that it did not know whole, which it
// syncs, and writes a line for each with one fsync. A check reads all that is noted.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include "base/file.h"

namespace rocksdb {
class DB;
class EventListener;
}  // namespace rocksdb

namespace lethe {

// Before a database is opened. Says nothing of a database without a note, or whose manifest is a newer one.
void CheckManifest(const Path& dir);
// The same of its logs. `oldest_needed` reads in the manifest from which log on there is what no table has; it is asked
// only about logs that are not as they were noted, and after a look at them, so that none goes in between.
void CheckLogs(const Path& dir, const std::function<uint64_t()>& oldest_needed);

// Notes what the manifest of the database, which is open and lies in `dir`, and its logs hold now. `at_rest` says that
// nobody writes to the database and that no write failed: then the newest log is noted whole too.
void NoteFiles(rocksdb::DB& db, const Path& dir, bool at_rest) noexcept;
// The same of a whole copy that nobody has open.
void NoteCopiedFiles(const Path& dir);

// Notes them whenever tables were written or joined.
std::shared_ptr<rocksdb::EventListener> NotesOnChange(const Path& dir);

}  // namespace lethe
