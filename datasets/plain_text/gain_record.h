// What scoring found out about one example: a line of gain.jsonl.
//
//   {"id": "d12/4", "ends": [5, 9], "kinds": ["name", "other"], "loss_with": [...], "loss_without": [...],
//    "weight": [...]}
// One entry a token of the answer: where its bytes end in the answer, the kind of its word (token_kinds.h), the model's
// losses with and without the context in nats, the loss weight.
// Errors: kInvalidArgument naming where and field. Threads: pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "datasets/plain_text/token_kinds.h"

namespace lethe {

struct GainRecord {
  std::string id;
  std::vector<uint32_t> ends;
  std::vector<WordKind> kinds;
  std::vector<float> loss_with, loss_without, weight;
};

// Appends one line with its '\n'; losses and weights with four decimals.
void AppendGainRecord(const GainRecord& record, std::string& out);
// `where` names the line in errors.
GainRecord ParseGainRecord(std::string_view line, const std::string& where);

}  // namespace lethe
