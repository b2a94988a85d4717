#include "datasets/tokenize.h"

#include <algorithm>
#include <optional>
#include <ostream>

#include "base/error.h"
#include "base/line_reader.h"
#include "base/log.h"
#include "base/parallel.h"
#include "base/part_name.h"
#include "base/random.h"
#include "base/text.h"
#include "datasets/example_json.h"
#include "model/grammar.h"
#include "model/tokenizer/text_memo.h"

namespace lethe {
namespace {

// What is read before it is encoded, lines and bytes of them; the sequences take some times as much memory.
constexpr size_t kBatch = 4096;
constexpr size_t kBatchBytes = size_t{16} << 20;

struct Encoded {
  Sequence sequence;
  int32_t facts = 0;
  int32_t hops = 0;
  std::optional<Error> bad;  // set instead where the line is no example
};

// Tokens of the longest fact, its number not counted.
size_t LongestFact(const Sequence& sequence) {
  size_t longest = 0, length = 0;
  for (const TokenKind kind : sequence.kinds) {
    length = kind == TokenKind::kFact ? length + 1 : 0;
    longest = std::max(longest, length);
  }
  return longest;
}

std::vector<Path> FilesOfPart(const TokenizeOptions& options) {
  const std::vector<Path> files = ListExampleFiles(options.examples);
  const auto begin = static_cast<ptrdiff_t>(files.size() * options.shard / options.shards);
  const auto end = static_cast<ptrdiff_t>(files.size() * (options.shard + 1) / options.shards);
  return {files.begin() + begin, files.begin() + end};
}

// Encodes batches of lines on all cores and writes them in order.
class ShardMaker {
 public:
  ShardMaker(const TokenizeOptions& options, const std::function<void(uint64_t)>& progress)
      : options_(options),
        progress_(progress),
        tokenizer_(Tokenizer::Load(options.tokenizer)),
        makes_folder_(!std::filesystem::exists(options.out)),
        writer_(options.out, ShardMetadata(options.tokenizer, *tokenizer_, options.seed), options.max_tokens_per_shard),
        threads_(options.threads > 0 ? options.threads : HardwareThreads()) {}

  // Of a run that failed nothing is left, or the next one would find shards in its way.
  ~ShardMaker() {
    if (done_) return;
    std::error_code ignored;
    for (const Path& file : writer_.files()) std::filesystem::remove(file, ignored);
    if (makes_folder_) std::filesystem::remove(options_.out, ignored);  // where it is empty
  }
  ShardMaker(const ShardMaker&) = delete;
  ShardMaker& operator=(const ShardMaker&) = delete;

  TokenizeResult Run() {
    for (const Path& file : FilesOfPart(options_)) {
      LineReader reader(file, kMaxExampleBytes);
      for (std::string_view line; reader.Next(line);) {
        if (line.empty()) continue;
        lines_.emplace_back(line);
        places_.push_back(reader.Where());
        batch_bytes_ += line.size();
        if (lines_.size() == kBatch || batch_bytes_ >= kBatchBytes) Flush();
      }
    }
    Flush();
    writer_.Finish();
    result_.shards = writer_.files().size();
    result_.tokens = writer_.tokens();
    if (result_.shards == 0 && options_.shards == 1) FailEmpty();
    done_ = true;
    return result_;
  }

 private:
  [[noreturn]] void FailEmpty() const {
    const std::string examples = options_.examples.string();
    if (result_.examples == 0) throw Error(Code::kInvalidArgument, StrCat(examples, " holds no example"));
    throw Error(Code::kInvalidArgument,
                StrCat("none of the ", result_.examples, " examples of ", examples, " is left: ", result_.too_long,
                       " are longer than --max-tokens ", options_.max_tokens_per_example,
                       " or have a fact longer than --max-fact-tokens ", options_.max_tokens_per_fact, ", ",
                       result_.skipped, " are malformed (--skip-bad ", options_.skip_bad, "); raise the limits"));
  }

  Encoded Encode(const Tokenizer& tokenizer, size_t i) const {
    Encoded encoded;
    try {
      Encode(tokenizer, i, encoded);
    } catch (const Error& error) {
      encoded.bad = error;
    }
    return encoded;
  }

  void Encode(const Tokenizer& tokenizer, size_t i, Encoded& encoded) const {
    const v1::Example example = ParseExample(lines_[i], places_[i]);
    // By id, so that an example is numbered alike in every part; by place where it has none.
    const uint64_t own = example.id().empty() ? result_.examples + i : StableHash(example.id());
    Random numbering = Random(options_.seed).Fork(own);
    try {
      encoded.sequence = EncodeExample(tokenizer, example, options_.random_numbers ? &numbering : nullptr);
    } catch (const Error& error) {
      throw Error(error.code(), StrCat(places_[i], ": ", error.what()));
    }
    encoded.facts = example.context_size();
    encoded.hops = static_cast<int32_t>(example.hops());
  }

