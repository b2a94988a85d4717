#include <algorithm>
#include <array>
#include <map>
#include <optional>

#include "base/error.h"
#include "base/text.h"
#include "datasets/conclusion_check.h"
#include "datasets/derivation_check.h"
#include "datasets/sources/steps/record_steps.h"

namespace lethe {
namespace {

using clutrr::Kin;
using clutrr::Relative;

constexpr std::array<const char*, 8> kQuestions = {
    "What is {b} to {a}?",
    "How is {b} related to {a}?",
    "Who is {b} to {a}?",
    "What relation is {b} to {a}?",
    "Which family relation does {b} have to {a}?",
    "{a} and {b} are family. What is {b} to {a}?",
    "By what word for kin would {a} call {b}?",
    "What kin of {a} is {b}?",
};

// Words by which a sentence tells of a kind of kin, from either side.
std::string_view WordsOf(Kin kin) {
  switch (kin) {
    case Kin::kParent:
    case Kin::kChild:
      return "father mother dad mom mum parent parents father's mother's son daughter child children kid kids sons "
             "daughters "
             "son's daughter's dad's mom's";
    case Kin::kSibling:
      return "brother sister sibling siblings brothers sisters brother's sister's";
    case Kin::kGrandparent:
    case Kin::kGrandchild:
      return "grandfather grandmother grandpa grandma grandparent grandparents grandson granddaughter grandchild "
             "grandchildren grandsons granddaughters";
    case Kin::kUncleOrAunt:
    case Kin::kNephewOrNiece:
      return "uncle aunt nephew niece uncles aunts nephews nieces uncle's aunt's";
    case Kin::kSpouse:
      return "husband wife spouse married husband's wife's";
    case Kin::kParentInLaw:
    case Kin::kChildInLaw:
      return "father-in-law mother-in-law son-in-law daughter-in-law";
  }
  return "";
}

bool TellsOf(Kin kin, const std::string& sentence) {
  const auto words = SplitWords(WordsOf(kin));
  return std::any_of(words.begin(), words.end(),
                     [&](std::string_view word) { return HoldsWords(sentence, std::string(word)); });
}

struct Edge {
  std::string person, relative;
  Relative relation{};
};

// A way to read the path from person `begin` to person `end` as one relation.
struct Reading {
  size_t split = 0;  // where two shorter readings meet; `begin` for an edge
  Kin first{}, second{};
};

class KinshipExample {
 public:
  KinshipExample(const Record& record, v1::Example& example) : record_(record), example_(example) {}

  std::string Run() {
    const size_t bar = record_.question.find(" | ");
    if (!FindPath(record_.question.substr(0, bar), record_.question.substr(bar + 3)))
      return "an edge must be read from its other side";
    if (path_.size() < 2) return "the relation is told outright";
    const auto gold = clutrr::ParseRelative(record_.answers[0]);
    if (!gold) return "the answer is no word for kin";
    Compose();
    const auto found = readings_.find({0, path_.size(), gold->kin});
    const bool follows = found != readings_.end() && path_.back().relation.gender == gold->gender;
    if (!follows) return "the relation does not follow from the edges";
    AddStory();
    for (const Edge& edge : path_) {
      if (!AddLookup(edge)) return "no sentence tells of a relation and names both";
    }
    AddReading(0, path_.size(), gold->kin);
    Ask();
    return "";
  }

 private:
  // The edges from one person to the other, as they are told.
  bool FindPath(const std::string& from, const std::string& to) {
    std::map<std::string, Edge> came_by;
    std::vector<std::string> open = {from};
    for (size_t i = 0; i < open.size() && !came_by.count(to); ++i) {
      for (const Triple& triple : record_.triples) {
        const auto relation = clutrr::ParseRelative(triple.relation);
        if (triple.subject != open[i] || !relation || triple.object == from || came_by.count(triple.object)) continue;
        came_by[triple.object] = {triple.subject, triple.object, *relation};
        open.push_back(triple.object);
      }
    }
    if (!came_by.count(to)) return false;
    for (std::string at = to; at != from; at = came_by[at].person) path_.push_back(came_by[at]);
    std::reverse(path_.begin(), path_.end());
    return true;
  }

