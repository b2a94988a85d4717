#include "retriever/searcher.h"

#include <algorithm>
#include <numeric>
#include <unordered_map>
#include <unordered_set>

#include "base/error.h"
#include "base/text.h"
#include "retriever/embedders/hashed_ngrams.h"
#include "retriever/fact.h"
#include "retriever/fusion.h"
#include "retriever/lexical/analyzer.h"
#include "retriever/normalize.h"
#include "retriever/search/explain.h"
#include "retriever/search/fact_filter.h"
#include "retriever/top_docs.h"

namespace lethe {
namespace {

constexpr size_t kMaxSubjects = 16;            // of one question
constexpr size_t kMaxEntriesOfSubject = 4096;  // looked at before the best are loaded
constexpr size_t kMinDepth = 50;               // of each list before fusion
// How much a span is trusted to name what the question is about.
constexpr double kWholeSpan = 1.0;
constexpr double kInnerSpan = 0.4;     // lies inside a longer span that is a subject too
constexpr double kSmallLetters = 0.5;  // written without capitals in a question that has capitals
constexpr size_t kHopSources = 3;      // best exact hits whose objects are followed
constexpr size_t kFactsPerHop = 4;

void CheckUtf8(std::string_view text) {
  if (!IsValidUtf8(text)) throw Error(Code::kInvalidArgument, "the question is not valid UTF-8");
}

// The words of the question outside [begin, end), followed by all of them when nothing is left.
std::vector<std::string> WordsAround(const std::vector<QuestionWord>& words, size_t begin, size_t end) {
  std::vector<std::string> rest;
  for (size_t i = 0; i < words.size(); ++i) {
    if (i < begin || i >= end) rest.push_back(words[i].possessor.empty() ? words[i].key : words[i].possessor);
  }
  return rest;
}

bool Covers(const QuestionSpan& outer, const QuestionSpan& inner) {
  return outer.begin <= inner.begin && inner.end <= outer.end && outer.end - outer.begin > inner.end - inner.begin;
}

double TrustIn(const QuestionSpan& span, const std::vector<QuestionSpan>& named, bool question_has_capitals) {
  const bool inner =
      std::any_of(named.begin(), named.end(), [&span](const QuestionSpan& other) { return Covers(other, span); });
  double trust = inner ? kInnerSpan : kWholeSpan;
  if (question_has_capitals && !span.capital) trust *= kSmallLetters;
  return trust;
}

const char* ChannelOf(uint64_t doc, const Ranking& exact, const Ranking& lexical, const Ranking& dense) {
  if (exact.Has(doc)) return "exact";
  if (lexical.Has(doc) && dense.Has(doc)) return "fused";
  return lexical.Has(doc) ? "lexical" : "dense";
}

// Exact facts keep their order, in which the other lists only break ties; the others keep theirs; the two are merged by
// rank.
std::vector<ScoredDoc> MergeExact(std::vector<ScoredDoc> exact, const std::vector<ScoredDoc>& fused, double k) {
  std::unordered_map<uint64_t, double> fused_score;
  for (const ScoredDoc& doc : fused) fused_score.emplace(doc.doc, doc.score);
  const auto tie_break = [&fused_score](uint64_t doc) {
    const auto it = fused_score.find(doc);
    return it == fused_score.end() ? 0.0 : it->second;
  };
  std::sort(exact.begin(), exact.end(), [&](const ScoredDoc& a, const ScoredDoc& b) {
    if (a.score != b.score) return a.score > b.score;
    return IsBetter({a.doc, tie_break(a.doc)}, {b.doc, tie_break(b.doc)});
  });
  std::vector<ScoredDoc> merged;
  for (size_t i = 0; i < exact.size(); ++i) {
    merged.push_back({exact[i].doc, (k + 1) / (k + 1 + static_cast<double>(i))});
    fused_score.erase(exact[i].doc);
  }
  for (const auto& [doc, score] : fused_score) merged.push_back({doc, score});
  KeepBest(merged, merged.size());
  return merged;
}

std::vector<ScoredDoc> Fuse(const Candidates& candidates, const StoreConfig& config) {
  const RankedList words{candidates.lexical, config.lexical_weight()};
  const RankedList vectors{candidates.dense, config.dense_weight()};
  if (config.fusion() == RECIPROCAL_RANK) return FuseByRank({words, vectors}, config.rrf_k());
  return FuseByScore(words, vectors);
}

std::vector<uint64_t> NumbersOf(std::span<const ScoredDoc> docs) {
  std::vector<uint64_t> numbers;
  for (const ScoredDoc& doc : docs) numbers.push_back(doc.doc);
  return numbers;
}

std::vector<std::string> KeysOf(const std::vector<QuestionSpan>& spans) {
  std::vector<std::string> keys;
  for (const QuestionSpan& span : spans) keys.push_back(span.key);
  return keys;
}

// The first `most` of all lists behind each other.
std::vector<std::string> FirstOf(const std::vector<std::vector<std::string>>& lists, size_t most) {
  std::vector<std::string> first;
  for (const auto& list : lists) {
    const size_t taken = std::min(list.size(), most - first.size());
    first.insert(first.end(), list.begin(), list.begin() + static_cast<std::ptrdiff_t>(taken));
  }
  return first;
}

std::vector<ScoredDoc> RankByRelation(const std::vector<SubjectEntry>& entries, const RelationQuery& query,
                                      size_t limit) {
  std::unordered_map<std::string, double> similarity;
  std::vector<ScoredDoc> docs;
  for (const SubjectEntry& entry : entries) {
    const auto [it, is_new] = similarity.emplace(entry.relation_key, 0);
    if (is_new) it->second = query.Similarity(entry.relation_key);
    docs.push_back({entry.doc, it->second});
  }
  KeepBest(docs, limit);
  return docs;
}

// A zero or negative cosine says nothing.
void DropUnlike(std::vector<ScoredDoc>& docs) {
  std::erase_if(docs, [](const ScoredDoc& doc) { return doc.score <= 0; });
}

}  // namespace

void SetSearchMode(std::string_view mode, SearchOptions& options) {
  if (mode != "" && mode != "fused" && mode != "exact" && mode != "bm25" && mode != "dense") {
    throw Error(Code::kInvalidArgument,
                StrCat("mode: there is no \"", mode, "\"; choose one of exact, bm25, dense, fused"));
  }
  const bool all = mode.empty() || mode == "fused";
  options.exact = all || mode == "exact";
  options.lexical = all || mode == "bm25";
  options.dense = all || mode == "dense";
}

// Ranked lists without what the filter keeps out, as long as they were asked for where there are so many.
class Searcher::Filtered {
 public:
  Filtered(const StoreSnapshot& store, const v1::SearchFilter& filter)
      : store_(store), filter_(filter), off_(IsEmpty(filter)) {}

