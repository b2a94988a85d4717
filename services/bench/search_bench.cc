#include "services/bench/search_bench.h"

#include <algorithm>
#include <unordered_set>

#include "base/error.h"
#include "base/file.h"
#include "base/random.h"
#include "base/stopwatch.h"
#include "retriever/indexes/inner_products.h"
#include "retriever/stores/rocks_snapshot.h"
#include "services/bench/bench_facts.h"

namespace lethe {
namespace {

constexpr size_t kNeighbours = 10;
constexpr size_t kRecallQueries = 100;
constexpr size_t kWarmingQueries = 50;
constexpr size_t kFullQueries = 100;

// A store with one segment, open for reading, and FAISS on that segment.
class Bench {
 public:
  explicit Bench(const SearchBenchOptions& options) : options_(options), folder_(options.folder) {}

  SearchBenchResult Run() {
    MakeStore();
    MakeQueries();
    FindSegment();
    Measure();
    MeasureRecall();
    MeasureFullSearch();
    return result_;
  }

 private:
  void MakeStore() {
    StoreConfig config;
    config.mutable_embedder()->mutable_hashed_ngrams()->set_dimension(options_.dimension);
    if (!options_.index.empty()) config.mutable_index()->set_factory(options_.index);
    const Stopwatch clock;
    {
      const auto base = KnowledgeBase::Open(folder_.path() / "store", config, OpenMode::kCreate);
      FillStore(*base, options_.facts, options_.progress);
      CompactOptions compaction = base->DefaultCompaction();
      compaction.rewrite_files = false;
      base->Compact(compaction);
    }
    result_.build_s = clock.Seconds();
    base_ = KnowledgeBase::Open(folder_.path() / "store", {}, OpenMode::kRead);
    view_ = base_->Pin();
    result_.facts = view_->facts();
  }

  void MakeQueries() {
    Random random(3);
    for (uint64_t i = 0; i < options_.queries; ++i) {
      questions_.push_back(BenchQuestion(random.Below(options_.facts)));
      queries_.push_back(base_->embedder().EmbedOne(questions_.back()));
    }
  }

  const RocksSnapshot& snapshot() const {
    const auto* rocks = dynamic_cast<const RocksSnapshot*>(&view_->snapshot());
    LETHE_CHECK(rocks != nullptr);
    return *rocks;
  }

  void FindSegment() {
    const VectorView& vectors = snapshot().vectors();
    LETHE_CHECK(vectors.segments.size() == 1 && vectors.fresh_count == 0, "segments ", vectors.segments.size());
    peer_ = vectors.segments.front();
    result_.index = peer_->kind();
    if (result_.index == "Flat") peer_ = peer_->InMemory();
  }

  // By turns, and each goes first as often as the other, so that neither has the warmer caches.
  void Measure() {
    std::vector<double> ours, theirs, fetches;
    for (size_t i = 0; i < queries_.size(); ++i) {
      const bool warming = i < std::min(kWarmingQueries, queries_.size() / 2);
      double our_time = 0, their_time = 0;
      if (i % 2 == 0) their_time = SearchPeer(queries_[i]);
      const Stopwatch clock;
      const std::vector<ScoredDoc> found = snapshot().Dense(queries_[i], kNeighbours);
      our_time = clock.Microseconds();
      if (i % 2 == 1) their_time = SearchPeer(queries_[i]);
      const double fetch = Fetch(found);
      if (warming) continue;
      ours.push_back(our_time);
      theirs.push_back(their_time);
      fetches.push_back(fetch);
    }
    result_.p50_us = Percentile(ours, 0.5);
    result_.p99_us = Percentile(ours, 0.99);
    result_.peer_p50_us = Percentile(theirs, 0.5);
    result_.peer_p99_us = Percentile(theirs, 0.99);
    result_.fetch_us = Percentile(fetches, 0.5);
  }

  double SearchPeer(const std::vector<float>& query) {
    const Stopwatch clock;
    peer_->SearchRaw(query, kNeighbours, scores_, rows_);
    return clock.Microseconds();
  }

  // Once cold, then measured warm.
  double Fetch(const std::vector<ScoredDoc>& found) const {
    std::vector<uint64_t> docs;
    for (const ScoredDoc& doc : found) docs.push_back(doc.doc);
    view_->snapshot().Load(docs);
    const Stopwatch clock;
    view_->snapshot().Load(docs);
    return clock.Microseconds();
  }

  // One pass over all vectors for all queries.
  void MeasureRecall() {
    const size_t count = std::min(kRecallQueries, queries_.size());
    std::vector<TopDocs> best(count, TopDocs(kNeighbours));
    snapshot().ForEachVector([&](uint64_t doc, std::span<const float> row) {
      for (size_t i = 0; i < count; ++i) {
        float product = 0;
        InnerProducts(queries_[i], row.data(), {&product, 1});
        best[i].Add({doc, product});
      }
    });
    size_t held = 0, peer_held = 0, all = 0;
    for (size_t i = 0; i < count; ++i) {
      std::unordered_set<uint64_t> wanted;
      for (const ScoredDoc& doc : best[i].Take()) wanted.insert(doc.doc);
      all += wanted.size();
      for (const ScoredDoc& doc : snapshot().Dense(queries_[i], kNeighbours)) held += wanted.contains(doc.doc);
      SearchPeer(queries_[i]);
      for (const int64_t row : rows_) {
        peer_held += row >= 0 && wanted.contains(peer_->docs()[static_cast<size_t>(row)]);
      }
    }
    result_.recall_at_10 = all == 0 ? 1 : static_cast<double>(held) / static_cast<double>(all);
    result_.peer_recall_at_10 = all == 0 ? 1 : static_cast<double>(peer_held) / static_cast<double>(all);
  }

  void MeasureFullSearch() {
    std::vector<double> times;
    for (size_t i = 0; i < std::min(kFullQueries, questions_.size()); ++i) {
      const Stopwatch clock;
      view_->Search(questions_[i], kNeighbours);
      times.push_back(clock.Microseconds());
    }
    result_.full_p50_us = Percentile(times, 0.5);
  }

  const SearchBenchOptions& options_;
  TemporaryFolder folder_;
  std::unique_ptr<KnowledgeBase> base_;
  std::shared_ptr<const StoreView> view_;
  std::shared_ptr<const VectorSegment> peer_;
  std::vector<std::string> questions_;
  std::vector<std::vector<float>> queries_;
  std::vector<float> scores_;
  std::vector<int64_t> rows_;
  SearchBenchResult result_;
};

}  // namespace

SearchBenchResult RunSearchBench(const SearchBenchOptions& options) {
  if (options.facts == 0 || options.queries == 0) {
    throw Error(Code::kInvalidArgument, "--facts and --queries must be at least 1");
  }
  return Bench(options).Run();
}

}  // namespace lethe
