#include "datasets/fact_collection.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <unordered_set>

#include "base/text.h"
#include "datasets/example_json.h"
#include "datasets/readers/entity_questions.h"
#include "datasets/readers/factbook.h"
#include "datasets/readers/popqa.h"

namespace lethe {
namespace {

constexpr size_t kMaxNameBytes = 80;

// Wikidata's properties under the names of our wordings.
const std::map<std::string, std::string>& PropertyNames() {
  static const std::map<std::string, std::string> kNames = {
      {"P106", "occupation"},   {"P112", "founder"},         {"P127", "owner"},
      {"P131", "located in"},   {"P136", "genre"},           {"P159", "headquarters"},
      {"P17", "country"},       {"P170", "creator"},         {"P175", "performer"},
      {"P176", "manufacturer"}, {"P19", "place of birth"},   {"P20", "place of death"},
      {"P26", "spouse"},        {"P264", "record label"},    {"P276", "located in"},
      {"P30", "continent"},     {"P36", "capital"},          {"P40", "child"},
      {"P407", "language"},     {"P413", "position played"}, {"P495", "country of origin"},
      {"P50", "author"},        {"P69", "educated at"},      {"P740", "place of foundation"},
      {"P800", "notable work"},
  };
  return kNames;
}

bool UsableName(const std::string& name) {
  return !name.empty() && name.size() <= kMaxNameBytes && IsValidUtf8(name) &&
         name.find_first_of("|\n\t") == std::string::npos;
}

uint64_t Order(const SourceFact& fact) {
  return StableHash(fact.subject + "\x1f" + fact.relation + "\x1f" + fact.object);
}

}  // namespace

void FactCollection::Add(const SourceFact& fact) {
  if (!UsableName(fact.subject) || !UsableName(fact.object) || fact.subject == fact.object) return;
  if (!keys_.insert(AsciiLower(fact.subject) + "\x1f" + fact.relation).second) return;
  facts_.push_back(fact);
}

void FactCollection::AddEntityQuestions(const Path& questions, const Path& templates) {
  const EntityQuestionsReader reader = templates.empty() ? EntityQuestionsReader() : EntityQuestionsReader(templates);
  const auto take = [&](const EntityQuestion& question) {
    const auto name = PropertyNames().find(question.property);
    if (name == PropertyNames().end()) return;
    Add({question.subject, name->second, question.answers.front(), "entityquestions", {}});
    // A capital is asked for from both ends.
    if (question.property == "P36")
      Add({question.answers.front(), "capital of", question.subject, "entityquestions", {}});
  };
  Count(reader.ForEach(questions, take, OptionsNow()));
}

void FactCollection::AddPopQa(const Path& file) {
  Count(ReadPopQa(
      file, [&](const SourceFact& fact) { Add(fact); }, OptionsNow()));
}

ReadOptions FactCollection::OptionsNow() const {
  ReadOptions options;
  options.skip_bad = skip_bad_ - skipped_;
  return options;
}

void FactCollection::Count(const ReadStats& stats) {
  skipped_ += stats.skipped;
  left_out_.insert(left_out_.end(), stats.reasons.begin(), stats.reasons.end());
}

void FactCollection::AddFactbook(const Path& file) {
  ReadFactbook(file, [&](const SourceFact& fact) { Add(fact); });
}

std::vector<SourceFact> FactCollection::Select(size_t limit) const {
  std::unordered_set<std::string> subjects, objects;
  for (const SourceFact& fact : facts_) {
    subjects.insert(fact.subject);
    objects.insert(fact.object);
  }
  // Factbook and PopQA are small and whole; of the rest first what leads on, then what is led to, then any.
  const auto rank = [&](const SourceFact& fact) {
    if (fact.source != "entityquestions") return 0;
    const bool leads_on = subjects.count(fact.object) > 0, led_to = objects.count(fact.subject) > 0;
    return led_to ? 1 : leads_on ? 2 : 3;
  };
  struct Ranked {
    int rank;
    uint64_t order;
    size_t index;
  };
  std::vector<Ranked> ranked;
  for (size_t i = 0; i < facts_.size(); ++i) ranked.push_back({rank(facts_[i]), Order(facts_[i]), i});
  std::sort(ranked.begin(), ranked.end(), [](const Ranked& a, const Ranked& b) {
    return std::tie(a.rank, a.order, a.index) < std::tie(b.rank, b.order, b.index);
  });
  if (limit > 0 && ranked.size() > limit) {
    // No relation crowds out the others: what is above its share waits for room that is left.
    std::map<std::string, size_t> taken;
    const size_t share = std::max<size_t>(1, limit / 16);
    std::stable_partition(ranked.begin(), ranked.end(),
                          [&](const Ranked& one) { return taken[facts_[one.index].relation]++ < share; });
    ranked.resize(limit);
  }
  std::sort(ranked.begin(), ranked.end(), [](const Ranked& a, const Ranked& b) { return a.index < b.index; });
  std::vector<SourceFact> selected;
  for (const Ranked& one : ranked) selected.push_back(facts_[one.index]);
  return selected;
}

std::string FactsToJsonLines(const std::vector<SourceFact>& facts) {
  std::string out;
  for (const SourceFact& fact : facts) {
    out += "{\"subject\": ";
    AppendJsonString(fact.subject, out);
    out += ", \"relation\": ";
    AppendJsonString(fact.relation, out);
    out += ", \"object\": ";
    AppendJsonString(fact.object, out);
    out += ", \"source\": ";
    AppendJsonString(fact.source, out);
    for (size_t i = 0; i < fact.aliases.size(); ++i) {
      out += i == 0 ? ", \"aliases\": [" : ", ";
      AppendJsonString(fact.aliases[i], out);
    }
    out += fact.aliases.empty() ? "}\n" : "]}\n";
  }
  return out;
}

}  // namespace lethe
