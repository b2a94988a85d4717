#include "services/reasoner/fact_table.h"

#include <algorithm>
#include <tuple>

#include "base/error.h"
#include "model/grammar.h"
#include "retriever/fact.h"

namespace lethe {
namespace {

auto Content(const v1::Fact& fact) {
  return std::tie(fact.subject(), fact.relation(), fact.object(), fact.text(), fact.id());
}

}  // namespace

std::vector<FoundFact> CanonicalOrder(std::vector<FoundFact> facts) {
  std::stable_sort(facts.begin(), facts.end(),
                   [](const FoundFact& a, const FoundFact& b) { return Content(a.fact) < Content(b.fact); });
  const auto same = [](const FoundFact& a, const FoundFact& b) { return Content(a.fact) == Content(b.fact); };
  facts.erase(std::unique(facts.begin(), facts.end(), same), facts.end());
  return facts;
}

bool FactTable::Holds(const v1::Fact& fact) const {
  return std::any_of(rows_.begin(), rows_.end(),
                     [&](const auto& row) { return Content(row.second.fact) == Content(fact); });
}

std::vector<NumberedFact> FactTable::Add(const std::vector<FoundFact>& facts, int first, bool recalled, bool cut) {
  std::vector<NumberedFact> added;
  for (const FoundFact& found : facts) {
    const v1::Fact& fact = found.fact;
    if (Holds(fact)) continue;
    NumberedFact numbered;
    numbered.number = first++;
    numbered.tokens = EncodeFact(tokenizer_, {fact.subject(), fact.relation(), fact.object(), fact.text()});
    if (numbered.tokens.empty())
      throw Error(Code::kInvalidArgument,
                  StrCat("fact \"", fact.id(), "\" is empty: give it a text, or subject, relation and object"));
    if (numbered.tokens.size() > max_fact_tokens_ && !cut) {
      throw Error(Code::kInvalidArgument,
                  StrCat("fact \"", fact.id(), "\" has ", numbered.tokens.size(), " tokens, the model reads at most ",
                         max_fact_tokens_, " of one fact: split it into shorter facts"));
    }
    Row& row = rows_[numbered.number];
    row.used.set_cut(numbered.tokens.size() > max_fact_tokens_);
    numbered.tokens.resize(std::min(numbered.tokens.size(), max_fact_tokens_));
    row.fact = fact;
    row.used.set_id(fact.id());
    row.used.set_text(FactWords(fact));
    row.used.set_score(found.score);
    row.used.set_recalled(recalled);
    added.push_back(std::move(numbered));
  }
  return added;
}

const v1::Fact* FactTable::Find(int number) const {
  const auto row = rows_.find(number);
  return row == rows_.end() ? nullptr : &row->second.fact;
}

void FactTable::MarkUsed(int number) {
  const auto row = rows_.find(number);
  if (row != rows_.end()) row->second.used.set_used(true);
}

void FactTable::CopyTo(v1::Answer& answer) const {
  for (const auto& [number, row] : rows_) *answer.add_facts() = row.used;
}

}  // namespace lethe
