// 2WikiMultihopQA from its evidence triples: they are the facts; the answer, the supporting-fact marks and the kind of
// question that the source states are not read for answering.
//
// A question is a chain ("Where was the father of X born?": follow relations from the name) or a comparison ("Which
// film has the director born first, A or B?": the attribute of each, by date or by country). Names are spelled
// differently in question and triples, so a step goes to the triple whose subject is most alike.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/text.h"
#include "datasets/solvers/calendar.h"
#include "datasets/solvers/json_records.h"
#include "datasets/solvers/solver.h"
#include "datasets/solvers/two_wiki/country_names.h"
#include "datasets/solvers/two_wiki/name_similarity.h"
#include "datasets/solvers/two_wiki/question.h"
#include "datasets/solvers/two_wiki/story.h"
#include "retriever/normalize.h"

namespace lethe {
namespace {

using Json = nlohmann::json;
using Kind = ComparisonQuestion::Kind;
using Triple = TwoWikiStory::Triple;

// --- chains ---

struct Found {
  std::string value;
  double likeness = 0;  // of the names on the way, multiplied
};

// Follows `path` from step `used.size()` on, each step along another triple; the likeliest end.
Found Follow(const TwoWikiStory& story, const std::string& name, const RelationPath& path,
             std::vector<const Triple*>& used) {
  if (used.size() == path.size()) return {name, 1};
  Found best;
  for (const Triple& fact : story.triples) {
    if (fact.relation != path[used.size()] || std::find(used.begin(), used.end(), &fact) != used.end()) continue;
    const double likeness = story.Likeness(name, fact.subject);
    if (likeness <= best.likeness) continue;
    used.push_back(&fact);
    const Found end = Follow(story, fact.object, path, used);
    used.pop_back();
    if (end.likeness * likeness > best.likeness) best = {end.value, end.likeness * likeness};
  }
  return best;
}

std::string AnswerChain(const ChainQuestion& question, const TwoWikiStory& story) {
  Found best;
  for (const RelationPath& path : question.paths) {
    std::vector<const Triple*> used;
    Found found = Follow(story, question.name, path, used);
    if (found.likeness > best.likeness) best = std::move(found);
  }
  return best.value;
}

// --- comparisons ---

struct Compared {
  std::string name;                 // as the triples spell it
  std::vector<std::string> values;  // of the attribute
};

// The two things that the question names, each with its values of `attribute`, in the order of the triples.
std::vector<Compared> FindCompared(const ComparisonQuestion& question, const std::string& attribute,
                                   const TwoWikiStory& story) {
  const bool via = !question.via.empty() && story.Has(question.via);
  std::vector<Compared> compared;
  for (const Triple& fact : story.triples) {
    if (fact.relation != (via ? question.via : attribute)) continue;
    if (MentionShare(fact.subject, question.names) < 0.5) continue;
    auto known = std::find_if(compared.begin(), compared.end(),
                              [&](const Compared& other) { return other.name == fact.subject; });
    if (known == compared.end()) known = compared.insert(compared.end(), {fact.subject, {}});
    if (!via) {
      known->values.push_back(fact.object);
    } else {
      for (std::string& value : story.ValuesOf(fact.object, attribute)) known->values.push_back(std::move(value));
    }
  }
  std::erase_if(compared, [](const Compared& one) { return one.values.empty(); });
  return compared;
}

std::string SameOrNot(const Compared& a, const Compared& b) {
  for (const std::string& value : a.values) {
    const bool shared = std::any_of(b.values.begin(), b.values.end(), [&](const std::string& other) {
      return NormalizeKey(CountryOf(value)) == NormalizeKey(CountryOf(other));
    });
    if (shared) return "yes";
  }
  return "no";
}

std::optional<PartialDate> EarliestOf(const std::vector<std::string>& values) {
  std::optional<PartialDate> earliest;
  for (const std::string& value : values) {
    const std::optional<PartialDate> date = ParsePartialDate(value);
    if (date && (!earliest || DayNumber(*date) < DayNumber(*earliest))) earliest = date;
  }
  return earliest;
}

// Days lived; nullopt where a date is not known.
std::optional<int64_t> LifeOf(const Compared& one, const TwoWikiStory& story) {
  const auto born = EarliestOf(one.values);
  const auto died = EarliestOf(story.ValuesOf(one.name, "date of death"));
  return born && died ? std::optional(DayNumber(*died) - DayNumber(*born)) : std::nullopt;
}

// Negative where the question's answer is `a`, positive where it is `b`; zero where the facts do not tell.
int Prefer(Kind kind, const Compared& a, const Compared& b, const TwoWikiStory& story) {
  if (kind == Kind::kLongestLife) {
    const auto life_a = LifeOf(a, story), life_b = LifeOf(b, story);
    return !life_a || !life_b || *life_a == *life_b ? 0 : (*life_a > *life_b ? -1 : 1);
  }
  const auto date_a = EarliestOf(a.values), date_b = EarliestOf(b.values);
  if (!date_a || !date_b) return 0;
  const std::partial_ordering order = CompareDates(*date_a, *date_b);
  const int earlier = order == std::partial_ordering::less ? -1 : order == std::partial_ordering::greater ? 1 : 0;
  return kind == Kind::kEarliest ? earlier : -earlier;
}

// The name as the question spells it.
std::string NameInQuestion(const ComparisonQuestion& question, const Compared& one, const Compared& other) {
  const auto [first, second] = DivideNames(question.names, one.name, other.name);
  return NameSimilarity(first, one.name) > 0 ? first : one.name;
}

std::string AnswerComparison(const ComparisonQuestion& question, const TwoWikiStory& story) {
  for (const std::string& attribute : question.attributes) {
    if (!story.Has(attribute)) continue;
    const std::vector<Compared> compared = FindCompared(question, attribute, story);
    if (compared.size() != 2) continue;
    const Compared &a = compared[0], &b = compared[1];
    if (question.kind == Kind::kSame) return SameOrNot(a, b);
    const int preferred = Prefer(question.kind, a, b, story);
    if (preferred == 0) return "";
    return preferred < 0 ? NameInQuestion(question, a, b) : NameInQuestion(question, b, a);
  }
  return "";
}

std::string Answer(const std::string& question, const TwoWikiStory& story) {
  if (const auto comparison = ParseComparison(question)) return AnswerComparison(*comparison, story);
  if (const auto chain = ParseChain(question)) return AnswerChain(*chain, story);
  return "";
}

bool Agree(const std::string& gold, const std::string& ours) {
  if (ours.empty()) return false;
  if (NormalizeKey(gold) == NormalizeKey(ours)) return true;
  const auto date = ParsePartialDate(gold);
  return date && date == ParsePartialDate(ours);
}

}  // namespace

void Solve2Wiki(const Path& file, const VerdictSink& report) {
  ForEachJsonRecord(file, [&](const Json& record, const std::string& where) {
    Verdict verdict;
    verdict.id = RecordId(record, where);
    const auto type = record.find("type");
    verdict.task = type != record.end() && type->is_string() ? StrCat("2wiki/", type->get<std::string>()) : "2wiki";
    verdict.gold = RequireText(record, "answer", where);
    verdict.ours = Answer(RequireText(record, "question", where), ReadTwoWikiStory(record, where));
    verdict.agree = Agree(verdict.gold, verdict.ours);
    report(verdict);
  });
}

}  // namespace lethe
