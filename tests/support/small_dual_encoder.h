// A dual encoder's folder with random weights, written without training.
#pragma once

#include <string>
#include <vector>

#include "base/error.h"
#include "base/file.h"
#include "base/random.h"
#include "model/safetensors.h"

namespace lethe::testing {

struct SmallDualEncoder {
  static constexpr int64_t kBuckets = 512, kDimension = 8;
  std::vector<float> table, fact_weights, question_weights, matrix;

  explicit SmallDualEncoder(uint64_t seed) {
    Random random(seed);
    const auto fill = [&random](std::vector<float>& numbers, int64_t count) {
      for (int64_t i = 0; i < count; ++i) numbers.push_back(static_cast<float>(random.Normal()));
    };
    fill(table, kBuckets * kDimension);
    fill(fact_weights, kBuckets);
    fill(question_weights, kBuckets);
    fill(matrix, kDimension * kDimension);
  }

  // Leaves out the tensor `without`.
  void Write(const Path& folder, const std::string& without = "") const {
    CreateDirectories(folder);
    WriteFileAtomic(folder / "config.json",
                    StrCat(R"({"model_type": "lethe_dual_encoder", "dimension": )", kDimension, R"(, "buckets": )",
                           kBuckets, R"(, "min_n": 3, "max_n": 4, "word_run": 2, "max_words": 50})"));
    std::vector<TensorView> tensors;
    const auto add = [&](const char* name, const std::vector<float>& numbers, std::vector<int64_t> shape) {
      if (name == without) return;
      tensors.push_back({name,
                         "F32",
                         std::move(shape),
                         {reinterpret_cast<const char*>(numbers.data()), numbers.size() * sizeof(float)}});
    };
    add("table", table, {kBuckets, kDimension});
    add("fact_weights", fact_weights, {kBuckets});
    add("question_weights", question_weights, {kBuckets});
    add("question_matrix", matrix, {kDimension, kDimension});
    WriteSafetensors(folder / "model.safetensors", tensors, {});
  }
};

}  // namespace lethe::testing
