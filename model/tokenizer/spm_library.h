// Finds and opens the module that links sentencepiece (spm_module.h), once a process.
//
// Looked for, in this order: $LETHE_SPM_MODULE; then, from the folder of the running program upwards,
// `lib/liblethe_spm.so` (build tree, tests), `lib/lethe/liblethe_spm.so` (installed) and `liblethe_spm.so`.
// Errors: kNotFound naming the places, kFailedPrecondition when the module cannot be opened or is of another version.
// Threads: any.
#pragma once

#include "model/tokenizer/spm_module.h"

namespace lethe {

const LetheSpmFunctions& SpmLibrary();

}  // namespace lethe
