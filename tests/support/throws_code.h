// EXPECT_THAT([&] { LoadConfig(file, config); }, ThrowsCode(Code::kInvalidArgument, "x.txtpb:3"));
//
// A test names the error that it expects, and the part of the message a user acts on.
#pragma once

#include <gmock/gmock.h>

#include <exception>
#include <string>

#include "base/error.h"

namespace lethe::testing {

MATCHER_P2(ThrowsCode, code, substring,
           StrCat(negation ? "does not throw " : "throws ", CodeName(code), " with \"", substring,
                  "\" in its message")) {
  try {
    arg();
  } catch (const Error& error) {
    *result_listener << "which throws " << std::string(CodeName(error.code())) << ": " << error.what();
    return error.code() == code && std::string(error.what()).find(substring) != std::string::npos;
  } catch (const std::exception& error) {
    *result_listener << "which throws no lethe::Error but: " << error.what();
    return false;
  }
  *result_listener << "which throws nothing";
  return false;
}

// Any message.
inline auto ThrowsCode(Code code) {
  return ThrowsCode(code, std::string());
}

}  // namespace lethe::testing
