#include "datasets/sources/recall_search.h"

#include <algorithm>
#include <numeric>
#include <string_view>

namespace lethe {

std::vector<size_t> RecallSearch::Rank(const std::string& key, const std::vector<std::string>& facts) const {
  const std::vector<float> wanted = embedder_.EmbedQuery(key);
  const size_t width = embedder_.dimension();
  const std::vector<std::string_view> texts(facts.begin(), facts.end());
  std::vector<float> rows(facts.size() * width);
  embedder_.Embed(texts, rows.data());
  std::vector<float> scores(facts.size());
  for (size_t i = 0; i < facts.size(); ++i)
    scores[i] =
        std::inner_product(wanted.begin(), wanted.end(), rows.begin() + static_cast<ptrdiff_t>(i * width), 0.0f);
  std::vector<size_t> order(facts.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) { return scores[a] > scores[b]; });
  return order;
}

}  // namespace lethe
