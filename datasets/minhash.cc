#include "datasets/minhash.h"

#include <algorithm>
#include <bit>
#include <limits>

#include "base/error.h"
#include "base/random.h"
#include "base/text.h"
#include "datasets/whole_words.h"

namespace lethe {
namespace {

constexpr size_t kRun = 3;              // words
constexpr size_t kQuestionWeight = 16;  // of its runs against those of the facts
constexpr size_t kBinBits = 7;
static_assert(MinHash::kBins == size_t{1} << kBinBits);

// Hashes of the words of a text, whatever their case.
void AppendWordHashes(std::string_view text, std::vector<uint64_t>& words) {
  constexpr uint64_t kStart = 0xcbf29ce484222325ULL, kPrime = 0x100000001b3ULL;
  uint64_t hash = kStart;
  bool inside = false;
  for (const char raw : text) {
    auto c = static_cast<unsigned char>(raw);
    if (IsWordByte(raw)) {
      if (c >= 'A' && c <= 'Z') c = static_cast<unsigned char>(c | 0x20);
      hash = (hash ^ c) * kPrime;
      inside = true;
    } else if (inside) {
      words.push_back(hash);
      hash = kStart;
      inside = false;
    }
  }
  if (inside) words.push_back(hash);
}

void AppendRuns(const std::vector<uint64_t>& words, size_t length, std::vector<uint64_t>& runs) {
  const size_t count = words.size() < length ? (words.empty() ? 0 : 1) : words.size() - length + 1;
  for (size_t i = 0; i < count; ++i) {
    uint64_t hash = 0;
    for (size_t k = i; k < std::min(i + length, words.size()); ++k) hash = SplitMix64(hash * 31 + words[k]);
    runs.push_back(hash);
  }
}

// What identifies an example whatever its id and the order of its facts.
uint64_t ExactHash(const v1::Example& example) {
  std::vector<uint64_t> facts;
  std::string text;
  for (const v1::ContextFact& fact : example.context()) {
    text.assign(fact.text()).append("\x1f").append(fact.subject()).append("\x1f").append(fact.relation());
    facts.push_back(StableHash(text.append("\x1f").append(fact.object())));
  }
  std::sort(facts.begin(), facts.end());
  text.assign(example.question()).append("\x1e").append(example.answer());
  text.append(reinterpret_cast<const char*>(facts.data()), facts.size() * sizeof facts[0]);
  return StableHash(text);
}

// The least value of each bin.
class Bins {
 public:
  Bins() { least_.fill(kEmpty); }

  void Add(uint64_t run) {
    uint32_t& least = least_[run >> (64 - kBinBits)];
    least = std::min(least, static_cast<uint32_t>(run));
  }

  // Empty bins take the value of another one, drawn by hash, so that the estimate stays without bias.
  std::array<uint32_t, MinHash::kBins> Filled() const {
    std::array<uint32_t, MinHash::kBins> filled = least_;
    const bool any = std::any_of(least_.begin(), least_.end(), [](uint32_t value) { return value != kEmpty; });
    for (size_t bin = 0; bin < least_.size() && any; ++bin) {
      for (uint64_t attempt = 1; filled[bin] == kEmpty; ++attempt)
        filled[bin] = least_[SplitMix64(bin + (attempt << 32)) % least_.size()];
    }
    return filled;
  }

 private:
  static constexpr uint32_t kEmpty = std::numeric_limits<uint32_t>::max();
  std::array<uint32_t, MinHash::kBins> least_;
};

Bins BinsOf(const v1::Example& example) {
  Bins bins;
  std::vector<uint64_t> words, runs;
  for (const v1::ContextFact& fact : example.context()) {
    words.clear();
    for (const std::string* part : {&fact.text(), &fact.subject(), &fact.relation(), &fact.object()})
      AppendWordHashes(*part, words);
    AppendRuns(words, kRun, runs);
  }
  for (const uint64_t run : runs) bins.Add(run);
  words.clear();
  runs.clear();
  AppendWordHashes(example.question(), words);
  AppendRuns(words, kRun, runs);
  for (size_t copy = 1; copy <= kQuestionWeight; ++copy) {
    for (const uint64_t run : runs) bins.Add(SplitMix64(run + copy));
  }
  return bins;
}

}  // namespace

std::vector<uint64_t> WordRuns(std::string_view text, size_t length) {
  std::vector<uint64_t> words, runs;
  AppendWordHashes(text, words);
  AppendRuns(words, length, runs);
  return runs;
}

MinHash MinHashOf(const v1::Example& example) {
  MinHash out;
  out.exact = ExactHash(example);
  const auto filled = BinsOf(example).Filled();
  const uint64_t answer = StableHash(AsciiLower(example.answer()));
  out.answer = static_cast<uint32_t>(answer);
  constexpr size_t kRows = MinHash::kBins / MinHash::kBands;
  for (size_t band = 0; band < MinHash::kBands; ++band) {
    uint64_t hash = answer + band;
    for (size_t row = 0; row < kRows; ++row) hash = SplitMix64(hash ^ filled[band * kRows + row]);
    out.bands[band] = static_cast<uint32_t>(hash);
  }
  for (size_t bin = 0; bin < filled.size(); ++bin) out.bins[bin] = static_cast<uint8_t>(SplitMix64(filled[bin]));
  return out;
}

double EstimateSimilarity(const MinHash& a, const MinHash& b) {
  size_t same = 0;
  for (size_t i = 0; i < MinHash::kBins; ++i) same += a.bins[i] == b.bins[i];
  constexpr double kChance = 1.0 / 256;  // that values of eight bits agree
  const double share = static_cast<double>(same) / MinHash::kBins;
  return std::max(0.0, (share - kChance) / (1 - kChance));
}

DuplicateIndex::DuplicateIndex(double threshold, size_t window)
    : threshold_(threshold),
      window_(std::bit_ceil(std::max<size_t>(window, 1))),
      slots_(MinHash::kBands * window_, 0) {}

DuplicateIndex::Match DuplicateIndex::Add(const MinHash& example) {
  if (!exact_.Add(example.exact)) return Match::kExact;
  const auto slot = [&](size_t band) -> uint32_t& { return slots_[band * window_ + example.bands[band] % window_]; };
  for (size_t band = 0; band < MinHash::kBands; ++band) {
    const uint32_t place = slot(band);
    if (place == 0 || ring_[place - 1].answer != example.answer) continue;
    if (EstimateSimilarity(ring_[place - 1], example) >= threshold_) return Match::kNear;
  }
  const auto place = static_cast<uint32_t>(added_++ % window_);
  if (place == ring_.size()) {
    ring_.push_back(example);
  } else {
    ring_[place] = example;
  }
  for (size_t band = 0; band < MinHash::kBands; ++band) slot(band) = place + 1;
  return Match::kNone;
}

}  // namespace lethe
