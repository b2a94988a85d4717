// Porter's stemmer for English, as Lucene's English analyser runs it: with the author's two later changes of step 2
// ("bli" to "ble", "logi" to "log"), and words of one or two letters left alone.
//
// Promise: a stem is never empty and never longer than its word; letters outside a-z count as consonants.
// Threads: pure function.
// Cost: about 0.1 us a word.
// Source: Porter, "An algorithm for suffix stripping", Program 14(3), 1980; the changes:
// https://tartarus.org/martin/PorterStemmer
#pragma once

#include <string>

namespace lethe {

// `word` is in small letters.
std::string PorterStem(std::string word);

}  // namespace lethe
