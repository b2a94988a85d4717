/* The C ABI of the shared module `liblethe_spm.so`, which alone links sentencepiece.
 *
 * libsentencepiece exports a bundled protobuf-lite that crashes in one process with libprotobuf, so the module is
 * opened in a link namespace of its own (spm_library.cc). That namespace has its own C and C++ library: memory is freed
 * by the side that allocated it, no exception and no C++ type crosses, and the callbacks take plain pointers.
 *
 * Errors: functions that may fail return NULL or a negative number and store a message in *error (release with
 * lethe_spm_free). Threads: a loaded model may be used from any thread.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define LETHE_SPM_ABI 1

typedef struct LetheSpmModel LetheSpmModel;

enum LetheSpmPieceKind { LETHE_SPM_NORMAL = 0, LETHE_SPM_CONTROL = 1, LETHE_SPM_BYTE = 2, LETHE_SPM_UNKNOWN = 3 };

/* The next training sentence, valid until the next call; returns 0 at the end. */
typedef int (*LetheSpmNextSentence)(void* context, const char** text, size_t* size);

/* Every function of the module in one table, so that one symbol is looked up. */
typedef struct LetheSpmFunctions {
  int abi; /* LETHE_SPM_ABI of the module */
  /* Reads a serialised sentencepiece model. No space is put in front of a text: the caller does that. */
  LetheSpmModel* (*load)(const char* bytes, size_t size, char** error);
  void (*unload)(LetheSpmModel* model);
  int32_t (*vocab_size)(const LetheSpmModel* model);
  /* The piece, valid as long as the model, and its kind. */
  const char* (*piece)(const LetheSpmModel* model, int32_t id, size_t* size, int* kind);
  /* Encodes into an array of the module's, released with `release`; its length, or -1. */
  int64_t (*encode)(const LetheSpmModel* model, const char* text, size_t size, int32_t** ids, char** error);
  /* Trains; `options` are key, value, ..., NULL. The serialised model, released with `release`, or NULL. */
  char* (*train)(const char* const* options, LetheSpmNextSentence next, void* context, size_t* size, char** error);
  void (*release)(void* memory);
} LetheSpmFunctions;

/* The module's only symbol. */
const LetheSpmFunctions* lethe_spm_functions(void);

#ifdef __cplusplus
}
#endif
