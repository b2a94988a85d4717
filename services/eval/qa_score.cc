#include "services/eval/qa_score.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "retriever/normalize.h"

namespace lethe {
namespace {

using Json = nlohmann::ordered_json;

Json Share(double part, size_t whole) {
  return whole == 0 ? Json(nullptr) : Json(part / static_cast<double>(whole));
}

bool IsStepName(const std::string& use) {
  return use.size() > 1 && use[0] == 's' && use.find_first_not_of("0123456789", 1) == std::string::npos;
}

// Facts of an example by id, as Judge names them.
std::map<std::string, std::string> NamedFacts(const v1::Example& example, FactNames names) {
  std::map<std::string, std::string> named;
  for (const v1::ContextFact& fact : example.context()) {
    const std::string words =
        fact.relation().empty() ? fact.text() : StrCat(fact.subject(), " | ", fact.relation(), " | ", fact.object());
    named.emplace(fact.id(), names == FactNames::kIds ? fact.id() : NormalizeKey(words));
  }
  return named;
}

std::map<std::string, std::string> NamedFacts(const v1::Answer& answer) {
  std::map<std::string, std::string> named;
  for (const v1::UsedFact& fact : answer.facts()) named.emplace(fact.id(), NormalizeKey(fact.text()));
  return named;
}

// What the steps cite of facts. By ids, everything counts that is no earlier step; by words, what has any.
template <typename Steps>
std::set<std::string> CitedFacts(const Steps& steps, const std::map<std::string, std::string>& facts, FactNames names) {
  std::set<std::string> cited;
  for (const auto& step : steps) {
    for (const std::string& use : step.uses()) {
      const auto fact = facts.find(use);
      if (fact != facts.end()) {
        cited.insert(fact->second);
      } else if (names == FactNames::kIds && !IsStepName(use)) {
        cited.insert(use);
      }
    }
  }
  return cited;
}

}  // namespace

JudgedAnswer JudgeUnasked(const v1::Example& example, FactNames names) {
  JudgedAnswer judged;
  judged.answerable = example.answerable();
  judged.gold = CitedFacts(example.derivation(), NamedFacts(example, names), names);
  return judged;
}

JudgedAnswer Judge(const v1::Example& example, const v1::Answer& answer, FactNames names) {
  JudgedAnswer judged = JudgeUnasked(example, names);
  judged.refused = !answer.answerable();
  judged.confidence = answer.confidence();
  if (judged.answerable && !judged.refused) {
    std::vector<std::string> right = {example.answer()};
    right.insert(right.end(), example.aliases().begin(), example.aliases().end());
    judged.match = MatchAnswer(answer.answer(), right);
  } else if (!judged.answerable && judged.refused) {
    judged.match = {true, 1, true};
  }
  const bool by_ids = names == FactNames::kIds;
  judged.cited = CitedFacts(answer.steps(), by_ids ? NamedFacts(example, names) : NamedFacts(answer), names);
  return judged;
}

void QaScore::Group::Add(const JudgedAnswer& judged) {
  ++n;
  exact += judged.match.exact;
  f1 += judged.match.f1;
  contains += judged.match.contains;
  if (!judged.answerable) return;
  ++answerable;
  answerable_exact += judged.match.exact;
  answerable_f1 += judged.match.f1;
}

void QaScore::Add(const v1::Example& example, const JudgedAnswer& judged) {
  all_.Add(judged);
  by_hops_[std::to_string(example.hops())].Add(judged);
  if (!example.task().empty()) by_task_[example.task()].Add(judged);
  refused_ += judged.refused;
  rightly_refused_ += judged.refused && !judged.answerable;
  if (judged.confidence) {
    LETHE_CHECK(std::isfinite(*judged.confidence), "a confidence is no number");
    runs_[*judged.confidence].Add(judged.match.exact);
  }
  exact_by_id_[example.id()] = judged.match.exact;
  if (!example.twin_of().empty()) twins_.emplace_back(example.id(), example.twin_of());
  if (!cite_ || !judged.answerable || judged.gold.empty()) return;
  ++citation_n_;
  cited_ += judged.cited.size();
  gold_ += judged.gold.size();
  for (const std::string& id : judged.cited) rightly_cited_ += judged.gold.count(id);
}

Json QaScore::GroupJson(const Group& group) {
  return {{"n", group.n},
          {"exact_match", Share(group.exact, group.n)},
          {"f1", Share(group.f1, group.n)},
          {"contains", Share(group.contains, group.n)},
          {"answerable",
           {{"n", group.answerable},
            {"exact_match", Share(group.answerable_exact, group.answerable)},
            {"f1", Share(group.answerable_f1, group.answerable)}}}};
}

Json QaScore::RefusalJson() const {
  const size_t unanswerable = all_.n - all_.answerable, falsely = refused_ - rightly_refused_;
  return {{"n", unanswerable},
          {"refused", refused_},
          {"precision", Share(rightly_refused_, refused_)},
          {"recall", Share(rightly_refused_, unanswerable)},
          {"false_refusals", falsely},
          {"exact_match_lost", Share(falsely, all_.answerable)}};
}

Json QaScore::CitationJson() const {
  return {{"n", citation_n_}, {"precision", Share(rightly_cited_, cited_)}, {"recall", Share(rightly_cited_, gold_)}};
}

Json QaScore::TwinsJson() const {
  size_t pairs = 0, right = 0;
  for (const auto& [twin, original] : twins_) {
    const auto other = exact_by_id_.find(original);
    if (other == exact_by_id_.end()) continue;
    ++pairs;
    right += other->second && exact_by_id_.at(twin);
  }
  return {{"n", pairs}, {"both_right", Share(right, pairs)}};
}

Json QaScore::ConfidenceJson() const {
  double ordered = 0, answers = 0, right = 0;
  for (const auto& [confidence, run] : runs_) {
    ordered += run.right * ((answers - right) + (run.answers - run.right) / 2);
    answers += run.answers;
    right += run.right;
  }
  const double half = std::floor(answers / 2);
  double taken = 0, taken_right = 0;
  for (auto run = runs_.rbegin(); run != runs_.rend() && taken < half; ++run) {
    const double more = std::min(run->second.answers, half - taken);
    taken += more;
    taken_right += more * run->second.right / run->second.answers;
  }
  return {{"auroc", Share(ordered, static_cast<size_t>(right * (answers - right)))},
          {"surer_half_exact_match", Share(taken_right, static_cast<size_t>(half))}};
}

Json QaScore::ToJson() const {
  Json json = GroupJson(all_);
  json["refusal"] = RefusalJson();
  json["citation"] = CitationJson();
  json["twins"] = TwinsJson();
  json["confidence"] = ConfidenceJson();
  json["by_hops"] = Json::object();
  for (const auto& [hops, group] : by_hops_) json["by_hops"][hops] = GroupJson(group);
  json["by_task"] = Json::object();
  for (const auto& [task, group] : by_task_) json["by_task"][task] = GroupJson(group);
  return json;
}

}  // namespace lethe
