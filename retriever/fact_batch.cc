#include "retriever/fact_batch.h"

#include <string>
#include <string_view>
#include <unordered_map>

#include "base/error.h"
#include "retriever/fact.h"

namespace lethe {
namespace {

bool IsSameFact(const v1::Fact& a, const v1::Fact& b) {
  return a.SerializeAsString() == b.SerializeAsString() || (ContentId(a) == a.id() && ContentId(b) == b.id());
}

// Only one of two facts with one id would be kept.
class IdCheck {
 public:
  void Check(const v1::Fact& fact) {
    if (fact.id().empty()) return;
    const auto [it, is_new] = facts_.emplace(fact.id(), &fact);
    if (is_new || IsSameFact(*it->second, fact)) return;
    throw Error(Code::kInvalidArgument, StrCat("id: \"", fact.id(),
                                               "\" stands for another fact earlier in the batch; give each fact its "
                                               "own id, or leave ids out"));
  }

 private:
  std::unordered_map<std::string_view, const v1::Fact*> facts_;
};

}  // namespace

void CheckFacts(const std::vector<v1::Fact>& facts, size_t max_bytes) {
  IdCheck ids;
  for (size_t i = 0; i < facts.size(); ++i) {
    try {
      CheckFact(facts[i], max_bytes);
      ids.Check(facts[i]);
    } catch (const Error& error) {
      if (facts.size() == 1) throw;
      throw Error(error.code(), StrCat("fact ", i + 1, " of ", facts.size(), ": ", error.what()));
    }
  }
}

}  // namespace lethe
