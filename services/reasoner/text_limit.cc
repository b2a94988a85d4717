#include "services/reasoner/text_limit.h"

#include "base/error.h"

namespace lethe {

void CheckTextBytes(std::string_view what, std::string_view text, uint32_t max_bytes) {
  if (text.size() <= max_bytes) return;
  throw Error(Code::kInvalidArgument, StrCat(what, " has ", text.size(), " bytes, at most ", max_bytes,
                                             " are read (max_question_bytes): ask something shorter"));
}

}  // namespace lethe
