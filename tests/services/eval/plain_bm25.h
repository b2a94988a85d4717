// BM25 as a textbook has it, in one pass over plain maps: what the store's own is held against. Shares no code with it;
// words are runs of ASCII letters and digits, stems are Snowball's Porter.
//
// Source: Robertson and Zaragoza 2009, with Lucene's idf and without the constant factor (k1 + 1); k1 0.9, b 0.4.
#pragma once

#include <libstemmer.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace lethe::testing {

class PlainBm25 {
 public:
  PlainBm25() : stemmer_(sb_stemmer_new("porter", "UTF_8")) {}
  ~PlainBm25() { sb_stemmer_delete(stemmer_); }
  PlainBm25(const PlainBm25&) = delete;
  PlainBm25& operator=(const PlainBm25&) = delete;

  void Add(const std::string& id, const std::string& text) {
    for (const std::string& term : Terms(text)) {
      ++counts_[term][id];
      ++lengths_[id];
      ++all_terms_;
    }
  }

  // The best `k`, best first; equal scores by id.
  std::vector<std::string> Search(const std::string& text, size_t k) const {
    std::map<std::string, double> scores;
    const double documents = static_cast<double>(lengths_.size());
    const double average = all_terms_ / documents;
    for (const std::string& term : Terms(text)) {
      const auto it = counts_.find(term);
      if (it == counts_.end()) continue;
      const auto holding = static_cast<double>(it->second.size());
      const double idf = std::log(1 + (documents - holding + 0.5) / (holding + 0.5));
      for (const auto& [id, count] : it->second) {
        const double norm = 0.9 * (1 - 0.4 + 0.4 * lengths_.at(id) / average);
        scores[id] += idf * count / (count + norm);
      }
    }
    std::vector<std::pair<double, std::string>> ranked;
    for (const auto& [id, score] : scores) ranked.emplace_back(-score, id);
    std::sort(ranked.begin(), ranked.end());
    std::vector<std::string> ids;
    for (const auto& [score, id] : ranked) {
      if (ids.size() < k) ids.push_back(id);
    }
    return ids;
  }

 private:
  std::vector<std::string> Terms(const std::string& text) const {
    static const std::set<std::string> kStop = {
        "a",   "an",    "and",  "are",   "as",    "at",   "be",   "but", "by",  "for",  "if",
        "in",  "into",  "is",   "it",    "no",    "not",  "of",   "on",  "or",  "such", "that",
        "the", "their", "then", "there", "these", "they", "this", "to",  "was", "will", "with"};
    std::vector<std::string> terms;
    std::string word;
    for (size_t i = 0; i <= text.size(); ++i) {
      const unsigned char c = i < text.size() ? static_cast<unsigned char>(text[i]) : ' ';
      if (std::isalnum(c) != 0) {
        word += static_cast<char>(std::tolower(c));
        continue;
      }
      if (!word.empty() && !kStop.contains(word)) terms.push_back(Stem(word));
      word.clear();
    }
    return terms;
  }

  std::string Stem(const std::string& word) const {
    const auto* bytes = reinterpret_cast<const sb_symbol*>(word.data());
    const sb_symbol* stem = sb_stemmer_stem(stemmer_, bytes, static_cast<int>(word.size()));
    return {reinterpret_cast<const char*>(stem), static_cast<size_t>(sb_stemmer_length(stemmer_))};
  }

  sb_stemmer* stemmer_;
  std::map<std::string, std::map<std::string, double>> counts_;  // term -> document -> count
  std::map<std::string, double> lengths_;
  double all_terms_ = 0;
};

}  // namespace lethe::testing
