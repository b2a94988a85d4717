// Whole stores as folders: copies, and putting one folder in the place of another.
//
// Promise: a copy is there whole or not at all (it is made beside its place and renamed); files that never change are
// shared by hard links where the file system can, so that a copy of a large store costs little time and space. Two
// stores exchange their names in one step where the file system can (Linux), else in two, of which a crash leaves the
// old one under a name beside.
// Errors: kAlreadyExists when the target is there, kResourceExhausted, kPermissionDenied, naming the folder.
// Threads: pure functions; the caller holds the source's writer lock.
#pragma once

#include "base/file.h"
#include "retriever/stores/rocks_db.h"

namespace lethe {

// Bytes of all files under the folder; one that goes meanwhile is not counted.
uint64_t BytesUnder(const Path& dir);

// One file, which is on the disk afterwards; a file that never changes is shared by a hard link where it can be. `to`
// must not exist.
void CopyFile(const Path& from, const Path& to);

// Copies the store in `from`, whose database is open, to the new folder `to`.
void CopyStore(const RocksDb& db, const Path& from, const Path& to);

// Copies a store that nobody writes to; everything in the folder comes with it.
void CopyFolder(const Path& from, const Path& to);

// Makes `fresh` (a folder beside it) be `dir`. What `dir` was is removed last.
void ExchangeFolder(const Path& fresh, const Path& dir);

// A name beside `dir` that nothing has, such as "people.restore.tmp".
Path BesideFolder(const Path& dir, const std::string& purpose);

}  // namespace lethe
