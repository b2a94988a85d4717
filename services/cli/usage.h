// Wrong values that only the code behind an option can tell: its kInvalidArgument becomes wrong usage, exit code 2.
//
// Errors: CLI::ValidationError with the words of that Error; other Errors, the world's, pass as they are.
// Threads: pure functions.
#pragma once

#include <CLI/Error.hpp>
#include <functional>
#include <string>

#include "base/error.h"

namespace lethe {

// What `work` returns; it reads or checks what the options say and nothing else.
template <typename Work>
auto AsUsage(const Work& work) {
  try {
    return work();
  } catch (const Error& error) {
    if (error.code() != Code::kInvalidArgument) throw;
    throw CLI::ValidationError(error.what());
  }
}

// As CLI11 takes a check of an option's text: what is wrong with it, or "".
template <typename Check>
std::function<std::string(const std::string&)> AsCheck(const Check& check) {
  return [check](const std::string& text) -> std::string {
    try {
      check(text);
      return {};
    } catch (const Error& error) {
      if (error.code() != Code::kInvalidArgument) throw;
      return error.what();
    }
  };
}

}  // namespace lethe
