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
    Learn(docs);
    std::erase_if(docs, [this](const ScoredDoc& doc) { return !allowed_.at(doc.doc); });
  }

 private:
  void Learn(const std::vector<ScoredDoc>& docs) {
    std::vector<uint64_t> unknown;
    for (const ScoredDoc& doc : docs) {
      if (!allowed_.contains(doc.doc)) unknown.push_back(doc.doc);
    }
    const std::vector<v1::Fact> facts = store_.Load(unknown);
    for (size_t i = 0; i < facts.size(); ++i) allowed_.emplace(unknown[i], Allows(filter_, facts[i]));
  }

  const StoreSnapshot& store_;
  const v1::SearchFilter& filter_;
  bool off_;
  std::unordered_map<uint64_t, bool> allowed_;
};

std::vector<std::string> Searcher::SubjectsNamed(const std::string& key) const {
  std::vector<std::string> subjects;
  if (store_.HasSubject(key)) subjects.push_back(key);
  for (std::string& subject : store_.SubjectsOfAlias(key)) subjects.push_back(std::move(subject));
  return subjects;
}

std::vector<ScoredDoc> Searcher::RankFactsOfSubject(const std::string& subject_key, const RelationQuery& query,
                                                    size_t limit, Filtered* filtered) const {
  std::unordered_map<std::string, double> similarity;
  std::vector<ScoredDoc> docs;
  for (const SubjectEntry& entry : store_.FactsOfSubject(subject_key, kMaxEntriesOfSubject)) {
    const auto [it, is_new] = similarity.emplace(entry.relation_key, 0);
    if (is_new) it->second = query.Similarity(entry.relation_key);
    docs.push_back({entry.doc, it->second});
  }
  if (filtered != nullptr) filtered->Keep(docs);
  KeepBest(docs, limit);
  return docs;
}

void Searcher::CollectExact(std::string_view question, const SearchOptions& options, Filtered& filtered,
                            Candidates& candidates) const {
  const std::vector<QuestionWord> words = SplitQuestion(question);
  const bool has_capitals =
      std::any_of(words.begin() + (words.empty() ? 0 : 1), words.end(), [](const auto& word) { return word.capital; });
  std::vector<QuestionSpan> named;
  std::unordered_map<uint64_t, double> best;
  size_t subjects = 0;
  for (const QuestionSpan& span : SpansOf(words)) {
    const std::vector<std::string> keys = SubjectsNamed(span.key);
    if (keys.empty()) continue;
    const RelationQuery query(WordsAround(words, span.begin, span.end));
    const double trust = TrustIn(span, named, has_capitals);
    for (const std::string& key : keys) {
      if (++subjects > kMaxSubjects) break;
      for (const ScoredDoc& doc : RankFactsOfSubject(key, query, options.facts_per_subject, &filtered)) {
        double& score = best[doc.doc];
        if (trust * (1 + doc.score) > score) candidates.subjects[doc.doc] = span.key;
        score = std::max(score, trust * (1 + doc.score));
      }
    }
    named.push_back(span);
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
    candidates.dense = filtered.Best(depth, [&](size_t k) { return store_.Dense(vector, k); });
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
  const RelationQuery query(Words(question));
  Filtered filtered(store_, options.filter);
  std::vector<Hit> found;
  size_t sources = 0;
  for (const Hit& hit : hits) {
    if (hit.channel != "exact" || hit.fact.object().empty()) continue;
    if (++sources > kHopSources) break;
    for (const std::string& key : SubjectsNamed(NormalizeKey(hit.fact.object()))) {
      std::vector<ScoredDoc> docs = RankFactsOfSubject(key, query, kFactsPerHop, &filtered);
      docs.resize(std::min(docs.size(), options.hop_facts - found.size()));
      std::vector<v1::Fact> facts = store_.Load(NumbersOf(docs));
      for (size_t i = 0; i < docs.size(); ++i)
        found.push_back({std::move(facts[i]), hit.score * (1 + docs[i].score) / 4, "exact"});
      if (found.size() == options.hop_facts) return found;
    }
  }
  return found;
}

std::vector<v1::Fact> Searcher::Lookup(std::string_view subject, std::string_view relation, size_t limit) const {
  CheckUtf8(subject);
  CheckUtf8(relation);
  const std::string relation_key = NormalizeKey(relation);
  std::vector<uint64_t> docs;
  for (const std::string& key : SubjectsNamed(NormalizeKey(subject))) {
    for (const uint64_t doc : store_.FactsOfKey(key, relation_key, limit)) {
      if (docs.size() < limit) docs.push_back(doc);
    }
  }
  return store_.Load(docs);
}

double Searcher::SubjectSimilarity(std::string_view subject, const v1::Fact& fact) const {
  if (fact.subject().empty()) {
    const AnalyzedText text = AnalyzeDocument(fact.text());
    const std::vector<std::string> wanted = AnalyzeQuery(subject);
    const auto held = std::count_if(wanted.begin(), wanted.end(), [&text](const std::string& stem) {
      return std::any_of(text.terms.begin(), text.terms.end(), [&stem](const Term& term) { return term.text == stem; });
    });
    return wanted.empty() ? 0 : static_cast<double>(held) / static_cast<double>(wanted.size());
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
                                          double min_similarity) const {
  std::vector<Hit> hits;
  for (v1::Fact& fact : Lookup(subject, relation, k)) hits.push_back({std::move(fact), 1.0, "exact"});
  if (!hits.empty() || k == 0) return hits;

  const RelationQuery query(Words(relation));
  std::vector<ScoredDoc> docs;
  for (const std::string& key : SubjectsNamed(NormalizeKey(subject))) {
    const std::vector<ScoredDoc> ranked = RankFactsOfSubject(key, query, k);
    docs.insert(docs.end(), ranked.begin(), ranked.end());
  }
  KeepBest(docs, k);
  std::vector<v1::Fact> facts = store_.Load(NumbersOf(docs));
  for (size_t i = 0; i < docs.size(); ++i) hits.push_back({std::move(facts[i]), docs[i].score, "exact"});
  if (!hits.empty()) return hits;

  SearchOptions options;
  options.k = 4 * k;
  options.may_refuse = false;  // the similarity of the subject decides here
  for (Hit& hit : Search(StrCat(subject, " ", relation), options)) {
    if (hits.size() < k && SubjectSimilarity(subject, hit.fact) >= min_similarity) hits.push_back(std::move(hit));
  }
  return hits;
}

}  // namespace lethe