  // `fetch(k)` gives the best k; a longer list begins with the shorter one.
  template <typename Fetch>
  std::vector<ScoredDoc> Best(size_t k, Fetch fetch) {
    if (off_) return fetch(k);
    for (size_t depth = std::max(4 * k, kMinDepth);; depth *= 4) {
      std::vector<ScoredDoc> docs = fetch(depth);
      const bool all = docs.size() < depth;
      Keep(docs);
      if (!all && docs.size() < k) continue;
      docs.resize(std::min(docs.size(), k));
      return docs;
    }
  }

  void Keep(std::vector<ScoredDoc>& docs) {
    if (off_) return;
    Learn(NumbersOf(docs));
    std::erase_if(docs, [this](const ScoredDoc& doc) { return !allowed_.at(doc.doc); });
  }
  // Loads what it has to know of all subjects at once.
  void Keep(std::vector<std::vector<SubjectEntry>>& subjects) {
    if (off_) return;
    std::vector<uint64_t> docs;
    for (const auto& entries : subjects) {
      for (const SubjectEntry& entry : entries) docs.push_back(entry.doc);
    }
    Learn(docs);
    for (auto& entries : subjects)
      std::erase_if(entries, [this](const SubjectEntry& entry) { return !allowed_.at(entry.doc); });
  }

