// How far the manifest of a RocksDB database went when it was last known whole, in a file beside it.
//
// RocksDB's manifest is a log of which tables the database is made of. Cut off between two records, or with zeros for
// its last ones, it reads as the manifest of an earlier moment: a database opened by it lacks what came later, and
// removes the tables it does not know. The tables on the disk do not tell that from a crash, which leaves tables that
// no manifest names yet. A manifest only ever grows and its records are on the disk before anything relies on them, so
// one that is shorter than it once was, or begins otherwise, was damaged, whatever crashed.
// Errors: CheckManifest throws kDataLoss naming the manifest. A note that cannot be written is logged: the older one
// still holds.
// Threads: all functions, any thread.
// Cost: a note reads the manifest (kilobytes, at most some megabytes) and writes one line with fsync.
#pragma once

#include <memory>

#include "base/file.h"

namespace rocksdb {
class DB;
class EventListener;
}  // namespace rocksdb

namespace lethe {

// Before a database is opened. Says nothing of a database without a note, or whose manifest is a newer one.
void CheckManifest(const Path& dir);

// Notes what the manifest of the database, which is open and lies in `dir`, holds now.
void NoteManifest(rocksdb::DB& db, const Path& dir) noexcept;
// The same of a whole copy that nobody has open.
void NoteCopiedManifest(const Path& dir);

// Notes it whenever tables were written or joined.
std::shared_ptr<rocksdb::EventListener> ManifestNotes(const Path& dir);

}  // namespace lethe
