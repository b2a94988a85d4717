// How much of an example also stands in evaluation sets: what must not be trained on.
//
// Measured by runs of eight words (shorter questions count as a whole) of the question; the facts may well be shared,
// as two questions about one passage are. Errors: those of ParseExample. Threads: const use from any thread. Cost: 8
// bytes and more a run of the evaluation sets, and 8 bytes in a file.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/file.h"
#include "datasets/hash_set.h"
#include "proto/example.pb.h"

namespace lethe {

class EvaluationOverlap {
 public:
  static constexpr size_t kRun = 8;  // words

  // A file or folder in the example format. Returns how many questions it holds.
  uint64_t AddExamples(const Path& path);
  void AddQuestion(std::string_view question);

  // Writes the runs to `file` under `key`, which names what they come of, and reads them back: false, and nothing is
  // read, where the file is absent, of another key, or cut off. Promise: a reader sees a whole file or none that
  // counts, however many write it at once.
  void Save(const Path& file, uint64_t key) const;
  bool Load(const Path& file, uint64_t key);

  // Share of the question's runs that an evaluation question has, 0 to 1.
  double ShareOf(const v1::Example& example) const;
  bool empty() const { return runs_.empty(); }

 private:
  HashSet runs_;
};

}  // namespace lethe
