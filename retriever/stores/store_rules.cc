#include "retriever/stores/store_rules.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "base/error.h"
#include "base/text.h"

namespace lethe {
namespace {

// A compaction pays when so many facts are dead, or a quarter of all.
constexpr uint64_t kManyDead = 100'000;
constexpr uint64_t kFewDead = 1000;
constexpr size_t kMostProblemsTold = 100;
constexpr float kVectorTolerance = 1e-4f;

}  // namespace

ChosenFacts::ChosenFacts(std::span<const PreparedFact> batch) {
  std::unordered_map<std::string_view, size_t> position;
  position.reserve(batch.size());
  for (const PreparedFact& fact : batch) {
    const auto [it, is_new] = position.emplace(fact.id, facts.size());
    if (is_new) {
      facts.push_back(&fact);
      ids.push_back(fact.id);
    } else {
      facts[it->second]->bytes == fact.bytes ? ++repeated : ++replaced;
      facts[it->second] = &fact;
    }
  }
}

v1::Fact ParseFact(std::string_view bytes, uint64_t doc) {
  v1::Fact fact;
  if (!fact.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    throw Error(Code::kDataLoss,
                StrCat("damaged store: fact ", doc, " cannot be parsed; restore the store or import its facts again"));
  }
  return fact;
}

void CheckReturn(uint64_t version, uint64_t oldest, uint64_t newest, std::string_view cure) {
  if (version > newest)
    throw Error(Code::kNotFound, StrCat("there is no version ", version, ", the newest is ", newest));
  if (version >= oldest) return;
  throw Error(Code::kFailedPrecondition,
              StrCat("version ", version, " can no longer be returned to, the oldest that can is ", oldest,
                     " (keep_versions in the store's config, --keep-versions of compact); ", cure));
}

void CheckPlannedOn(std::optional<uint64_t> version, uint64_t newest) {
  if (!version || *version == newest) return;
  throw Error(Code::kAborted,
              StrCat("somebody else has changed the store meanwhile: the change was planned on version ", *version,
                     ", the newest is ", newest, "; try again"));
}

bool PaysToDrop(uint64_t dead, uint64_t living) {
  return dead > kManyDead || (dead > kFewDead && 4 * dead > living);
}

void AddProblem(VerifyReport& report, std::string problem) {
  if (++report.problem_count <= kMostProblemsTold) report.problems.push_back(std::move(problem));
}

uint64_t PostingHash(std::string_view term, uint32_t count, uint32_t length) {
  return StableHash(StrCat(term, '\0', count, '\0', length));
}

bool IsSameEmbedding(std::span<const float> kept, std::span<const float> wanted) {
  return std::equal(kept.begin(), kept.end(), wanted.begin(), wanted.end(),
                    [](float a, float b) { return std::abs(a - b) <= kVectorTolerance; });
}

}  // namespace lethe
