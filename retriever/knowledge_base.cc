#include "retriever/knowledge_base.h"

#include "base/error.h"
#include "base/parallel.h"
#include "retriever/fact.h"
#include "retriever/normalize.h"
#include "retriever/stores/prepared_fact.h"
#include "retriever/stores/rocks_store.h"
#include "retriever/stores/store_folder.h"

namespace lethe {
namespace {

constexpr size_t kPrepareBlock = 256;  // facts a thread prepares at a time
constexpr size_t kMaxLookups = 1024;

void CheckFacts(const std::vector<v1::Fact>& facts, size_t max_bytes) {
  for (size_t i = 0; i < facts.size(); ++i) {
    try {
      CheckFact(facts[i], max_bytes);
    } catch (const Error& error) {
      if (facts.size() == 1) throw;
      throw Error(error.code(), StrCat("fact ", i + 1, " of ", facts.size(), ": ", error.what()));
    }
  }
}

void PrepareBlock(std::vector<v1::Fact>& facts, size_t begin, size_t end, const Embedder& embedder,
                  std::vector<PreparedFact>& prepared) {
  std::vector<std::string> texts;
  for (size_t i = begin; i < end; ++i) texts.push_back(SearchableText(facts[i]));
  std::vector<std::string_view> views(texts.begin(), texts.end());
  std::vector<float> rows(texts.size() * embedder.dimension());
  embedder.Embed(views, rows.data());
  for (size_t i = begin; i < end; ++i) {
    prepared[i] = Prepare(std::move(facts[i]));
    const float* row = rows.data() + (i - begin) * embedder.dimension();
    prepared[i].vector.assign(row, row + embedder.dimension());
  }
}

std::vector<PreparedFact> PrepareAll(std::vector<v1::Fact> facts, const Embedder& embedder) {
  std::vector<PreparedFact> prepared(facts.size());
  const size_t blocks = (facts.size() + kPrepareBlock - 1) / kPrepareBlock;
  ParallelFor(blocks, std::min(blocks, HardwareThreads()), [&](size_t block) {
    const size_t begin = block * kPrepareBlock;
    PrepareBlock(facts, begin, std::min(begin + kPrepareBlock, facts.size()), embedder, prepared);
  });
  return prepared;
}

}  // namespace

std::vector<Hit> StoreView::Search(std::string_view text, size_t k) const {
  SearchOptions options;
  options.k = k;
  return Search(text, options);
}

std::vector<v1::Fact> StoreView::Lookup(std::string_view subject, std::string_view relation) const {
  return searcher().Lookup(subject, relation, kMaxLookups);
}

std::vector<Hit> StoreView::LookupOrSearch(std::string_view subject, std::string_view relation, size_t k,
                                           double min_similarity) const {
  return searcher().LookupOrSearch(subject, relation, k, min_similarity);
}

StoreConfig KnowledgeBase::ResolveConfig(const Path& dir, const StoreConfig& config) {
  const std::optional<StoreConfig> stored = ReadStoreMarker(dir);
  return stored ? OverlayConfig(dir, *stored, config) : config;
}

std::unique_ptr<KnowledgeBase> KnowledgeBase::Open(const Path& dir, const StoreConfig& config, OpenMode mode) {
  const bool exists = ReadStoreMarker(dir).has_value();
  if (!exists && mode != OpenMode::kCreate) {
    throw Error(Code::kNotFound,
                StrCat(dir.string(), ": there is no store; make one with `lethe store import FACTS.jsonl --store ",
                       dir.string(), "`"));
  }
  auto settings = std::make_shared<StoreSettings>();
  settings->config = ResolveConfig(dir, config);
  settings->embedder = MakeEmbedder(settings->config.embedder());
  if (!exists) CreateDirectories(dir);
  auto store =
      RocksStore::Open(dir, settings->config, settings->embedder->name(), settings->embedder->dimension(), mode);
  if (!exists) WriteStoreMarker(dir, settings->config);
  return std::unique_ptr<KnowledgeBase>(new KnowledgeBase(dir, std::move(settings), std::move(store)));
}

PutResult KnowledgeBase::PutBatch(std::vector<v1::Fact> facts) {
  CheckFacts(facts, config().max_fact_bytes());
  const std::vector<PreparedFact> prepared = PrepareAll(std::move(facts), embedder());
  PutResult result;
  result.ids.reserve(prepared.size());
  for (const PreparedFact& fact : prepared) result.ids.push_back(fact.id);
  result.outcome = store_->Put(prepared);
  return result;
}

uint64_t KnowledgeBase::DeleteSubject(std::string_view subject) {
  return store_->EraseSubject(NormalizeKey(subject));
}

std::shared_ptr<const StoreView> KnowledgeBase::Pin() const {
  return std::make_shared<const StoreView>(store_->Pin(), settings_);
}

}  // namespace lethe
