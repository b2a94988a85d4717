#include "services/reasoner/value_choice.h"

#include "base/error.h"

namespace lethe {

void ValueChoice::Offer(double weight, std::span<const OfferedToken> tokens) {
  double total = 0;
  for (const OfferedToken& offered : tokens) total += offered.probability;
  const size_t key = keys_++;
  if (!(weight > 0 && total > 0)) return;
  for (const OfferedToken& offered : tokens) {
    const double part = weight * offered.probability / total;
    Share& share = shares_[offered.token];
    share.sum += part;
    if (part > share.best) {
      share.best = part;
      share.key = key;
    }
  }
}

ValueChoice::Chosen ValueChoice::Choose(double odds) const {
  LETHE_CHECK(!shares_.empty(), "nothing was offered");
  double values = 0, all = 0;
  const std::pair<const int32_t, Share>*value = nullptr, *way_out = nullptr;
  for (const auto& entry : shares_) {
    all += entry.second.sum;
    if (!IsWayOut(entry.first)) values += entry.second.sum;
    auto& best = IsWayOut(entry.first) ? way_out : value;
    if (best == nullptr || entry.second.sum > best->second.sum) best = &entry;
  }
  const bool leaves = value == nullptr || (way_out != nullptr && way_out->second.sum >= odds * values);
  const auto& [token, share] = leaves ? *way_out : *value;
  return {token, share.key, share.sum / all};
}

}  // namespace lethe
