#include "retriever/knowledge_base.h"

#include "base/error.h"
#include "base/parallel.h"
#include "retriever/embedders/embedder_folder.h"
#include "retriever/fact.h"
#include "retriever/fact_batch.h"
#include "retriever/normalize.h"
#include "retriever/stores/open_store.h"
#include "retriever/stores/prepared_fact.h"
#include "retriever/stores/snapshot_list.h"
#include "retriever/stores/store_folder.h"
#include "retriever/stores/store_url.h"

namespace lethe {
namespace {

constexpr size_t kPrepareBlock = 256;  // facts a thread prepares at a time
constexpr size_t kMaxLookups = 1024;
constexpr size_t kLoadedAtATime = 1000;

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

// Of a new store: a folder takes its embedder's files along, a database remembers where they are.
void PrepareFolder(const Path& dir, StoreConfig& config) {
  if (!IsStoreUrl(dir)) CreateDirectories(dir);
  if (!config.has_embedder()) return;
  EmbedderConfig& embedder = *config.mutable_embedder();
  embedder =
      IsStoreUrl(dir) ? AbsoluteEmbedder(std::filesystem::current_path(), embedder) : AdoptEmbedder(dir, embedder);
}

// `stored` is what the store was made with, nothing where there is none.
StoreConfig Overlay(const std::optional<StoreConfig>& stored, const StoreConfig& config) {
  return stored ? OverlayConfig(*stored, config) : config;
}

// Of a store that `exists` or is to be made. Embedders may be large: one that `given` names is made once, to be
// compared and to be used.
std::unique_ptr<Embedder> MakeStoreEmbedder(const Path& dir, bool exists, const StoreConfig& given,
                                            const StoreConfig& resolved) {
  if (!exists || !given.has_embedder()) return MakeEmbedder(resolved.embedder());
  std::unique_ptr<Embedder> embedder = MakeEmbedder(given.embedder());
  CheckSameEmbedder(dir, ReadFingerprint(dir).embedder, embedder->name());
  return embedder;
}

}  // namespace

std::vector<Hit> StoreView::Search(std::string_view text, size_t k) const {
  SearchOptions options;
  options.k = k;
  return Search(text, options);
}

void StoreView::ForEachOfSource(const std::string& source, const std::function<void(const v1::Fact&)>& visit) const {
  const std::vector<uint64_t> docs = snapshot_->DocsOfSource(source);
  for (size_t begin = 0; begin < docs.size(); begin += kLoadedAtATime) {
    const auto some = std::span(docs).subspan(begin, std::min(kLoadedAtATime, docs.size() - begin));
    for (const v1::Fact& fact : snapshot_->Load(some)) visit(fact);
  }
}

std::vector<v1::Fact> StoreView::Lookup(std::string_view subject, std::string_view relation) const {
  return searcher().Lookup(subject, relation, kMaxLookups);
}

std::vector<Hit> StoreView::LookupOrSearch(std::string_view subject, std::string_view relation, size_t k,
                                           double min_similarity, const v1::SearchFilter& filter) const {
  return searcher().LookupOrSearch(subject, relation, k, min_similarity, filter);
}

StoreConfig KnowledgeBase::ResolveConfig(const Path& dir, const StoreConfig& config) {
  return Overlay(ReadStoreConfig(dir), config);
}

std::unique_ptr<KnowledgeBase> KnowledgeBase::Open(const Path& dir, const StoreConfig& config, OpenMode mode) {
  const std::optional<StoreConfig> stored = ReadStoreConfig(dir);
  const bool exists = stored.has_value();
  if (!exists && mode != OpenMode::kCreate) {
    throw Error(Code::kNotFound,
                StrCat(ShownPlace(dir), ": there is no store; make one with `lethe store import FACTS.jsonl --store ",
                       ShownPlace(dir), "`"));
  }
  auto settings = std::make_shared<StoreSettings>();
  settings->config = Overlay(stored, config);
  settings->embedder = MakeStoreEmbedder(dir, exists, config, settings->config);
  if (!exists) PrepareFolder(dir, settings->config);
  auto store = OpenFactStore(dir, settings->config, *settings->embedder, mode);
  if (!exists) WriteStoreConfig(dir, settings->config, {settings->embedder->name(), settings->embedder->dimension()});
  return std::unique_ptr<KnowledgeBase>(new KnowledgeBase(dir, std::move(settings), std::move(store)));
}

void KnowledgeBase::Calibrate(const Path& dir, const NothingFoundConfig& nothing_found) {
  std::optional<StoreConfig> config = ReadStoreConfig(dir);
  if (!config) throw Error(Code::kNotFound, StrCat(ShownPlace(dir), ": there is no store to calibrate"));
  *config->mutable_nothing_found() = nothing_found;
  WriteStoreConfig(dir, *config, ReadFingerprint(dir));
}

PutResult KnowledgeBase::PutBatch(std::vector<v1::Fact> facts) {
  return PutPrepared(PrepareBatch(std::move(facts)));
}

std::vector<PreparedFact> KnowledgeBase::PrepareBatch(std::vector<v1::Fact> facts) const {
  CheckFacts(facts, config().max_fact_bytes());
  return PrepareAll(std::move(facts), embedder());
}

PutResult KnowledgeBase::PutPrepared(const std::vector<PreparedFact>& facts) {
  PutResult result;
  result.ids.reserve(facts.size());
  for (const PreparedFact& fact : facts) result.ids.push_back(fact.id);
  const std::shared_lock lock(changing_);
  result.outcome = store_->Put(facts);
  return result;
}

uint64_t KnowledgeBase::Delete(const std::vector<std::string>& ids) {
  const std::shared_lock lock(changing_);
  return store_->Erase(ids);
}

uint64_t KnowledgeBase::Delete(const FactSelection& selection) {
  CheckSelection(selection);
  if (HasConditions(selection)) {
    const FactSelector selector(selection);
    const std::shared_lock lock(changing_);
    return store_->EraseWhere([&selector](const v1::Fact& fact) { return selector.Selects(fact); });
  }
  uint64_t deleted = selection.ids.empty() ? 0 : Delete(selection.ids);
  for (const std::string& subject : selection.subjects) deleted += DeleteSubject(subject);
  for (const std::string& source : selection.sources) deleted += DeleteSource(source);
  return deleted;
}

uint64_t KnowledgeBase::DeleteSubject(std::string_view subject) {
  const std::shared_lock lock(changing_);
  return store_->EraseSubject(NormalizeKey(subject));
}

uint64_t KnowledgeBase::DeleteSource(const std::string& source) {
  const std::shared_lock lock(changing_);
  return store_->EraseSource(source);
}

RollBackReport KnowledgeBase::RollBack(uint64_t version) {
  const std::unique_lock lock(changing_);
  UndoPlan plan = store_->Undo(version);
  const auto now = Pin();
  std::erase_if(plan.erase, [&now](const std::string& id) { return !now->Get(id); });  // came since, and went again
  const std::vector<PreparedFact> restored = PrepareAll(std::move(plan.restore), embedder());
  const PutOutcome outcome = store_->Apply(restored, plan.erase, StrCat("roll back to ", version), plan.from);
  return {outcome.version, outcome.added + outcome.updated, plan.erase.size(), plan.purged};
}

void KnowledgeBase::Snapshot(const Path& to) {
  if (IsStoreUrl(dir_)) return store_->Snapshot(to);  // says what to do instead
  const std::string inside = std::filesystem::weakly_canonical(dir_).string() + "/";
  if (std::filesystem::weakly_canonical(to).string().starts_with(inside)) {
    throw Error(
        Code::kInvalidArgument,
        StrCat(to.string(), ": lies in the store itself; a snapshot needs a folder outside of ", dir_.string()));
  }
  const std::unique_lock lock(changing_);  // so that the version remembered is the one that is copied
  const uint64_t version = Pin()->version();
  store_->Snapshot(to);
  RememberSnapshot(dir_, to, version);
}

CompactOptions KnowledgeBase::DefaultCompaction() const {
  CompactOptions options;
  options.keep_versions = config().keep_versions();
  options.index = config().index();
  return options;
}

void KnowledgeBase::ChooseIndex(const IndexConfig& index) {
  std::optional<StoreConfig> stored = ReadStoreConfig(dir_);
  if (!stored) throw Error(Code::kNotFound, StrCat(ShownPlace(dir_), ": there is no store"));
  stored->mutable_index()->MergeFrom(index);
  WriteStoreConfig(dir_, *stored, ReadFingerprint(dir_));
}

std::shared_ptr<const StoreView> KnowledgeBase::Pin() const {
  return std::make_shared<const StoreView>(store_->Pin(), settings_);
}

}  // namespace lethe
