// How failure is reported in every room.
//
// The world fails (a file is absent, damaged, refused, a config is wrong): throw lethe::Error. Its message says what
// was tried, on what (file, line, field) and what to do about it. We fail (an invariant of this code is broken):
// LETHE_CHECK prints the values and aborts. Absent-but-normal is std::optional.
//
// Threads: Error is a value; safe to throw from any thread.
// Source: the codes and their meaning are gRPC's (https://grpc.github.io/grpc/core/md_doc_statuscodes.html).
#pragma once

#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>

namespace lethe {

// Numbers equal gRPC's, so that the RPC boundary converts by value.
enum class Code : int {
  kOk = 0,
  kCancelled = 1,           // the caller went away
  kUnknown = 2,             // an error from outside that says nothing more
  kInvalidArgument = 3,     // wrong whatever the state of the system: malformed line, unknown field
  kDeadlineExceeded = 4,    // the caller's deadline passed
  kNotFound = 5,            // no such file, fact, alias
  kAlreadyExists = 6,       // duplicate id
  kPermissionDenied = 7,    // the operating system said no
  kResourceExhausted = 8,   // too large, queue full, disk full
  kFailedPrecondition = 9,  // right call, wrong state: store built with another embedder
  kAborted = 10,            // lost a race, retry at a higher level
  kOutOfRange = 11,         // past the end
  kUnimplemented = 12,      // a switch this build does not have
  kInternal = 13,           // an invariant of a library we call is broken
  kUnavailable = 14,        // try again later: port in use, server down
  kDataLoss = 15,           // damaged bytes
  kUnauthenticated = 16,    // no valid credentials
};

// Returns the name as gRPC spells it, such as "NOT_FOUND".
std::string_view CodeName(Code code);

class Error : public std::runtime_error {
 public:
  Error(Code code, const std::string& message) : std::runtime_error(message), code_(code) {}
  Code code() const { return code_; }

 private:
  Code code_;
};

namespace internal {
[[noreturn]] void CheckFailed(const char* file, int line, const char* condition, const std::string& values);
}  // namespace internal

// Concatenates anything that streams, as absl::StrCat does.
template <typename... Parts>
std::string StrCat(const Parts&... parts) {
  std::ostringstream out;
  static_cast<void>((out << ... << parts));
  return out.str();
}

}  // namespace lethe

// LETHE_CHECK(rows == n, "rows ", rows, " n ", n) aborts with the values when the condition does not hold.
#define LETHE_CHECK(condition, ...)                                                                                   \
  do {                                                                                                                \
    if (!(condition)) [[unlikely]]                                                                                    \
      ::lethe::internal::CheckFailed(__FILE__, __LINE__, #condition, ::lethe::StrCat("" __VA_OPT__(, ) __VA_ARGS__)); \
  } while (false)
