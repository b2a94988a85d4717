#include "retriever/neural/pair_batches.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"

namespace lethe {
namespace {

constexpr size_t kSampled = 20000;  // texts that start weights are counted over
constexpr double kLeastWeight = 0.05;

struct Cloze {
  std::string question, passage;
};

// A sentence taken out of a text of several; nothing of it where there is only one.
Cloze TakeSentence(const std::string& text, Random& random) {
  std::vector<size_t> begins = {0};
  for (size_t i = 0; i + 2 < text.size(); ++i) {
    const bool ends = text[i] == '.' || text[i] == '?' || text[i] == '!';
    if (ends && text[i + 1] == ' ') begins.push_back(i + 2);
  }
  if (begins.size() < 2) return {};
  const size_t chosen = random.Below(begins.size());
  const size_t begin = begins[chosen], end = chosen + 1 < begins.size() ? begins[chosen + 1] : text.size();
  return {text.substr(begin, end - begin), text.substr(0, begin) + text.substr(end)};
}

FeatureBag BagOf(const TextFeatures& features, std::string_view text) {
  FeatureBag bag;
  for (const TextFeature& feature : features.Of(text)) {
    bag.rows.push_back(feature.bucket);
    bag.weights.push_back(feature.weight);
  }
  return bag;
}

}  // namespace

// Puts pairs into a batch, each passage once.
class PairBatches::Builder {
 public:
  Builder(const TextFeatures& features, const TextPairs& source) : features_(features), source_(source) {}

  void Add(const TextPair& pair, size_t hard_negatives, Random& random) {
    const uint32_t answer = random.Pick(pair.answers);
    if (source_.cloze > 0 && random.Chance(source_.cloze) && AddCloze(source_.passages[answer], random)) return;
    batch_.questions.push_back(BagOf(features_, source_.questions[pair.question]));
    batch_.answer.push_back(NumberOf(answer));
    answers_.push_back(&pair.answers);
    for (size_t i = 0; i < hard_negatives && !pair.others.empty(); ++i) NumberOf(random.Pick(pair.others));
  }

  ContrastiveBatch Finish() {
    for (const std::vector<uint32_t>* answers : answers_) {
      std::vector<int64_t>& also = batch_.also_answers.emplace_back();
      for (const uint32_t passage : answers == nullptr ? std::vector<uint32_t>() : *answers) {
        const auto found = numbers_.find(passage);
        if (found != numbers_.end()) also.push_back(found->second);
      }
    }
    return std::move(batch_);
  }

 private:
  int64_t NumberOf(uint32_t passage) {
    const auto [it, is_new] = numbers_.emplace(passage, static_cast<int64_t>(batch_.passages.size()));
    if (is_new) batch_.passages.push_back(BagOf(features_, source_.passages[passage]));
    return it->second;
  }

  bool AddCloze(const std::string& text, Random& random) {
    const Cloze cloze = TakeSentence(text, random);
    if (cloze.question.empty()) return false;
    batch_.questions.push_back(BagOf(features_, cloze.question));
    batch_.answer.push_back(static_cast<int64_t>(batch_.passages.size()));
    batch_.passages.push_back(BagOf(features_, cloze.passage));
    answers_.push_back(nullptr);
    return true;
  }

  const TextFeatures& features_;
  const TextPairs& source_;
  std::unordered_map<uint32_t, int64_t> numbers_;
  std::vector<const std::vector<uint32_t>*> answers_;  // of each question
  ContrastiveBatch batch_;
};

PairBatches::PairBatches(const DualEncoderTraining& config, std::span<const TextPairs> sources)
    : config_(config), features_(config.model()), sources_(sources) {
  for (const TextPairs& source : sources) {
    if (source.pairs.empty()) throw Error(Code::kInvalidArgument, "dual_encoder.pairs: a source has no pairs");
    total_weight_ += source.weight;
  }
  if (total_weight_ <= 0)
    throw Error(Code::kInvalidArgument, "dual_encoder.pairs: name a source of pairs with a weight above 0");
}

const TextPairs& PairBatches::PickSource(Random& random) const {
  double at = random.Uniform() * total_weight_;
  for (const TextPairs& source : sources_) {
    at -= source.weight;
    if (at < 0) return source;
  }
  return sources_.back();
}

ContrastiveBatch PairBatches::Draw(Random& random) {
  const TextPairs& source = PickSource(random);
  Builder builder(features_, source);
  for (uint32_t i = 0; i < config_.pairs_per_step(); ++i)
    builder.Add(random.Pick(source.pairs), config_.hard_negatives(), random);
  return builder.Finish();
}

std::vector<float> PairBatches::StartWeights(Random& random) const {
  std::vector<uint32_t> in_questions(config_.model().buckets()), in_passages(config_.model().buckets());
  for (size_t i = 0; i < kSampled; ++i) {
    const TextPairs& source = PickSource(random);
    for (const TextFeature& feature : features_.Of(random.Pick(source.questions))) ++in_questions[feature.bucket];
    for (const TextFeature& feature : features_.Of(random.Pick(source.passages))) ++in_passages[feature.bucket];
  }
  std::vector<float> weights;
  for (size_t i = 0; i < in_questions.size(); ++i) {
    const double have = std::max(in_questions[i], in_passages[i]);
    const double rarity = 1 - std::log(have + 1) / std::log(kSampled + 1.0);
    weights.push_back(static_cast<float>(std::log(std::max(rarity, kLeastWeight))));
  }
  return weights;
}

}  // namespace lethe
