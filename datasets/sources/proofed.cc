#include "datasets/sources/proofed.h"

#include <algorithm>

#include "base/error.h"
#include "base/text.h"
#include "datasets/derivation_check.h"
#include "datasets/names/entity_lists.h"
#include "datasets/wordings.h"
#include "model/grammar.h"

namespace lethe {
namespace {

constexpr int kNearMisses = 2;  // a needed fact, at most
constexpr size_t kMostFacts = 64;

bool CitesLookup(const v1::DerivationStep& step) {
  return IsLookup(step) && step.uses_size() > 0;
}

// "subject | relation" as the step writes it: its text may ask in other words than the fact has.
std::string KeyOf(const v1::DerivationStep& step) {
  const std::string behind = " | " + step.object();
  const bool whole = step.text().starts_with(step.subject() + " | ") && step.text().ends_with(behind) &&
                     step.text().size() > step.subject().size() + behind.size() + 3;
  return whole ? step.text().substr(0, step.text().size() - behind.size())
               : StrCat(step.subject(), " | ", step.relation());
}

EntityLists Lists(const ProofingConfig& config, const Path& root) {
  if (config.entities().empty())
    throw Error(Code::kInvalidArgument, "proofing.entities names no list; add entities: \"datasets/entities\"");
  return EntityLists(ResolveDataPaths(config.entities(), root));
}

}  // namespace

ProofedSource::ProofedSource(std::unique_ptr<ExampleSource> source, const ProofingConfig& config, const Path& root)
    : source_(std::move(source)), config_(config) {
  CheckShare("proofing.rename", config_.rename());
  CheckShare("proofing.without_gold", config_.without_gold());
  CheckShare("proofing.near_misses", config_.near_misses());
  const EntityLists lists = Lists(config_, root);
  const InventedBook words = LoadInventedBook(ResolveDataPath(config_.invented(), root));
  names_ = std::make_unique<NameSource>(lists, no_wordings_,
                                        std::vector<std::string>(words.noun().begin(), words.noun().end()),
                                        std::vector<std::string>(words.adjective().begin(), words.adjective().end()),
                                        /*invented=*/0.5);
  renamer_ = std::make_unique<Renamer>(lists, *names_);
}

v1::Example ProofedSource::Make(uint64_t seed, uint64_t number) const {
  v1::Example example = source_->Make(seed, number);
  // Both halves of a pair of twins draw alike.
  Random pair = Random(SplitMix64(seed + 11)).Fork(number / 2);
  const bool rename = pair.Chance(config_.rename());
  if (const auto renaming = rename ? renamer_->Draw(example, pair.Fork(1)) : std::nullopt) {
    v1::Example renamed = example;
    renaming->Apply(renamed);
    if (IsSound(renamed)) example = std::move(renamed);
  }
  Random own = Random(SplitMix64(seed + 12)).Fork(number);
  if (own.Chance(config_.near_misses())) AddNearMisses(example, own);
  if (example.answerable() && example.twin_of().empty() && own.Chance(config_.without_gold())) {
    const auto size = source_->size();
    const bool has_twin = number % 2 == 0 && (!size || number + 1 < *size) &&
                          source_->Make(seed, number + 1).twin_of() == std::to_string(number);
    const auto without = has_twin ? std::nullopt : WithoutGold(example, own);
    if (without && IsSound(*without)) example = *without;
  }
  return example;
}

void ProofedSource::AddNearMisses(v1::Example& example, Random& random) const {
  const v1::Example before = example;
  for (const v1::DerivationStep& step : before.derivation()) {
    if (!CitesLookup(step)) continue;
    const auto fact = std::find_if(before.context().begin(), before.context().end(),
                                   [&](const auto& other) { return other.id() == step.uses(0); });
    if (fact == before.context().end() || fact->recalled()) continue;
    for (int i = 0; i < kNearMisses && static_cast<size_t>(example.context_size()) < kMostFacts; ++i) {
      auto near = NearMiss(step, *fact, random);
      if (!near) continue;
      v1::Example with = example;
      near->set_id(StrCat("n", example.context_size() + 1));
      *with.add_context() = *near;
      // Anywhere among the others.
      const int place = static_cast<int>(random.Below(static_cast<uint64_t>(with.context_size())));
      with.mutable_context()->SwapElements(place, with.context_size() - 1);
      if (IsSound(with)) example = std::move(with);
    }
  }
}

// The same said of a name that is easily taken for the subject, with another value.
std::optional<v1::ContextFact> ProofedSource::NearMiss(const v1::DerivationStep& step, const v1::ContextFact& fact,
                                                       Random& random) const {
  if (!StatesFact(fact, step.subject(), step.object())) return std::nullopt;
  const std::string subject_type = renamer_->TypeOf(step.subject()), object_type = renamer_->TypeOf(step.object());
  const std::string subject = names_->Near(step.subject(), subject_type.empty() ? "thing" : subject_type, random);
  const std::string object =
      object_type.empty() ? names_->Near(step.object(), "thing", random) : names_->Draw(object_type, random);
  Renaming renaming;
  if (subject == step.subject() || object == step.object() || !renaming.Add(step.subject(), subject))
    return std::nullopt;
  if (!renaming.Add(step.object(), object)) return std::nullopt;
  v1::ContextFact near = fact;
  near.set_text(renaming.Apply(fact.text()));
  near.set_subject(renaming.Apply(fact.subject()));
  near.set_object(renaming.Apply(fact.object()));
  return near;
}

std::optional<v1::Example> WithoutGold(const v1::Example& example, Random& random) {
  std::vector<int> lookups;
  for (int i = 0; i < example.derivation_size(); ++i) {
    if (CitesLookup(example.derivation(i))) lookups.push_back(i);
  }
  if (lookups.empty()) return std::nullopt;
  int at = lookups[random.Below(lookups.size())];
  const std::string gone = example.derivation(at).uses(0);
  // The first step that needs it is where the derivation gives up.
  while (at > 0 && CitesLookup(example.derivation(at - 1)) && example.derivation(at - 1).uses(0) == gone) --at;
  v1::Example out = example;
  out.clear_context();
  for (const v1::ContextFact& fact : example.context()) {
    if (fact.id() != gone) *out.add_context() = fact;
  }
  out.clear_derivation();
  for (int i = 0; i < at; ++i) *out.add_derivation() = example.derivation(i);
  const v1::DerivationStep& needs = example.derivation(at);
  if (at == 0 || example.derivation(at - 1).recall().empty()) {
    out.add_derivation()->set_recall(KeyOf(needs));
  } else {
    v1::DerivationStep& recall = *out.mutable_derivation(at - 1);
    recall.clear_loads();
    for (const std::string& id : example.derivation(at - 1).loads()) {
      if (id != gone) recall.add_loads(id);
    }
  }
  out.add_derivation()->set_text(kUnknownAnswer);
  out.set_answerable(false);
  out.set_answer(kUnknownAnswer);
  out.clear_aliases();
  out.set_task(example.task() + "-unknown");
  return out;
}

}  // namespace lethe