  // Every relation that any order of composing the path's parts gives.
  void Compose() {
    for (size_t i = 0; i < path_.size(); ++i) readings_[{i, i + 1, path_[i].relation.kin}] = {i, {}, {}};
    for (size_t length = 2; length <= path_.size(); ++length) {
      for (size_t begin = 0; begin + length <= path_.size(); ++begin) {
        for (size_t split = begin + 1; split < begin + length; ++split) Join(begin, split, begin + length);
      }
    }
  }

  void Join(size_t begin, size_t split, size_t end) {
    for (int a = 0; a <= static_cast<int>(Kin::kChildInLaw); ++a) {
      for (int b = 0; b <= static_cast<int>(Kin::kChildInLaw); ++b) {
        const Kin first = static_cast<Kin>(a), second = static_cast<Kin>(b);
        const auto both = clutrr::Compose(first, second);
        if (both && readings_.count({begin, split, first}) && readings_.count({split, end, second}))
          readings_.try_emplace({begin, end, *both}, Reading{split, first, second});
      }
    }
  }

  void AddStory() {
    for (const std::string& sentence : record_.passages[0].sentences) {
      v1::ContextFact& fact = *example_.add_context();
      fact.set_id(StrCat("f", example_.context_size()));
      fact.set_text(ReplaceAll(ReplaceAll(sentence, "[", ""), "]", ""));
    }
  }

  // Cites every sentence that names both, the one that tells of their relation first.
  bool AddLookup(const Edge& edge) {
    std::vector<std::string> uses;
    bool told = false;
    for (const v1::ContextFact& fact : example_.context()) {
      if (!StatesFact(fact, edge.person, edge.relative)) continue;
      const bool tells = TellsOf(edge.relation.kin, fact.text());
      uses.insert(tells && !told ? uses.begin() : uses.end(), fact.id());
      told |= tells;
    }
    if (!told) return false;
    v1::DerivationStep& step = *example_.add_derivation();
    step.set_subject(edge.person);
    step.set_relation(clutrr::RelativeWord(edge.relation.kin, edge.relation.gender));
    step.set_object(edge.relative);
    step.set_text(StrCat(edge.person, " | ", step.relation(), " | ", edge.relative));
    for (const std::string& id : uses) step.add_uses(id);
    return true;
  }

  // Returns the number of the step that says it, from 1.
  int AddReading(size_t begin, size_t end, Kin kin) {
    if (end == begin + 1) return static_cast<int>(begin) + 1;
    const Reading reading = readings_.at({begin, end, kin});
    const int first = AddReading(begin, reading.split, reading.first);
    const int second = AddReading(reading.split, end, reading.second);
    v1::DerivationStep& step = *example_.add_derivation();
    const Edge& last = path_[end - 1];
    step.set_text(KinshipText(path_[begin].person, {kin, last.relation.gender}, last.relative));
    step.add_uses(StrCat("s", first));
    step.add_uses(StrCat("s", second));
    return example_.derivation_size();
  }

  void Ask() {
    const std::string pattern = kQuestions[StableHash(record_.id) % kQuestions.size()];
    const std::string with_a = ReplaceAll(pattern, "{a}", path_.front().person);
    example_.set_question(ReplaceAll(with_a, "{b}", path_.back().relative));
    example_.set_answer(record_.answers[0]);
    example_.set_answerable(true);
    example_.set_hops(static_cast<uint32_t>(path_.size()));
    (*example_.mutable_checks())["derivable"] = "steps";
  }

  const Record& record_;
  v1::Example& example_;
  std::vector<Edge> path_;
  std::map<std::tuple<size_t, size_t, Kin>, Reading> readings_;
};

}  // namespace

std::string MakeKinshipSteps(const Record& record, size_t, const StepOptions&, v1::Example& example) {
  return KinshipExample(record, example).Run();
}

}  // namespace lethe
