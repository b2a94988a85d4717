// The model and store that come with Lethe: $LETHE_BUNDLE, or deploy/bundle in the source tree that holds the running
// program, or share/lethe/bundle where it is installed.
//
// Errors: kNotFound, saying where it was looked for and which option names another one.
// Threads: any.
#pragma once

#include <string>

#include "base/file.h"

namespace lethe {

// `chosen` as given by the user, or the bundled model where it is empty.
Path ModelFolder(const std::string& chosen);

}  // namespace lethe
