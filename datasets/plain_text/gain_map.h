// The gain of each token of one document, to look at: coloured text, or a table.
//
// Reads what BuildContextDataset wrote with a scorer. Green is what the context makes likelier, red what it makes less
// likely; pointing at a token shows its numbers.
// Errors: kNotFound when the folder has no scores or no example of that name; those of the parsers.
// Threads: pure functions.
#pragma once

#include <string>
#include <vector>

#include "base/file.h"
#include "datasets/plain_text/gain_record.h"
#include "proto/example.pb.h"

namespace lethe {

struct ScoredExample {
  v1::Example example;
  GainRecord gain;
};

// `id`: an example ("d12/4"), or a document ("d12") with all its examples in order.
std::vector<ScoredExample> LoadScored(const Path& folder, const std::string& id);

// A page of its own, without anything from elsewhere.
std::string GainMapHtml(const std::vector<ScoredExample>& examples);
// Columns: example, token, kind, loss_without, loss_with, gain, weight. White space and quotes as JSON escapes them.
std::string GainMapTsv(const std::vector<ScoredExample>& examples);

}  // namespace lethe