 private:
  void Learn(const std::vector<uint64_t>& docs) {
    std::vector<uint64_t> unknown;
    for (const uint64_t doc : docs) {
      if (!allowed_.contains(doc)) unknown.push_back(doc);
    }
    const std::vector<v1::Fact> facts = store_.Load(unknown);
    for (size_t i = 0; i < facts.size(); ++i) allowed_.emplace(unknown[i], Allows(filter_, facts[i]));
  }

  const StoreSnapshot& store_;
  const v1::SearchFilter& filter_;
  bool off_;
  std::unordered_map<uint64_t, bool> allowed_;
};

void Searcher::CollectExact(std::string_view question, const SearchOptions& options, Filtered& filtered,
                            Candidates& candidates) const {
  const std::vector<QuestionWord> words = SplitQuestion(question);
  const bool has_capitals =
      std::any_of(words.begin() + (words.empty() ? 0 : 1), words.end(), [](const auto& word) { return word.capital; });
  const std::vector<QuestionSpan> spans = SpansOf(words);
  const auto subjects = store_.SubjectsNamed(KeysOf(spans));
  auto entries = store_.FactsOfSubjects(FirstOf(subjects, kMaxSubjects), kMaxEntriesOfSubject);
  filtered.Keep(entries);
  std::vector<QuestionSpan> named;
  std::unordered_map<uint64_t, double> best;
  size_t next = 0;  // of `entries`
  for (size_t i = 0; i < spans.size() && next < entries.size(); ++i) {
    if (subjects[i].empty()) continue;
    const RelationQuery query(WordsAround(words, spans[i].begin, spans[i].end));
    const double trust = TrustIn(spans[i], named, has_capitals);
    const size_t end = std::min(next + subjects[i].size(), entries.size());
    for (; next < end; ++next) {
      for (const ScoredDoc& doc : RankByRelation(entries[next], query, options.facts_per_subject)) {
        double& score = best[doc.doc];
        if (trust * (1 + doc.score) > score) candidates.subjects[doc.doc] = spans[i].key;
        score = std::max(score, trust * (1 + doc.score));
      }
    }
    named.push_back(spans[i]);
  }
  for (const auto& [doc, score] : best) candidates.exact.push_back({doc, score});
  KeepBest(candidates.exact, candidates.exact.size());
}

Candidates Searcher::Collect(std::string_view question, const SearchOptions& options, const LexicalMatch* words) const {
  const size_t depth = std::max(kMinDepth, 4 * options.k);
  Filtered filtered(store_, options.filter);
  Candidates candidates;
  if (options.exact) CollectExact(question, options, filtered, candidates);
  if (options.lexical) candidates.lexical = filtered.Best(depth, [&](size_t k) { return words->Best(k); });
  if (options.dense) {
    const std::vector<float> vector = embedder_.EmbedQuery(question);
    // Behind a filter each of them is a fact to load, and many more that do not pass.
    const bool deeper = options.lexical && IsEmpty(options.filter);
    const size_t vectors = deeper ? std::max(depth, kFusedVectors) : depth;
    candidates.dense = filtered.Best(vectors, [&](size_t k) { return store_.Dense(vector, k); });
    DropUnlike(candidates.dense);
  }
  return candidates;
}

std::vector<Hit> Searcher::LoadHits(const SearchOptions& options, const Candidates& candidates,
                                    std::vector<uint64_t>& docs) const {
  const std::vector<ScoredDoc> found = MergeExact(candidates.exact, Fuse(candidates, config_), config_.rrf_k());
  const Ranking exact(candidates.exact), lexical(candidates.lexical), dense(candidates.dense);
  std::vector<Hit> hits;
  std::unordered_set<std::string> seen;
  for (size_t next = 0; next < found.size() && hits.size() < options.k;) {
    const auto some = std::span(found).subspan(next, std::min(options.k - hits.size(), found.size() - next));
    std::vector<v1::Fact> facts = store_.Load(NumbersOf(some));
    for (size_t i = 0; i < some.size(); ++i) {
      if (options.distinct && !seen.insert(FactWords(facts[i])).second) continue;
      docs.push_back(some[i].doc);
      hits.push_back({std::move(facts[i]), some[i].score, ChannelOf(some[i].doc, exact, lexical, dense)});
    }
    next += some.size();
  }
  return hits;
}

void Searcher::Judge(const SearchOptions& options, const Candidates& candidates, const LexicalMatch& words,
                     const std::vector<uint64_t>& docs, std::vector<Hit>& hits) const {
  // Whether to refuse is decided by the best hit alone.
  const size_t judged = options.evidence || options.explain ? docs.size() : std::min<size_t>(1, docs.size());
  const TermScores terms(words, std::span(docs).first(judged));
  const Ranking exact(candidates.exact), dense(candidates.dense);
  for (size_t i = 0; i < judged; ++i) {
    hits[i].evidence = {exact.Of(docs[i]).score, terms.Share(i), dense.Of(docs[i]).score};
    if (options.explain) hits[i].reason = Explain(docs[i], hits[i].score, candidates, terms.Of(i), config_);
  }
}

// With a part of the search turned off its evidence is not what the threshold was fitted to.
bool Searcher::Refuses(const SearchOptions& options) const {
  const bool all_parts = options.exact && options.lexical && options.dense;
  return options.may_refuse && all_parts && config_.has_nothing_found();
}

SearchResult Searcher::Find(std::string_view question, const SearchOptions& options) const {
  CheckUtf8(question);
  CheckFilter(options.filter);
  const bool judges = options.evidence || options.explain || Refuses(options);
  std::unique_ptr<LexicalMatch> words;
  if (options.lexical || judges) words = store_.Match(AnalyzeQuery(question));
  const Candidates candidates = Collect(question, options, words.get());
  std::vector<uint64_t> docs;
  SearchResult result;
  result.hits = LoadHits(options, candidates, docs);
  if (judges) Judge(options, candidates, *words, docs, result.hits);
  if (Refuses(options) && !result.hits.empty()) {
    result.confidence = ConfidenceIn(result.hits.front().evidence, config_.nothing_found());
    result.nothing_found = result.confidence < config_.nothing_found().threshold();
    if (result.nothing_found) result.hits.clear();
  }
  if (options.hop_facts == 0) return result;
  std::unordered_set<std::string> seen;
  for (const Hit& hit : result.hits) seen.insert(FactWords(hit.fact));
  for (Hit& hit : HopFacts(result.hits, question, options)) {
    if (seen.insert(FactWords(hit.fact)).second) result.hits.push_back(std::move(hit));
  }
  return result;
}

std::vector<Hit> Searcher::HopFacts(const std::vector<Hit>& hits, std::string_view question,
                                    const SearchOptions& options) const {
  std::vector<std::string> objects;
  std::vector<double> scores;  // of the hits that they are objects of
  for (const Hit& hit : hits) {
    if (hit.channel != "exact" || hit.fact.object().empty() || objects.size() == kHopSources) continue;
    objects.push_back(NormalizeKey(hit.fact.object()));
    scores.push_back(hit.score);
  }
  const auto subjects = store_.SubjectsNamed(objects);
  auto entries = store_.FactsOfSubjects(FirstOf(subjects, kMaxSubjects), kMaxEntriesOfSubject);
  Filtered filtered(store_, options.filter);
  filtered.Keep(entries);
  const RelationQuery query(Words(question));
  std::vector<ScoredDoc> found;
  for (size_t source = 0, next = 0; source < subjects.size(); ++source) {
    for (const size_t end = std::min(next + subjects[source].size(), entries.size()); next < end; ++next) {
      for (const ScoredDoc& doc : RankByRelation(entries[next], query, kFactsPerHop)) {
        if (found.size() < options.hop_facts) found.push_back({doc.doc, scores[source] * (1 + doc.score) / 4});
      }
    }
  }
  return LoadExact(found);
}

std::vector<Hit> Searcher::LoadExact(const std::vector<ScoredDoc>& docs) const {
  std::vector<v1::Fact> facts = store_.Load(NumbersOf(docs));
  std::vector<Hit> hits;
  for (size_t i = 0; i < docs.size(); ++i) hits.push_back({std::move(facts[i]), docs[i].score, "exact"});
  return hits;
}

std::vector<v1::Fact> Searcher::Lookup(std::string_view subject, std::string_view relation, size_t limit) const {
  CheckUtf8(subject);
  CheckUtf8(relation);
  return store_.Load(DocsOf(SubjectsNamed(subject), relation, limit));
}

std::vector<std::string> Searcher::SubjectsNamed(std::string_view subject) const {
  const std::string key = NormalizeKey(subject);
  return store_.SubjectsNamed({&key, 1}).front();
}

std::vector<uint64_t> Searcher::DocsOf(const std::vector<std::string>& subject_keys, std::string_view relation,
                                       size_t limit) const {
  std::vector<StatementKey> keys;
  for (const std::string& subject : subject_keys) keys.push_back({subject, NormalizeKey(relation)});
  std::vector<uint64_t> docs;
  for (const std::vector<uint64_t>& of_key : store_.FactsOfKeys(keys, limit)) {
    for (const uint64_t doc : of_key) {
      if (docs.size() < limit) docs.push_back(doc);
    }
  }
  return docs;
}

double Searcher::SubjectSimilarity(std::string_view subject, const v1::Fact& fact) const {
  if (fact.subject().empty()) {
    const AnalyzedText text = AnalyzeDocument(fact.text());
    uint32_t held = 0, wanted = 0;
    for (const Term& term : AnalyzeQuery(subject)) {
      wanted += term.count;
      if (std::ranges::binary_search(text.terms, term.text, {}, &Term::text)) held += term.count;
    }
    return wanted == 0 ? 0 : static_cast<double>(held) / wanted;
  }
  // Whatever the store embeds with: other embedders find unlike names alike too.
  static const HashedNgrams ngrams{HashedNgramsConfig()};
  const std::vector<float> asked = ngrams.EmbedOne(subject);
  double best = 0;
  const auto compare = [&](const std::string& name) {
    const std::vector<float> other = ngrams.EmbedOne(name);
    best = std::max(best, std::inner_product(asked.begin(), asked.end(), other.begin(), 0.0));
  };
  compare(fact.subject());
  for (const std::string& alias : fact.aliases()) compare(alias);
  return best;
}

std::vector<Hit> Searcher::LookupOrSearch(std::string_view subject, std::string_view relation, size_t k,
                                          double min_similarity, const v1::SearchFilter& filter) const {
  CheckUtf8(subject);
  CheckUtf8(relation);
  CheckFilter(filter);
  if (k == 0) return {};
  const std::vector<std::string> subjects = SubjectsNamed(subject);
  Filtered filtered(store_, filter);
  std::vector<ScoredDoc> docs = filtered.Best(k, [&](size_t most) {
    std::vector<ScoredDoc> exact;
    for (const uint64_t doc : DocsOf(subjects, relation, most)) exact.push_back({doc, 1.0});
    return exact;
  });
  if (!docs.empty()) return LoadExact(docs);

  const RelationQuery query(Words(relation));
  auto entries_of = store_.FactsOfSubjects(subjects, kMaxEntriesOfSubject);
  filtered.Keep(entries_of);
  for (const auto& entries : entries_of) {
    const std::vector<ScoredDoc> ranked = RankByRelation(entries, query, k);
    docs.insert(docs.end(), ranked.begin(), ranked.end());
  }
  KeepBest(docs, k);
  if (!docs.empty()) return LoadExact(docs);

  std::vector<Hit> hits;
  SearchOptions options;
  options.k = 4 * k;
  options.may_refuse = false;  // the similarity of the subject decides here
  options.filter = filter;
  for (Hit& hit : Search(StrCat(subject, " ", relation), options)) {
    if (hits.size() < k && SubjectSimilarity(subject, hit.fact) >= min_similarity) hits.push_back(std::move(hit));
  }
  return hits;
}

}  // namespace lethe
