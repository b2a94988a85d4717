#include "datasets/sources/records.h"

#include <algorithm>

#include "base/error.h"
#include "base/log.h"
#include "base/text.h"
#include "datasets/derivation_check.h"
#include "datasets/sources/affine_walk.h"
#include "datasets/sources/read_records.h"

namespace lethe {
namespace {

const RecordFormat& FindRecordFormat(std::string_view name) {
  std::vector<std::string> names;
  for (const RecordFormat& format : RecordFormats()) {
    if (format.name == name) return format;
    names.emplace_back(format.name);
  }
  throw Error(Code::kInvalidArgument, StrCat("records.format is \"", name, "\"; there are ", Join(names, ", ")));
}

RecordsConfig AsRecords(const MultiHopConfig& config) {
  RecordsConfig out;
  *out.mutable_file() = config.file();
  out.set_format("multihop");
  out.set_distractors(config.distractors());
  out.set_skip_bad(config.skip_bad());
  out.set_task(config.task());
  return out;
}

std::string Problem(const v1::Example& example) {
  if (!CheckDerivable(example).empty()) return "not derivable";
  if (!CheckNeeded(example).empty()) return "not needed";
  return CheckMinimal(example).empty() ? "" : "not minimal";
}

std::string TypeByHops(const Record&, const v1::Example& example) {
  return StrCat(example.hops());
}

std::string TypeByDepth(const Record&, const v1::Example& example) {
  return example.answerable() ? StrCat("depth-", example.hops()) : "unknown";
}

std::string TypeBySource(const Record& record, const v1::Example& example) {
  return record.type.empty() ? StrCat(example.hops(), "hop") : record.type;
}

}  // namespace

const std::vector<RecordFormat>& RecordFormats() {
  static const std::vector<RecordFormat> kFormats = {
      {.name = "multihop", .reader = "multihop", .make = MakeMultiHopSteps, .type = TypeBySource},
      {.name = "entailmentbank", .reader = "entailmentbank", .make = MakeTreeSteps},
      {.name = "strategyqa", .reader = "strategyqa", .make = MakeStrategySteps, .borrows = true},
      {.name = "clutrr", .reader = "clutrr", .make = MakeKinshipSteps, .type = TypeByHops},
      {.name = "logic", .reader = "logic", .make = MakeRuleSteps, .type = TypeByDepth},
      {.name = "lmlm", .reader = "lmlm", .make = MakeAnnotationSteps, .count = CountAnnotations},
  };
  return kFormats;
}

Records::Records(const RecordsConfig& config, const Path& root)
    : config_(config), format_(FindRecordFormat(config.format())) {
  if (config_.task().empty()) config_.set_task(config_.format());
  ReadAll(root);
}

Records::Records(const MultiHopConfig& config, const Path& root)
    : config_(AsRecords(config)),
      types_(config.type().begin(), config.type().end()),
      format_(FindRecordFormat("multihop")) {
  ReadAll(root);
}

void Records::ReadAll(const Path& root) {
  if (config_.file_size() == 0)
    throw Error(Code::kInvalidArgument, StrCat("the source of ", config_.task(), " names no file; set its field file"));
  for (const std::string& file : config_.file()) ReadFile(ResolveDataPath(file, root));
  for (const auto& [reason, count] : left_out_) LogInfo(config_.task(), ": left out ", count, ": ", reason);
  if (examples_.empty()) {
    throw Error(Code::kInvalidArgument,
                StrCat("the files of ", config_.task(), " hold no problem whose derivation can be followed"));
  }
}

void Records::ReadFile(const Path& file) {
  ReadRecords(format_.reader, file, config_.skip_bad(), left_out_, [this](const Record& record) { Take(record); });
}

void Records::Take(const Record& record) {
  if (!types_.empty() && std::find(types_.begin(), types_.end(), record.type) == types_.end()) {
    ++left_out_["of another type"];
    return;
  }
  const size_t count = format_.count == nullptr ? 1 : format_.count(record);
  size_t made = 0;
  for (size_t i = 0; i < count; ++i) {
    if (format_.count != nullptr && made == config_.max_per_record()) {
      left_out_["more questions of one passage than wanted"] += count - i;
      return;
    }
    v1::Example example;
    std::string problem = format_.make(record, i, {.distractors = config_.distractors()}, example);
    if (problem.empty()) problem = Problem(example);
    if (!problem.empty()) {
      ++left_out_[problem];
      continue;
    }
    const std::string type = format_.type == nullptr ? "" : format_.type(record, example);
    example.set_task(type.empty() ? config_.task() : StrCat(config_.task(), "/", type));
    example.set_source(config_.task());
    examples_.push_back(std::move(example));
    ++made;
  }
}

// Facts of other records, which say nothing of what is asked here.
void Records::Borrow(v1::Example& example, Random& random) const {
  const int own = example.context_size();
  for (size_t tries = 0; tries < 10 * config_.distractors(); ++tries) {
    if (example.context_size() == own + static_cast<int>(config_.distractors())) return;
    const v1::Example& other = examples_[random.Below(examples_.size())];
    const v1::ContextFact& fact = other.context(static_cast<int>(random.Below(other.context().size())));
    const auto& facts = example.context();
    const bool there = std::any_of(facts.begin(), facts.end(),
                                   [&](const v1::ContextFact& known) { return known.text() == fact.text(); });
    if (there || other.question() == example.question()) continue;
    v1::ContextFact& added = *example.add_context();
    added.set_id(StrCat("f", example.context_size()));
    added.set_text(fact.text());
  }
}

v1::Example Records::Make(uint64_t seed, uint64_t number) const {
  LETHE_CHECK(number < examples_.size(), "question ", number, " of ", examples_.size());
  v1::Example example = examples_[AffineWalk(seed, number, examples_.size())];
  Random random = Random(seed).Fork(number);
  if (format_.borrows) Borrow(example, random);
  for (int i = example.context_size(); i > 1; --i)
    example.mutable_context()->SwapElements(i - 1, static_cast<int>(random.Below(static_cast<uint64_t>(i))));
  return example;
}

}  // namespace lethe
