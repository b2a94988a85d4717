#include "datasets/plain_text/context_builder.h"

#include <algorithm>
#include <fstream>
#include <optional>

#include "base/config.h"
#include "base/error.h"
#include "base/parallel.h"
#include "base/random.h"
#include "datasets/example_json.h"
#include "datasets/plain_text/continuation_sequence.h"
#include "datasets/plain_text/continuations.h"
#include "datasets/plain_text/gain_record.h"
#include "datasets/plain_text/gain_report.h"
#include "datasets/plain_text/gain_weight.h"
#include "datasets/synced_rename.h"
#include "datasets/tokenize.h"
#include "model/data/token_shard.h"

namespace lethe {
namespace {

constexpr size_t kBatch = 512;

void CheckConfig(const PlainTextConfig& config) {
  CheckGainWeight(config.weight());
  const uint64_t passages = uint64_t{config.earlier_passages()} + config.related_passages();
  if (passages == 0 || passages > static_cast<uint64_t>(kMaxNumber)) {
    throw Error(Code::kInvalidArgument, StrCat("earlier_passages and related_passages are ", passages,
                                               " together: there must be 1 to ", kMaxNumber, " passages"));
  }
  if (!(config.closed_book() >= 0 && config.closed_book() <= 1))
    throw Error(Code::kInvalidArgument, StrCat("closed_book is ", config.closed_book(), ": it is a share, 0 to 1"));
  if (config.split().empty() || config.split().find('/') != std::string::npos)
    throw Error(Code::kInvalidArgument, StrCat("split: \"", config.split(), "\" cannot name a file"));
}

// A text file in a folder of its own until it is complete.
class LinesFile {
 public:
  LinesFile(const Path& folder, const Path& target) : path_(folder / target.filename()), target_(target) {
    out_.open(path_, std::ios::binary);
    if (!out_) ThrowErrno("create", path_);
  }
  void Write(const std::string& lines) {
    if (!out_.write(lines.data(), static_cast<std::streamsize>(lines.size()))) ThrowErrno("write", path_);
  }
  void Show() {
    out_.close();
    if (!out_) ThrowErrno("write", path_);
    CreateDirectories(target_.parent_path());
    RenameSynced(path_, target_);
  }

 private:
  Path path_, target_;
  std::ofstream out_;
};

// An example on its way: from a draft to its tokens and, with a scorer, their losses.
struct Made {
  ContinuationDraft draft;
  size_t related = 0;
  bool too_long = false;
  ContinuationSequence open, closed;
  std::vector<TokenClass> classes;
  std::vector<float> loss_with, loss_without;
  bool kept() const { return !too_long && draft.example.context_size() > 0; }
};

class ContextBuilder {
 public:
  ContextBuilder(const PlainTextConfig& config, const ContextBuildOptions& options,
                 const std::function<void(uint64_t)>& progress)
      : config_(config),
        options_(options),
        progress_(progress),
        threads_(options.threads > 0 ? options.threads : HardwareThreads()) {
    CheckConfig(config);
    CreateDirectories(options.out);
    work_.emplace(options.out);
    related_.emplace(work_->path() / "store", config);
    result_.file = options.out / (config.split() + ".jsonl");
    if (!options.tokenizer.empty()) OpenTokenizer();
  }

  ContextBuildResult Run() {
    IndexCorpus();
    examples_.emplace(work_->path(), result_.file);
    if (options_.scorer != nullptr) scores_.emplace(work_->path(), options_.out / "scores" / "gain.jsonl");
    MakeExamples();
    if (result_.examples == 0) {
      throw Error(Code::kInvalidArgument,
                  "no example came of the corpus: each document needs two passages; lower passage_bytes");
    }
    Finish();
    return std::move(result_);
  }

 private:
  void OpenTokenizer() {
    tokenizer_ = Tokenizer::Load(options_.tokenizer);
    if (options_.scorer != nullptr &&
        tokenizer_->vocab_size() > static_cast<int32_t>(options_.scorer->config().vocab_size())) {
      throw Error(Code::kFailedPrecondition,
                  StrCat(options_.tokenizer.string(), " has ", tokenizer_->vocab_size(), " tokens, the model ",
                         options_.scorer->config().vocab_size(), "; use the tokenizer that it was trained with"));
    }
    shards_.emplace(options_.out / "shards", ShardMetadata(options_.tokenizer, *tokenizer_, config_.seed()));
  }

  void IndexCorpus() {
    CorpusReader corpus(config_);
    for (CorpusPart part; corpus.Next(part);) related_->Add(part);
    related_->Finish();
    result_.documents = corpus.documents();
    result_.skipped = corpus.skipped();
    result_.passages = related_->size();
  }

  void MakeExamples() {
    CorpusReader corpus(config_);
    uint64_t drafted = 0;
    const auto enough = [&] { return config_.count() > 0 && drafted >= config_.count(); };
    ContinuationMaker maker(config_, [&](ContinuationDraft&& draft) {
      if (enough()) return;
      ++drafted;
      batch_.emplace_back().draft = std::move(draft);
      if (batch_.size() == kBatch) Flush();
    });
    for (CorpusPart part; !enough() && corpus.Next(part);) maker.Add(part);
    Flush();
  }

