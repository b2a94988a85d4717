// Gives a file that was written under another name its own, as WriteFileAtomic (base/file.h) does for bytes in memory.
//
// Promise: after a crash of the machine too, `to` is either what it was or all of `from`; it never is a name without
// its bytes. Errors: those of base/file.h; `from` stays where it cannot be renamed. Threads: any.
#pragma once

#include "base/file.h"

namespace lethe {

void RenameSynced(const Path& from, const Path& to);

}  // namespace lethe
