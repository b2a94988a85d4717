// Include this where a loop over expf should run several numbers at a time.
//
// glibc ships vector versions of expf (libmvec, at most 4 units in the last place off) but tells GCC of them only under
// -ffast-math, which would also give up infinities and the order of sums. Declaring them here gives just the exp; a
// loop marked `omp simd` then calls them. Elsewhere the header changes nothing.
#pragma once

#include <cmath>

#if defined(__GNUC__) && !defined(__clang__) && defined(__x86_64__) && defined(__GLIBC__)
extern "C" __attribute__((simd("notinbranch"))) float expf(float) noexcept;
#endif
