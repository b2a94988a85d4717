#include "retriever/relation_similarity.h"

#include <algorithm>

#include "retriever/lexical/analyzer.h"

namespace lethe {
namespace {

constexpr double kStemShare = 0.6;
constexpr double kTrigramShare = 0.4;
constexpr double kHintWeight = 0.5;       // of the first hint at a stem
constexpr double kMoreHintsWeight = 0.2;  // of every further one
constexpr double kMostHintsWeight = 0.9;

void AddTrigrams(const std::string& word, std::unordered_set<std::string>& trigrams) {
  const std::string padded = " " + word + " ";
  for (size_t i = 0; i + 3 <= padded.size(); ++i) trigrams.insert(padded.substr(i, 3));
}

// Without stop words, unless there is nothing else ("of", "in" are relations in some stores).
std::vector<std::string> ContentWords(std::string_view relation) {
  const std::vector<std::string> all = Words(relation);
  std::vector<std::string> content;
  std::copy_if(all.begin(), all.end(), std::back_inserter(content),
               [](const std::string& word) { return !IsStopWord(word); });
  return content.empty() ? all : content;
}

}  // namespace

RelationQuery::RelationQuery(const std::vector<std::string>& words) {
  for (const std::string& word : words) {
    const std::string stem = Stem(word);
    for (const std::string& hint : HintsOf(stem)) {
      const auto [it, is_first] = stems_.emplace(hint, kHintWeight);
      if (!is_first && it->second < 1) it->second = std::min(kMostHintsWeight, it->second + kMoreHintsWeight);
    }
    if (IsStopWord(word)) continue;
    stems_[stem] = 1.0;
    AddTrigrams(word, trigrams_);
  }
}

double RelationQuery::Similarity(std::string_view relation) const {
  const std::vector<std::string> words = ContentWords(relation);
  if (words.empty()) return 0;
  double stems = 0;
  std::unordered_set<std::string> grams;
  for (const std::string& word : words) {
    if (const auto it = stems_.find(Stem(word)); it != stems_.end()) stems += it->second;
    AddTrigrams(word, grams);
  }
  const auto shared =
      std::count_if(grams.begin(), grams.end(), [this](const std::string& gram) { return trigrams_.contains(gram); });
  const double by_stems = stems / static_cast<double>(words.size());
  const double by_grams = grams.empty() ? 0 : static_cast<double>(shared) / static_cast<double>(grams.size());
  return kStemShare * by_stems + kTrigramShare * by_grams;
}

}  // namespace lethe
