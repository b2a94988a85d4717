#include "datasets/dataset_bench.h"

#include <sys/resource.h>

#include <algorithm>
#include <ctime>
#include <functional>
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
#include "model/tokenizer/tokenizer.h"

namespace lethe {
namespace {

constexpr int kRounds = 3;             // of which the best counts
constexpr uint64_t kTokenized = 3000;  // examples
constexpr int32_t kTrainedVocabulary = 2048;

double ThreadSeconds() {
  timespec now{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

// Least seconds that the work takes in a few rounds.
double LeastSeconds(const std::function<void()>& work) {
  double least = 1e300;
  for (int round = 0; round < kRounds; ++round) {
    const double start = ThreadSeconds();
    work();
    least = std::min(least, ThreadSeconds() - start);
  }
  return std::max(least, 1e-9);
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

// What is done for an example with all checks that look at one alone.
void MakeChecked(const DatasetBuilder& builder, uint64_t index, std::string& out) {
  const v1::Example example = builder.Make(index);
  const bool sound = IsSound(example);
  const MinHash hash = MinHashOf(example);
  if (sound && hash.exact != 0) AppendExampleJson(example, out);
}

// Examples a second; `lines` takes the first ones.
double MakingSpeed(const DatasetBenchOptions& options, const DatasetBuilder& builder, std::string& lines) {
  const uint64_t count = std::min<uint64_t>(options.examples, builder.count());
  constexpr uint64_t kPiece = 256;
  std::vector<std::string> pieces((count + kPiece - 1) / kPiece);
  const size_t threads = options.threads > 0 ? options.threads : HardwareThreads();
  const Stopwatch watch;
  ParallelFor(pieces.size(), threads, [&](size_t piece) {
    for (uint64_t i = piece * kPiece; i < std::min(count, (piece + 1) * kPiece); ++i)
      MakeChecked(builder, i, pieces[piece]);
  });
  const double seconds = watch.Seconds();
  for (size_t i = 0; i * kPiece < std::min(count, kTokenized); ++i) lines += pieces[i];
  return static_cast<double>(count) / std::max(seconds, 1e-9);
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

void EncodeLines(const Tokenizer& tokenizer, const std::string& lines) {
  size_t number = 0;
  for (size_t begin = 0; begin < lines.size();) {
    const size_t end = std::min(lines.find('\n', begin), lines.size());
    const v1::Example example =
        ParseExample(std::string_view(lines).substr(begin, end - begin), StrCat("bench:", ++number));
    Random numbering(number);
    EncodeExample(tokenizer, example, &numbering);
    begin = end + 1;
  }
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
  const RecordingTokenizer recording(*tokenizer);
  EncodeLines(recording, lines);
  double bytes = 0;
  for (const std::string& text : recording.texts) bytes += static_cast<double>(text.size());
  const std::string model_bytes = ReadFile(model_file);
  char* message = nullptr;
  const std::unique_ptr<LetheSpmModel, SpmUnloader> raw(
      SpmLibrary().load(model_bytes.data(), model_bytes.size(), &message));
  if (raw == nullptr) throw Error(Code::kDataLoss, StrCat(model_file.string(), " is no sentencepiece model"));
  const double ours = LeastSeconds([&] { EncodeLines(*tokenizer, lines); });
  const double plain = LeastSeconds([&] { EncodeRaw(raw.get(), recording.texts); });
  result.tokenizer_mb_per_s = bytes / 1e6 / ours;
  result.sentencepiece_mb_per_s = bytes / 1e6 / plain;
  result.tokenizer_ratio = plain / ours;
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
  DatasetConfig config = options.config;
  config.set_count(std::max<uint64_t>(options.examples, 1));
  const DatasetBuilder builder(config, options.root);
  std::string lines;
  result.examples_per_s = MakingSpeed(options, builder, lines);
  const Path tokenizer = options.tokenizer.empty() ? TrainedTokenizer(scratch.path(), lines) : options.tokenizer;
  MeasureTokenizer(tokenizer, lines, result);
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  result.peak_rss_mb = static_cast<double>(usage.ru_maxrss) * 1024 / 1e6;  // ru_maxrss counts KiB
  return result;
}

}  // namespace lethe
