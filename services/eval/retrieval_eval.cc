#include "services/eval/retrieval_eval.h"

#include <algorithm>
#include <mutex>

#include "base/error.h"
#include "base/parallel.h"
#include "base/stopwatch.h"

namespace lethe {
namespace {

constexpr size_t kEvidenceDepth = 100;  // evidence costs a look at each hit
constexpr size_t kShown = 5;            // hits that a caller looks at

SearchOptions OptionsOf(const RetrievalEvalOptions& options) {
  SearchOptions search;
  SetSearchMode(options.mode, search);
  search.k = options.evidence ? std::min(options.depth, kEvidenceDepth) : options.depth;
  search.distinct = false;
  search.may_refuse = false;
  search.evidence = options.evidence;
  return search;
}

bool IsRelevant(const Hit& hit, const Judgements& judged) {
  const auto it = judged.find(hit.fact.id());
  return it != judged.end() && it->second > 0;
}

void AddSamples(const std::vector<Hit>& hits, const Judgements& judged, std::vector<EvidenceSample>& samples) {
  const auto relevant = [&judged](const Hit& hit) { return IsRelevant(hit, judged); };
  const auto shown = hits.begin() + static_cast<std::ptrdiff_t>(std::min(kShown, hits.size()));
  if (!hits.empty() && HasRelevant(judged))
    samples.push_back({hits.front().evidence, std::any_of(hits.begin(), shown, relevant)});
  const auto other = std::find_if_not(hits.begin(), hits.end(), relevant);
  if (other != hits.end()) samples.push_back({other->evidence, false});
}

QueryOutcome OutcomeOf(const RetrievalQuery& query, const std::vector<Hit>& hits, const Judgements& judged) {
  QueryOutcome outcome;
  outcome.id = query.id;
  std::vector<std::string> ids;
  for (const Hit& hit : hits) {
    ids.push_back(hit.fact.id());
    outcome.ranked.push_back({hit.fact.id(), hit.score});
  }
  outcome.metrics = ScoreRanking(ids, judged);
  return outcome;
}

const Judgements& JudgementsOf(const RetrievalQuery& query, const Qrels& qrels) {
  static const Judgements kNone;
  const auto it = qrels.find(query.id);
  return it == qrels.end() ? kNone : it->second;
}

}  // namespace

RetrievalEvalResult EvaluateRetrieval(const StoreView& store, const std::vector<RetrievalQuery>& queries,
                                      const Qrels& qrels, const RetrievalEvalOptions& options) {
  const Stopwatch watch;
  const SearchOptions search = OptionsOf(options);
  std::vector<QueryOutcome> outcomes(queries.size());
  std::vector<std::vector<EvidenceSample>> samples(queries.size());
  std::mutex telling;
  size_t done = 0;
  ParallelFor(queries.size(), options.threads, [&](size_t i) {
    const Judgements& judged = JudgementsOf(queries[i], qrels);
    if (HasRelevant(judged) || options.evidence) {
      const std::vector<Hit> hits = store.Search(queries[i].text, search);
      outcomes[i] = OutcomeOf(queries[i], hits, judged);
      if (options.evidence) AddSamples(hits, judged, samples[i]);
    }
    const std::lock_guard lock(telling);
    ++done;
    if (options.progress) options.progress(done);
  });
  RetrievalEvalResult result;
  std::vector<RankMetrics> metrics;
  for (size_t i = 0; i < queries.size(); ++i) {
    result.samples.insert(result.samples.end(), samples[i].begin(), samples[i].end());
    if (!HasRelevant(JudgementsOf(queries[i], qrels))) {
      ++result.unjudged;
      continue;
    }
    metrics.push_back(outcomes[i].metrics);
    result.queries.push_back(std::move(outcomes[i]));
  }
  if (metrics.empty()) {
    throw Error(Code::kInvalidArgument, StrCat("none of the ", queries.size(),
                                               " queries has a relevant document in the judgements; do the "
                                               "files belong together?"));
  }
  result.mean = MeanOf(metrics);
  result.seconds = watch.Seconds();
  return result;
}

std::string RunLines(const RetrievalEvalResult& result) {
  std::string lines;
  for (const QueryOutcome& query : result.queries) {
    for (size_t i = 0; i < query.ranked.size(); ++i) {
      const RankedDocument& document = query.ranked[i];
      lines += StrCat(query.id, " Q0 ", document.id, " ", i + 1, " ", document.score, " lethe\n");
    }
  }
  return lines;
}

}  // namespace lethe
