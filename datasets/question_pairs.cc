#include "datasets/question_pairs.h"

#include <algorithm>
#include <set>
#include <unordered_map>

#include "base/error.h"
#include "base/line_reader.h"
#include "base/text.h"
#include "datasets/example_json.h"
#include "retriever/fact.h"

namespace lethe {
namespace {

std::string PassageOf(const v1::ContextFact& fact) {
  v1::Fact stored;
  stored.set_subject(fact.subject());
  stored.set_relation(fact.relation());
  stored.set_object(fact.object());
  stored.set_text(fact.text());
  return SearchableText(stored);
}

// Ids of the facts that the first step which cites any cites, and those of all later ones.
struct Cited {
  std::set<std::string> first, later;

  explicit Cited(const v1::Example& example) {
    std::set<std::string> facts;
    for (const v1::ContextFact& fact : example.context()) facts.insert(fact.id());
    for (const v1::DerivationStep& step : example.derivation()) {
      std::set<std::string> uses;
      for (const std::string& id : step.uses()) {
        if (facts.contains(id)) uses.insert(id);
      }
      (first.empty() ? first : later).merge(uses);
    }
  }
};

class PairCollector {
 public:
  explicit PairCollector(const PairSource& source) : source_(source) {
    pairs.weight = source.weight();
    pairs.cloze = source.cloze();
  }

  void Add(const v1::Example& example) {
    ++examples_;
    const Cited cited(example);
    if (!example.answerable() || cited.first.empty()) return;
    TextPair pair;
    if (source_.whole_context()) {
      pair.answers.push_back(NumberOf(WholeContext(example)));
    } else {
      SortFacts(example, cited, pair);
    }
    pair.question = static_cast<uint32_t>(pairs.questions.size());
    pairs.questions.push_back(example.question());
    pairs.pairs.push_back(std::move(pair));
  }
  bool full() const { return source_.limit() > 0 && examples_ >= source_.limit(); }

  TextPairs pairs;

 private:
  static std::string WholeContext(const v1::Example& example) {
    std::vector<std::string> facts;
    for (const v1::ContextFact& fact : example.context()) facts.push_back(PassageOf(fact));
    return Join(facts, " ");
  }

  void SortFacts(const v1::Example& example, const Cited& cited, TextPair& pair) {
    for (const v1::ContextFact& fact : example.context()) {
      const bool later = cited.later.contains(fact.id());
      if (cited.first.contains(fact.id()) || (later && source_.all_steps())) {
        pair.answers.push_back(NumberOf(PassageOf(fact)));
      } else if (!later) {
        pair.others.push_back(NumberOf(PassageOf(fact)));
      }
    }
    // The same words may be there twice.
    std::erase_if(pair.others, [&pair](uint32_t passage) {
      return std::find(pair.answers.begin(), pair.answers.end(), passage) != pair.answers.end();
    });
  }

  uint32_t NumberOf(std::string passage) {
    const auto [it, is_new] = numbers_.emplace(passage, static_cast<uint32_t>(pairs.passages.size()));
    if (is_new) pairs.passages.push_back(std::move(passage));
    return it->second;
  }

  const PairSource& source_;
  std::unordered_map<std::string, uint32_t> numbers_;
  uint64_t examples_ = 0;
};

}  // namespace

TextPairs ReadQuestionPairs(const PairSource& source) {
  if (!(source.cloze() >= 0 && source.cloze() <= 1))
    throw Error(Code::kInvalidArgument, StrCat("pairs.cloze: ", source.cloze(), " is outside 0 to 1"));
  if (!(source.weight() > 0))
    throw Error(Code::kInvalidArgument, StrCat("pairs.weight: ", source.weight(), " must be more than 0"));
  PairCollector collector(source);
  for (const Path& file : ListExampleFiles(source.path())) {
    LineReader reader(file);
    std::string_view line;
    while (!collector.full() && reader.Next(line)) {
      if (!Trim(line).empty()) collector.Add(ParseExample(line, reader.Where()));
    }
  }
  if (collector.pairs.pairs.empty()) {
    throw Error(Code::kInvalidArgument,
                StrCat("pairs.path: ", source.path(), ": no example has a question that its facts answer"));
  }
  return std::move(collector.pairs);
}

}  // namespace lethe
