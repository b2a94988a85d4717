#include "datasets/overlap.h"

#include <algorithm>
#include <cstring>
#include <vector>

#include "base/text.h"
#include "datasets/example_json.h"
#include "datasets/minhash.h"

namespace lethe {

namespace {

// What the runs come of, how many there are, and a hash of their bytes; then the runs.
struct Header {
  uint64_t magic = 0x316e757268746c6cULL;
  uint64_t key = 0, count = 0, check = 0;
};

std::string_view BytesOf(const std::vector<uint64_t>& runs) {
  return {reinterpret_cast<const char*>(runs.data()), runs.size() * sizeof runs[0]};
}

}  // namespace

void EvaluationOverlap::Save(const Path& file, uint64_t key) const {
  std::vector<uint64_t> runs = runs_.Values();
  std::sort(runs.begin(), runs.end());
  Header header;
  header.key = key;
  header.count = runs.size();
  header.check = StableHash(BytesOf(runs));
  std::string bytes(reinterpret_cast<const char*>(&header), sizeof header);
  bytes += BytesOf(runs);
  WriteFileAtomic(file, bytes);
}

bool EvaluationOverlap::Load(const Path& file, uint64_t key) {
  std::error_code absent;
  if (!std::filesystem::exists(file, absent)) return false;
  const std::string bytes = ReadFile(file);
  Header header;
  if (bytes.size() < sizeof header) return false;
  std::memcpy(&header, bytes.data(), sizeof header);
  const size_t size = bytes.size() - sizeof header;
  if (header.magic != Header().magic || header.key != key || header.count != size / sizeof(uint64_t)) return false;
  std::vector<uint64_t> runs(header.count);
  if (!runs.empty()) std::memcpy(runs.data(), bytes.data() + sizeof header, runs.size() * sizeof(uint64_t));
  if (size % sizeof(uint64_t) != 0 || StableHash(BytesOf(runs)) != header.check) return false;
  for (const uint64_t run : runs) runs_.Add(run);
  return true;
}

uint64_t EvaluationOverlap::AddExamples(const Path& path) {
  uint64_t questions = 0;
  ForEachExample(path, [&](const v1::Example& example, const std::string&) {
    AddQuestion(example.question());
    ++questions;
  });
  return questions;
}

void EvaluationOverlap::AddQuestion(std::string_view question) {
  for (const uint64_t run : WordRuns(question, kRun)) runs_.Add(run);
}

double EvaluationOverlap::ShareOf(const v1::Example& example) const {
  if (runs_.empty()) return 0;
  const std::vector<uint64_t> runs = WordRuns(example.question(), kRun);
  if (runs.empty()) return 0;
  const auto shared = std::count_if(runs.begin(), runs.end(), [&](uint64_t run) { return runs_.Has(run); });
  return static_cast<double>(shared) / static_cast<double>(runs.size());
}

}  // namespace lethe
