#include "datasets/dataset_clean.h"

#include <filesystem>
#include <map>
#include <unordered_map>
#include <unordered_set>

#include "base/error.h"
#include "base/line_reader.h"
#include "base/spooled_file.h"
#include "datasets/example_json.h"
#include "datasets/shard_output.h"

namespace lethe {
namespace {

constexpr double kThinnedShare = 0.55;  // of a task's examples, what its most frequent answer keeps

// Which examples of a guessable task's most frequent answer go.
class Thinning {
 public:
  explicit Thinning(const CheckResult::Guessable& task) : answer_(task.answer), count_(task.count) {
    const double rest = static_cast<double>(task.total - task.count);
    const auto keep = static_cast<uint64_t>(rest * kThinnedShare / (1 - kThinnedShare));
    surplus_ = count_ > keep ? count_ - keep : 0;
  }

  bool Takes(const v1::Example& example) {
    // The other half of a twin may stand before it.
    if (!example.answerable() || !example.twin_of().empty() || AnswerHash(example.answer()) != answer_) return false;
    const uint64_t before = seen_++ * surplus_ / count_;
    return seen_ * surplus_ / count_ != before;
  }

 private:
  uint64_t answer_, count_, surplus_ = 0, seen_ = 0;
};

class Cleaner {
 public:
  Cleaner(const CheckOptions& options, const Path& out) : options_(options), out_(out) {
    if (std::filesystem::exists(out) && std::filesystem::exists(options.data) &&
        std::filesystem::equivalent(options.data, out))
      throw Error(Code::kInvalidArgument, StrCat(out.string(), " is the folder that is read; choose another --out"));
    for (const Path& file : ListExampleFiles(options.data)) {
      if (!CanBeReadOnce(file)) continue;
      throw Error(Code::kInvalidArgument,
                  StrCat(file.string(), " is no file that can be read twice and copied under its name; save it first"));
    }
  }

  CleanResult Run() {
    options_.on_failure = [this](const v1::Example& example, const char* check, const std::string& place) {
      bad_lines_.emplace(place, check);
      bad_ids_.insert(example.id());
      if (!example.twin_of().empty()) bad_ids_.insert(example.twin_of());
    };
    options_.on_skipped = [this](const std::string& place) { skipped_lines_.insert(place); };
    result_.found = CheckDataset(options_);
    for (const CheckResult::Guessable& task : result_.found.guessable)
      thinnings_.emplace(std::pair(task.task, task.wording), Thinning(task));
    bad_ids_.erase("");  // examples without an id are known by their line alone
    CreateDirectories(out_);
    for (const Path& file : ListExampleFiles(options_.data)) CopyFile(file);
    const Path config = options_.data / "dataset.txtpb";
    if (std::filesystem::exists(config)) WriteFileAtomic(out_ / "dataset.txtpb", ReadFile(config));
    return result_;
  }

 private:
  void CopyFile(const Path& file) {
    BuildManifest manifest;
    if (std::filesystem::exists(ManifestPath(file))) manifest = ReadManifest(ManifestPath(file));
    BuildCounts& counts = manifest.counts;
    counts.examples = counts.bytes = 0;  // counted anew
    Path name = file.filename();
    if (name.extension() != ".jsonl") name = name.stem();  // what was packed is written plain
    ShardOutput output(out_ / name, /*fingerprint=*/0, /*fresh=*/true);
    LineReader reader(file);
    std::string text;
    BuildCounts batch;
    for (std::string_view line; reader.Next(line);) {
      if (line.empty() || !Keeps(line, reader.Where(), counts)) continue;
      text.append(line).append("\n");
      ++batch.examples;
      if (text.size() < kBatchBytes) continue;
      batch.bytes = text.size();
      output.Add(text, 1, batch);
      text.clear();
      batch = {};
    }
    batch.bytes = text.size();
    output.Add(text, 1, batch);
    result_.kept += output.counts().examples;
    output.Finish(counts);
  }

  bool Keeps(std::string_view line, const std::string& place, BuildCounts& counts) {
    if (skipped_lines_.count(place)) return false;
    const auto bad = bad_lines_.find(place);
    if (bad != bad_lines_.end()) {
      ++counts.rejected[bad->second];
      ++result_.rejected;
      return false;
    }
    if (bad_ids_.empty() && thinnings_.empty()) return true;
    const v1::Example example = ParseExample(line, place);
    Thinning* thinning = ThinningOf(example);
    if (thinning != nullptr && thinning->Takes(example)) {
      if (!example.id().empty()) bad_ids_.insert(example.id());  // its twin, which comes later
      ++counts.rejected["needed"];
      ++result_.rejected;
      return false;
    }
    if (!bad_ids_.count(example.id()) && !bad_ids_.count(example.twin_of())) return true;
    ++counts.twins;
    ++result_.twins;
    return false;
  }

  Thinning* ThinningOf(const v1::Example& example) {
    const auto of_task = thinnings_.lower_bound({example.task(), 0});
    if (of_task == thinnings_.end() || of_task->first.first != example.task()) return nullptr;
    if (of_task->first.second == 0) return &of_task->second;
    const auto of_wording = thinnings_.find({example.task(), WordingHash(example)});
    return of_wording == thinnings_.end() ? nullptr : &of_wording->second;
  }

  static constexpr size_t kBatchBytes = size_t{4} << 20;

  CheckOptions options_;
  Path out_;
  std::unordered_map<std::string, std::string> bad_lines_;  // place -> check
  std::unordered_set<std::string> bad_ids_, skipped_lines_;
  std::map<std::pair<std::string, uint64_t>, Thinning> thinnings_;  // by task and wording (0: all of it)
  CleanResult result_;
};

}  // namespace

CleanResult CleanDataset(const CheckOptions& options, const Path& out) {
  return Cleaner(options, out).Run();
}

}  // namespace lethe