  void Flush() {
    std::vector<Encoded> encoded(lines_.size());
    // Few long lines are shared out among the threads as well.
    const size_t piece_lines = std::clamp<size_t>((lines_.size() + threads_ - 1) / threads_, 1, kExamplesOfAMemo);
    ParallelFor((lines_.size() + piece_lines - 1) / piece_lines, threads_, [&](size_t piece) {
      const TextMemo memo(*tokenizer_);
      for (size_t i = piece * piece_lines; i < std::min(lines_.size(), (piece + 1) * piece_lines); ++i)
        encoded[i] = Encode(memo, i);
    });
    for (const Encoded& one : encoded) {
      if (one.bad) {
        if (result_.skipped == options_.skip_bad) throw *one.bad;
        LogWarning("left out: ", one.bad->what());
        ++result_.skipped;
        continue;
      }
      if (one.sequence.tokens.size() > options_.max_tokens_per_example ||
          LongestFact(one.sequence) > options_.max_tokens_per_fact) {
        ++result_.too_long;
        continue;
      }
      writer_.Add(one.sequence, one.facts, one.hops);
      result_.loss_tokens += static_cast<uint64_t>(std::count_if(
          one.sequence.loss_weight.begin(), one.sequence.loss_weight.end(), [](float w) { return w > 0; }));
    }
    result_.examples += lines_.size();
    lines_.clear();
    places_.clear();
    batch_bytes_ = 0;
    if (progress_) progress_(result_.examples);
  }

  const TokenizeOptions& options_;
  const std::function<void(uint64_t)>& progress_;
  std::unique_ptr<Tokenizer> tokenizer_;
  bool makes_folder_;
  bool done_ = false;
  TokenShardWriter writer_;
  size_t threads_;
  std::vector<std::string> lines_, places_;
  size_t batch_bytes_ = 0;
  TokenizeResult result_;
};

// Under names of its own, first in a folder that nobody reads.
TokenizeResult TokenizePart(const TokenizeOptions& options, const std::function<void(uint64_t)>& progress) {
  const std::string suffix = PartSuffix(options.shard, options.shards);
  const Path done = options.out / StrCat("part", suffix, ".done");
  if (std::filesystem::exists(done)) {
    LogInfo(done.string(), " says that this part is done; remove it to do it again");
    return {};
  }
  TokenizeOptions part = options;
  part.out = options.out / StrCat(".part", suffix);
  std::filesystem::remove_all(part.out);
  const TokenizeResult result = ShardMaker(part, progress).Run();
  for (const Path& file : result.shards > 0 ? ListTokenShards(part.out) : std::vector<Path>()) {
    const std::string name = file.filename().string();  // shard-00000.safetensors
    std::filesystem::rename(file, options.out / StrCat("shard", suffix, name.substr(name.find('-'))));
  }
  std::filesystem::remove_all(part.out);
  WriteFileAtomic(done, StrCat(result.examples, " examples, ", result.tokens, " tokens\n"));
  return result;
}

}  // namespace

std::map<std::string, std::string> ShardMetadata(const Path& file, const Tokenizer& tokenizer, uint64_t seed) {
  return {{"tokenizer_hash", TokenizerHash(file)},
          {"vocab_size", std::to_string(tokenizer.vocab_size())},
          {"seed", std::to_string(seed)}};
}

TokenizeResult TokenizeExamples(const TokenizeOptions& options, const std::function<void(uint64_t)>& progress) {
  CheckPart("part", options.shard, options.shards);
  return options.shards == 1 ? ShardMaker(options, progress).Run() : TokenizePart(options, progress);
}

void WriteExampleText(const Path& examples, std::ostream& out) {
  const auto line = [&](const std::string& text) {
    if (!text.empty()) out << ReplaceAll(text, "\n", " ") << '\n';
  };
  ForEachExample(examples, [&](const v1::Example& example, const std::string&) {
    for (const v1::ContextFact& fact : example.context()) {
      line(fact.text());
      line(fact.subject());
      line(fact.relation());
      line(fact.object());
    }
    line(example.question());
    for (const v1::DerivationStep& step : example.derivation()) {
      if (step.subject().empty()) line(step.text());
    }
    line(example.answer());
  });
}

}  // namespace lethe
