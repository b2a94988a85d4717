#include "retriever/search/explain.h"

#include <algorithm>
#include <iomanip>
#include <sstream>

#include "base/error.h"
#include "retriever/fusion.h"

namespace lethe {
namespace {

std::string Number(double value) {
  std::ostringstream out;
  out << std::setprecision(3) << value;
  return out.str();
}

void AppendPart(std::string& formula, const std::string& part) {
  if (!formula.empty()) formula += " + ";
  formula += part;
}

// "1/(60+2) words + 0.25/(60+1) vectors"
std::string RankFormula(const Ranking::Place& lexical, const Ranking::Place& dense, const StoreConfig& config) {
  std::string formula;
  const auto add = [&](double weight, const Ranking::Place& place, const char* name) {
    if (place.rank > 0) AppendPart(formula, StrCat(Number(weight), "/(", config.rrf_k(), "+", place.rank, ") ", name));
  };
  add(config.lexical_weight(), lexical, "words");
  add(config.dense_weight(), dense, "vectors");
  return formula;
}

// "1 * 7.2/9.1 words + 0.25 * (0.61 - 0.4) vectors"
std::string ScoreFormula(const Ranking::Place& lexical, const Ranking::Place& dense, const Candidates& candidates,
                         const StoreConfig& config) {
  std::string formula;
  if (lexical.rank > 0) {
    AppendPart(formula, StrCat(Number(config.lexical_weight()), " * ", Number(lexical.score), "/",
                               Number(candidates.lexical.front().score), " words"));
  }
  const size_t taken =
      candidates.lexical.empty() ? candidates.dense.size() : std::min(kFusedVectors, candidates.dense.size());
  if (dense.rank > 0 && dense.rank <= taken) {
    const auto end = candidates.dense.begin() + static_cast<std::ptrdiff_t>(taken);
    AppendPart(formula, StrCat(Number(config.dense_weight()), " * (", Number(dense.score), " - ",
                               Number(CosineFloor({candidates.dense.begin(), end})), ") vectors"));
  }
  return formula;
}

}  // namespace

TermScores::TermScores(const LexicalMatch& match, std::span<const uint64_t> docs) {
  double most = 0;
  for (size_t i = 0; i < match.terms().size(); ++i) {
    LexicalMatch::Part part = match.PartOf(i, docs);
    const Term& term = match.terms()[i];
    most = std::max(most, part.most / term.count);
    terms_.push_back({term, part.most, std::move(part.of)});
  }
  for (Scored& scored : terms_) {
    if (scored.weight == 0) scored.weight = scored.term.count * std::max(most, 1.0);
  }
}

std::vector<v1::SearchTerm> TermScores::Of(size_t doc) const {
  std::vector<v1::SearchTerm> found;
  for (const Scored& scored : terms_) {
    if (scored.scores[doc] == 0) continue;
    v1::SearchTerm& part = found.emplace_back();
    part.set_term(scored.term.text);
    part.set_score(scored.scores[doc]);
  }
  std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.score() > b.score(); });
  return found;
}

double TermScores::Share(size_t doc) const {
  double held = 0, all = 0;
  for (const Scored& scored : terms_) {
    all += scored.weight;
    if (scored.scores[doc] > 0) held += scored.weight;
  }
  return all == 0 ? 0 : held / all;
}

v1::SearchReason Explain(uint64_t doc, double score, const Candidates& candidates,
                         const std::vector<v1::SearchTerm>& terms, const StoreConfig& config) {
  const Ranking::Place exact = Ranking(candidates.exact).Of(doc);
  const Ranking::Place lexical = Ranking(candidates.lexical).Of(doc);
  const Ranking::Place dense = Ranking(candidates.dense).Of(doc);
  v1::SearchReason reason;
  reason.set_exact_rank(exact.rank);
  reason.set_exact_score(exact.score);
  if (const auto it = candidates.subjects.find(doc); it != candidates.subjects.end()) reason.set_subject(it->second);
  reason.set_lexical_rank(lexical.rank);
  reason.set_lexical_score(lexical.score);
  if (lexical.rank > 0) {
    for (const v1::SearchTerm& term : terms) *reason.add_terms() = term;
  }
  reason.set_dense_rank(dense.rank);
  reason.set_dense_score(dense.score);
  std::string formula;
  if (exact.rank > 0) {
    formula = StrCat("exact fact ", exact.rank, ", merged by its place among the exact ones");
  } else {
    const bool by_rank = config.fusion() == RECIPROCAL_RANK;
    formula =
        StrCat("(", by_rank ? RankFormula(lexical, dense, config) : ScoreFormula(lexical, dense, candidates, config),
               ") over the best possible");
  }
  reason.set_formula(StrCat(formula, " = ", Number(score)));
  return reason;
}

}  // namespace lethe
