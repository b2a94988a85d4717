#include "datasets/dataset_bench.h"

#include <sys/resource.h>

#include <algorithm>
#include <ctime>
#include <functional>
#include <numeric>
#include <optional>
#include <sstream>

#include "base/error.h"
#include "base/parallel.h"
#include "base/stopwatch.h"
#include "datasets/builder.h"
#include "datasets/derivation_check.h"
#include "datasets/example_json.h"
#include "datasets/minhash.h"
#include "datasets/readers/reader.h"
#include "datasets/readers/sample_sources.h"
#include "datasets/tokenize.h"
#include "model/grammar.h"
#include "model/tokenizer/spm_library.h"
#include "model/tokenizer/text_memo.h"
#include "model/tokenizer/tokenizer.h"

namespace lethe {
namespace {

constexpr int kRounds = 3;             // of which the best counts
constexpr int kRatioRounds = 7;        // of which the one in the middle counts
constexpr uint64_t kTokenized = 3000;  // examples
constexpr int32_t kTrainedVocabulary = 2048;

double ThreadSeconds() {
  timespec now{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

double Seconds(const std::function<void()>& work) {
  const double start = ThreadSeconds();
  work();
  return std::max(ThreadSeconds() - start, 1e-9);
}

// Least seconds that the work takes in a few rounds.
double LeastSeconds(const std::function<void()>& work) {
  double least = 1e300;
  for (int round = 0; round < kRounds; ++round) least = std::min(least, Seconds(work));
  return least;
}

double ReadingSpeed(const Format& format, const Path& folder, size_t bytes) {
  const std::string name(format.name);
  const Path file = folder / StrCat("qa1_", name, SampleSuffix(format.name));
  const std::string text = SampleSource(format.name, bytes, /*seed=*/1);
  WriteFileAtomic(file, text);
  const double seconds = LeastSeconds([&] {
    Reader reader(format.name, file, {});
    for (Record record; reader.Next(record);) {
    }
  });
  std::filesystem::remove(file);
  return static_cast<double>(text.size()) / 1e6 / seconds;
}

constexpr uint64_t kPiece = 512;  // examples that one thread makes, as a build does

// What is done for the examples of a piece, with all checks that look at one alone or at its neighbours.
double MakeChecked(const DatasetBuilder& builder, uint64_t begin, uint64_t end, std::string& out) {
  const double start = ThreadSeconds();
  DuplicateIndex seen(DuplicateIndex::kThreshold, kPiece);
  for (uint64_t i = begin; i < end; ++i) {
    const v1::Example example = builder.Make(i);
    if (IsSound(example) && seen.Add(MinHashOf(example)) == DuplicateIndex::Match::kNone)
      AppendExampleJson(example, out);
  }
  return ThreadSeconds() - start;
}

// `lines` takes the first examples, where it is given.
MakingSpeed MeasureMaking(const DatasetBenchOptions& options, DatasetConfig config, const Path& root,
                          std::string* lines = nullptr) {
  config.set_count(std::max<uint64_t>(options.examples, 1));
  config.clear_keep_apart_from();
  const DatasetBuilder builder(config, root);
  const uint64_t count = builder.count();
  std::vector<std::string> pieces((count + kPiece - 1) / kPiece);
  std::vector<double> seconds(pieces.size());
  const size_t threads = options.threads > 0 ? options.threads : HardwareThreads();
  const Stopwatch watch;
  ParallelFor(pieces.size(), threads, [&](size_t piece) {
    seconds[piece] = MakeChecked(builder, piece * kPiece, std::min(count, (piece + 1) * kPiece), pieces[piece]);
  });
  MakingSpeed speed;
  speed.examples_per_s = static_cast<double>(count) / std::max(watch.Seconds(), 1e-9);
  speed.examples_per_cpu_s =
      static_cast<double>(count) / std::max(std::accumulate(seconds.begin(), seconds.end(), 0.0), 1e-9);
  for (size_t i = 0; lines != nullptr && i * kPiece < std::min(count, kTokenized); ++i) *lines += pieces[i];
  return speed;
}

std::string TaskOf(const SourceConfig& source) {
  return source.has_world() ? source.world().task() : source.rule_world().task();
}

// The worlds of the config that has every kind, together and one by one.
void MeasureAllKinds(const DatasetBenchOptions& options, DatasetBenchResult& result) {
  DatasetConfig worlds = options.all_kinds;
  worlds.clear_source();
  for (const SourceConfig& source : options.all_kinds.source()) {
    if (source.has_world() || source.has_rule_world()) *worlds.add_source() = source;
  }
  if (worlds.source_size() == 0) return;
  result.all_kinds = MeasureMaking(options, worlds, options.all_kinds_root);
  DatasetBenchOptions fewer = options;
  fewer.examples = std::max<uint64_t>(options.examples / 4, 1);
  for (const SourceConfig& source : worlds.source()) {
    DatasetConfig alone = worlds;
    alone.clear_source();
    *alone.add_source() = source;
    result.examples_per_cpu_s_by_source[TaskOf(source)] =
        MeasureMaking(fewer, alone, options.all_kinds_root).examples_per_cpu_s;
  }
}

// Passes everything on and keeps the texts, so that sentencepiece can be given the same ones.
class RecordingTokenizer : public Tokenizer {
 public:
  explicit RecordingTokenizer(const Tokenizer& real) : real_(real) {}
  int32_t vocab_size() const override { return real_.vocab_size(); }
  std::vector<int32_t> Encode(std::string_view text) const override {
    texts.push_back(" " + std::string(text));
    return real_.Encode(text);
  }
  std::string Decode(std::span<const int32_t> tokens) const override { return real_.Decode(tokens); }
  std::string Piece(int32_t token) const override { return real_.Piece(token); }

  mutable std::vector<std::string> texts;

 private:
  const Tokenizer& real_;
};

// As TokenizeExamples does, one thread's share.
void EncodeLines(const Tokenizer& tokenizer, const std::string& lines) {
  size_t number = 0;
  std::optional<TextMemo> memo;
  for (size_t begin = 0; begin < lines.size();) {
    if (number % kExamplesOfAMemo == 0) memo.emplace(tokenizer);
    const size_t end = std::min(lines.find('\n', begin), lines.size());
    const v1::Example example =
        ParseExample(std::string_view(lines).substr(begin, end - begin), StrCat("bench:", ++number));
    Random numbering(number);
    EncodeExample(*memo, example, &numbering);
    begin = end + 1;
  }
}

// All texts that the examples' sequences hold, also those that come again.
std::vector<std::string> TextsOf(const Tokenizer& tokenizer, const std::string& lines) {
  const RecordingTokenizer recording(tokenizer);
  for (size_t begin = 0; begin < lines.size();) {
    const size_t end = std::min(lines.find('\n', begin), lines.size());
    EncodeExample(recording, ParseExample(std::string_view(lines).substr(begin, end - begin), "bench"), nullptr);
    begin = end + 1;
  }
  return std::move(recording.texts);
}

struct SpmUnloader {
  void operator()(LetheSpmModel* model) const { SpmLibrary().unload(model); }
};

void EncodeRaw(const LetheSpmModel* model, const std::vector<std::string>& texts) {
  const LetheSpmFunctions& spm = SpmLibrary();
  for (const std::string& text : texts) {
    int32_t* ids = nullptr;
    char* message = nullptr;
    const int64_t count = spm.encode(model, text.data(), text.size(), &ids, &message);
    if (count < 0) throw Error(Code::kInternal, "sentencepiece cannot encode");
    spm.release(ids);
  }
}

void MeasureTokenizer(const Path& model_file, const std::string& lines, DatasetBenchResult& result) {
  const auto tokenizer = Tokenizer::Load(model_file);
  const std::vector<std::string> texts = TextsOf(*tokenizer, lines);
  double bytes = 0;
  for (const std::string& text : texts) bytes += static_cast<double>(text.size());
  const std::string model_bytes = ReadFile(model_file);
  char* message = nullptr;
  const std::unique_ptr<LetheSpmModel, SpmUnloader> raw(
      SpmLibrary().load(model_bytes.data(), model_bytes.size(), &message));
  if (raw == nullptr) throw Error(Code::kDataLoss, StrCat(model_file.string(), " is no sentencepiece model"));
  double ours = 1e300, plain = 1e300;
  std::vector<double> ratios;
  for (int round = 0; round < kRatioRounds; ++round) {
    const double ours_now = Seconds([&] { EncodeLines(*tokenizer, lines); });
    const double plain_now = Seconds([&] { EncodeRaw(raw.get(), texts); });
    ours = std::min(ours, ours_now);
    plain = std::min(plain, plain_now);
    ratios.push_back(plain_now / ours_now);
  }
  std::nth_element(ratios.begin(), ratios.begin() + kRatioRounds / 2, ratios.end());
  result.tokenizer_mb_per_s = bytes / 1e6 / ours;
  result.sentencepiece_mb_per_s = bytes / 1e6 / plain;
  result.tokenizer_ratio = ratios[kRatioRounds / 2];
}

Path TrainedTokenizer(const Path& folder, const std::string& lines) {
  const Path examples = folder / "examples.jsonl", corpus = folder / "corpus.txt";
  WriteFileAtomic(examples, lines);
  std::ostringstream texts;
  WriteExampleText(examples, texts);
  WriteFileAtomic(corpus, texts.str());
  TokenizerTraining training;
  training.input_files = {corpus.string()};
  training.output = folder / "tokenizer.model";
  training.vocab_size = kTrainedVocabulary;
  TrainTokenizer(training);
  return training.output;
}

}  // namespace

DatasetBenchResult RunDatasetBench(const DatasetBenchOptions& options) {
  DatasetBenchResult result;
  const TemporaryFolder scratch;
  for (const Format& format : ReaderFormats())
    result.reader_mb_per_s[std::string(format.name)] = ReadingSpeed(format, scratch.path(), options.reader_bytes);
  std::string lines;
  result.worlds = MeasureMaking(options, options.config, options.root, &lines);
  MeasureAllKinds(options, result);
  const Path tokenizer = options.tokenizer.empty() ? TrainedTokenizer(scratch.path(), lines) : options.tokenizer;
  MeasureTokenizer(tokenizer, lines, result);
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  result.peak_rss_mb = static_cast<double>(usage.ru_maxrss) * 1024 / 1e6;  // ru_maxrss counts KiB
  return result;
}

}  // namespace lethe