  void Flush() {
    constexpr size_t kPiece = 16;
    ParallelFor((batch_.size() + kPiece - 1) / kPiece, threads_, [&](size_t piece) {
      for (size_t i = piece * kPiece; i < std::min(batch_.size(), (piece + 1) * kPiece); ++i) Prepare(batch_[i]);
    });
    if (options_.scorer != nullptr) Score();
    for (Made& made : batch_) Write(made);
    batch_.clear();
    if (progress_) progress_(result_.examples);
  }

  void Prepare(Made& made) const {
    made.related = FindRelated(*related_, made.draft);
    const v1::Example& example = made.draft.example;
    if (tokenizer_ == nullptr || example.context_size() == 0) return;
    made.open = EncodeContinuation(*tokenizer_, example, /*open_book=*/true);
    made.closed = EncodeContinuation(*tokenizer_, example, /*open_book=*/false);
    made.too_long = made.open.longest_passage > config_.max_passage_tokens() ||
                    made.open.sequence.tokens.size() - made.open.question > config_.max_question_tokens();
    if (options_.scorer != nullptr) made.classes = ClassifyTokens(*tokenizer_, made.open.continuation(), example);
  }

  void Score() {
    std::vector<Sequence> sequences;
    for (const Made& made : batch_) {
      if (!made.kept()) continue;
      sequences.push_back(made.open.sequence);
      sequences.push_back(made.closed.sequence);
    }
    std::vector<std::vector<float>> losses = options_.scorer->Losses(sequences);
    size_t next = 0;
    for (Made& made : batch_) {
      if (!made.kept()) continue;
      made.loss_with = std::move(losses[next++]);
      made.loss_without = std::move(losses[next++]);
    }
  }

  void Write(Made& made) {
    result_.too_long += made.too_long;
    result_.without_context += made.draft.example.context_size() == 0;
    if (!made.kept()) return;
    const uint64_t number = result_.examples++;
    result_.related += made.related;
    std::string line;
    AppendExampleJson(made.draft.example, line);
    examples_->Write(line);
    if (options_.scorer != nullptr) {
      WriteScored(made);
    } else if (tokenizer_ != nullptr) {
      AddToShards(made, made.open);
      if (Random(config_.seed()).Fork(number).Chance(config_.closed_book())) AddToShards(made, made.closed);
    }
  }

  void WriteScored(Made& made) {
    GainRecord record;
    record.id = made.draft.example.id();
    record.loss_with = std::move(made.loss_with);
    record.loss_without = std::move(made.loss_without);
    std::vector<ScoredToken> tokens;
    for (size_t i = 0; i < made.classes.size(); ++i) {
      const TokenClass& one = made.classes[i];
      record.ends.push_back(one.end);
      record.kinds.push_back(one.kind);
      record.weight.push_back(GainWeight(record.loss_without[i] - record.loss_with[i], config_.weight()));
      tokens.push_back({one.kind, one.only_in_context, made.draft.words_before + one.word, i, record.loss_with[i],
                        record.loss_without[i], record.weight[i]});
    }
    std::string line;
    AppendGainRecord(record, line);
    scores_->Write(line);
    report_.AddExample(tokens);
    SetWeights(record.weight, made.open);
    if (std::any_of(record.weight.begin(), record.weight.end(), [](float weight) { return weight > 0; })) {
      AddToShards(made, made.open);
    } else {
      ++result_.without_gain;
    }
  }

  void AddToShards(const Made& made, const ContinuationSequence& continuation) {
    const bool open = &continuation == &made.open;
    shards_->Add(continuation.sequence, open ? made.draft.example.context_size() : 0, /*hops=*/0);
    for (const float weight : continuation.sequence.loss_weight) {
      result_.loss_tokens += weight > 0;
      result_.loss_weight += weight;
    }
  }

  void Finish() {
    if (shards_) {
      shards_->Finish();
      result_.sequences = shards_->documents();
      result_.tokens = shards_->tokens();
    }
    if (scores_) {
      result_.report = report_.Json();
      result_.table = report_.Table();
      scores_->Show();
      WriteFileAtomic(options_.out / "scores" / "report.json", result_.report + "\n");
    }
    WriteFileAtomic(options_.out / "plain_text.txtpb", ConfigText(config_));
    examples_->Show();
  }

  const PlainTextConfig& config_;
  const ContextBuildOptions& options_;
  const std::function<void(uint64_t)>& progress_;
  size_t threads_;
  std::optional<TemporaryFolder> work_;
  std::optional<RelatedPassages> related_;
  std::unique_ptr<Tokenizer> tokenizer_;
  std::optional<TokenShardWriter> shards_;
  std::optional<LinesFile> examples_, scores_;
  std::vector<Made> batch_;
  GainReport report_;
  ContextBuildResult result_;
};

}  // namespace

ContextBuildResult BuildContextDataset(const PlainTextConfig& config, const ContextBuildOptions& options,
                                       const std::function<void(uint64_t)>& progress) {
  if (options.scorer != nullptr && options.tokenizer.empty())
    throw Error(Code::kInvalidArgument, "scoring needs the model's tokenizer");
  return ContextBuilder(config, options, progress).Run();
}

}  // namespace lethe
