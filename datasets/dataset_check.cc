#include "datasets/dataset_check.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <optional>
#include <set>
#include <tuple>
#include <unordered_map>

#include "base/error.h"
#include "base/line_reader.h"
#include "base/parallel.h"
#include "base/spooled_file.h"
#include "base/text.h"
#include "datasets/comparison_reader.h"
#include "datasets/derivation_check.h"
#include "datasets/example_json.h"
#include "datasets/hash_set.h"
#include "datasets/minhash.h"
#include "datasets/overlap.h"
#include "datasets/rule_reader.h"

namespace lethe {
namespace {

constexpr const char* kTrain = "train";
constexpr size_t kBatch = 8192;                   // examples ...
constexpr size_t kBatchBytes = size_t{16} << 20;  // ... or bytes that are read before they are examined
constexpr double kMajority = 0.6;                 // share of one answer above which a task can be guessed
constexpr uint64_t kMajorityFrom = 50;            // examples a task needs before that is said
constexpr ptrdiff_t kWordingFrom = 8;             // examples a wording needs before its most frequent answer counts
constexpr double kChance = 3.0;  // standard deviations of a fair coin, within which a majority says nothing

uint64_t HashOf(const std::string& text) {
  return StableHash(AsciiLower(text));
}

// Who and what an example is about, by hashes.
struct Claims {
  uint64_t first_subject = 0;
  uint64_t wording = 0;           // of the question
  uint64_t depth = 0;             // task and hops
  std::vector<uint64_t> facts;    // looked up
  std::vector<uint64_t> texts;    // cited otherwise
  std::vector<uint64_t> objects;  // of look-ups
};

bool IsNameLike(std::string_view word) {
  return std::any_of(word.begin(), word.end(), [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); });
}

// A question without its names and numbers: those that its look-ups name, and words with a capital or a digit.
std::string WordingOf(const v1::Example& example) {
  std::string text = example.question();
  for (const v1::DerivationStep& step : example.derivation()) {
    if (!step.subject().empty()) text = ReplaceAll(std::move(text), step.subject(), "_");
  }
  std::string wording;
  for (const std::string_view word : SplitWords(text)) {
    // The first word has a capital whatever it is.
    const bool name = !wording.empty() && IsNameLike(word);
    if (!name) wording += AsciiLower(word) + " ";
    if (name && !wording.ends_with("_ ")) wording += "_ ";
  }
  return wording;
}

Claims ClaimsOf(const v1::Example& example) {
  Claims claims;
  claims.wording = WordingHash(example);
  claims.depth = HashOf(StrCat(example.task(), "\x1f", example.hops()));
  for (const v1::DerivationStep& step : example.derivation()) {
    if (IsLookup(step)) {
      if (claims.first_subject == 0) claims.first_subject = HashOf(step.subject());
      claims.facts.push_back(HashOf(StrCat(step.subject(), "\x1f", step.object())));
      claims.objects.push_back(HashOf(step.object()));
      continue;
    }
    for (const v1::ContextFact& fact : example.context()) {
      if (fact.relation().empty() && Cites(step, fact.id())) claims.texts.push_back(HashOf(fact.text()));
    }
  }
  return claims;
}

// What the examples of one split are about.
struct SplitContents {
  HashSet first_subjects, facts, texts, objects, wordings, depths;

  void Add(const Claims& claims) {
    if (claims.first_subject != 0) first_subjects.Add(claims.first_subject);
    for (const uint64_t fact : claims.facts) facts.Add(fact);
    for (const uint64_t text : claims.texts) texts.Add(text);
    for (const uint64_t object : claims.objects) objects.Add(object);
    wordings.Add(claims.wording);
    depths.Add(claims.depth);
  }
};

bool HasAny(const HashSet& set, const std::vector<uint64_t>& hashes) {
  return std::any_of(hashes.begin(), hashes.end(), [&](uint64_t hash) { return set.Has(hash); });
}

// One example's outcome, worked out away from the shared counts.
struct Outcome {
  v1::Example example;
  std::string derivable, needed, minimal;
  MinHash hash;
  double overlap = 0;
  bool rules_read = false;
  std::optional<Error> bad;  // set instead where the line is no example
  Claims claims;
};

class DatasetChecker {
 public:
  explicit DatasetChecker(const CheckOptions& options)
      : options_(options), threads_(options.threads > 0 ? options.threads : HardwareThreads()) {
    for (const char* check : CheckResult::kChecks) result_.failed[check] = 0;
    for (const Path& path : options.evaluation) result_.evaluation_questions += evaluation_.AddExamples(path);
    if (options.wordings.empty()) return;
    rules_.emplace(options.wordings / "rules.txtpb");
    comparisons_.emplace(options.wordings / "questions.txtpb");
  }

  CheckResult Run() {
    // Training names come first, so that the other splits can be held against them in one pass.
    for (const Path& path : options_.train)
      ForEachExample(path,
                     [&](const v1::Example& example, const std::string&) { contents_[kTrain].Add(ClaimsOf(example)); });
    std::vector<SpooledFile> files;
    for (const Path& file : ListExampleFiles(options_.data)) files.emplace_back(file);
    for (const bool training : {true, false}) {
      for (const SpooledFile& file : files) ReadFile(file, training);
    }
    FindGuessable();
    FindGuessableByQuestion();
    return std::move(result_);
  }

 private:
  // Files are visited twice: for their training examples, then for the others. A file of one split is parsed once.
  void ReadFile(const SpooledFile& file, bool training) {
    const auto known = split_of_file_.find(file.path());
    if (known != split_of_file_.end() && known->second == !training) return;
    LineReader reader(file.path());
    std::vector<std::string> lines, places;
    bool any_training = false, any_other = false;
    size_t bytes = 0;
    const auto flush = [&] {
      std::vector<Outcome> outcomes(lines.size());
      constexpr size_t kPiece = 128;
      ParallelFor((lines.size() + kPiece - 1) / kPiece, threads_, [&](size_t piece) {
        for (size_t i = piece * kPiece; i < std::min(lines.size(), (piece + 1) * kPiece); ++i)
          outcomes[i] = TryExamine(lines[i], places[i], training);
      });
      for (size_t i = 0; i < lines.size(); ++i) {
        if (outcomes[i].bad) {
          LeaveOut(*outcomes[i].bad, places[i], training);
          continue;
        }
        const bool is_training = outcomes[i].example.split() == kTrain;
        (is_training ? any_training : any_other) = true;
        if (is_training == training) Count(outcomes[i], places[i]);
      }
      lines.clear();
      places.clear();
      bytes = 0;
    };
    for (std::string_view line; reader.Next(line);) {
      if (line.empty()) continue;
      lines.emplace_back(line);
      places.push_back(file.Where(reader.line_number()));
      bytes += line.size();
      if (lines.size() == kBatch || bytes >= kBatchBytes) flush();
    }
    flush();
    if (any_training != any_other) split_of_file_[file.path()] = any_training;
  }

  // Examples of the other visit are parsed and no more.
  Outcome TryExamine(const std::string& line, const std::string& place, bool training) const {
    try {
      Outcome outcome;
      outcome.example = ParseExample(line, place);
      if ((outcome.example.split() == kTrain) == training) Examine(outcome);
      return outcome;
    } catch (const Error& error) {
      Outcome outcome;
      outcome.bad = error;
      return outcome;
    }
  }

  // Files may be visited twice; a line counts in the first visit.
  void LeaveOut(const Error& error, const std::string& place, bool training) {
    if (!training) return;
    if (result_.skipped == options_.skip_bad) throw error;
    if (options_.on_skipped) options_.on_skipped(place);
    ++result_.skipped;
    if (result_.reasons.size() < options_.max_reasons) result_.reasons.push_back(StrCat("left out: ", error.what()));
  }

  void Examine(Outcome& outcome) const {
    std::string unjudged;
    outcome.derivable = CheckDerivable(outcome.example, unjudged);
    if (rules_) {
      const auto problem = rules_->CheckIfRules(outcome.example);
      outcome.rules_read = problem.has_value();
      if (outcome.derivable.empty()) outcome.derivable = problem.value_or("");
    }
    if (comparisons_ && outcome.derivable.empty()) outcome.derivable = comparisons_->Check(outcome.example);
    if (outcome.derivable.empty() && !outcome.rules_read) outcome.derivable = unjudged;
    outcome.needed = CheckNeeded(outcome.example);
    outcome.minimal = CheckMinimal(outcome.example);
    outcome.hash = MinHashOf(outcome.example);
    outcome.overlap = evaluation_.ShareOf(outcome.example);
    outcome.claims = ClaimsOf(outcome.example);
  }

  void Count(const Outcome& outcome, const std::string& place) {
    const v1::Example& example = outcome.example;
    ++result_.n;
    ++result_.by_split[example.split().empty() ? "none" : example.split()];
    ++result_.by_hops[example.hops()];
    result_.answerable += example.answerable();
    result_.twins += !example.twin_of().empty();
    result_.rules_read += outcome.rules_read;
    for (const v1::ContextFact& fact : example.context())
      ++(fact.relation().empty() ? result_.sentences : result_.triples);
    result_.recalls += std::any_of(example.derivation().begin(), example.derivation().end(),
                                   [](const auto& step) { return !step.recall().empty(); });
    CheckResult::Task& task = result_.by_task[example.task()];
    ++task.n;
    bool failed = Note("derivable", outcome.derivable, example, place);
    failed |= Note("needed", outcome.needed, example, place);
    failed |= Note("minimal", outcome.minimal, example, place);
    failed |= Note("duplicate", Repeats(outcome.hash), example, place);
    result_.overlapping += outcome.overlap > 0;
    result_.overlap_above_half += outcome.overlap > 0.5;
    ++result_.by_promise[PromiseOf(example)];
    if (example.split() != kTrain) {
      failed |= Note("split_clean", CrossesSplits(example.split(), outcome.claims), example, place);
      CountShared(example.split(), outcome.claims);
    }
    contents_[example.split()].Add(outcome.claims);
    task.failed += failed;
    if (!example.answerable()) return;
    const uint64_t answer = AnswerHash(example.answer());
    ++answers_[example.task()][answer];
    by_wording_[example.task()].push_back({outcome.claims.wording, answer});
  }

  std::string Repeats(const MinHash& hash) {
    switch (seen_.Add(hash)) {
      case DuplicateIndex::Match::kExact:
        return "an earlier example is the same";
      case DuplicateIndex::Match::kNear:
        ++result_.near_duplicates;
        return "an earlier example is nearly the same";
      case DuplicateIndex::Match::kNone:
        break;
    }
    return "";
  }

  std::string CrossesSplits(const std::string& split, const Claims& claims) const {
    for (const auto& [other, contents] : contents_) {
      if (other == split) continue;
      const auto crosses = [&](const char* what) { return StrCat(what, " is in split \"", other, "\" too"); };
      if (claims.first_subject != 0 && contents.first_subjects.Has(claims.first_subject))
        return crosses("its first subject");
      if (HasAny(contents.facts, claims.facts)) return crosses("one of its facts");
      if (HasAny(contents.texts, claims.texts)) return crosses("a text that it cites");
    }
    return "";
  }

  void CountShared(const std::string& split, const Claims& claims) {
    const auto any_other = [&](auto shares) {
      return std::any_of(contents_.begin(), contents_.end(),
                         [&](const auto& item) { return item.first != split && shares(item.second); });
    };
    CheckResult::Shared& shared = result_.shared;
    ++shared.of;
    shared.wording += any_other([&](const SplitContents& other) { return other.wordings.Has(claims.wording); });
    shared.object += any_other([&](const SplitContents& other) { return HasAny(other.objects, claims.objects); });
    shared.depth += any_other([&](const SplitContents& other) { return other.depths.Has(claims.depth); });
  }

  bool Note(const char* check, const std::string& problem, const v1::Example& example, const std::string& place) {
    if (problem.empty()) return false;
    if (options_.on_failure) options_.on_failure(example, check, place);
    ++result_.failed[check];
    if (result_.reasons.size() < options_.max_reasons)
      result_.reasons.push_back(StrCat(place, ": ", check, ": ", problem));
    return true;
  }

  // A baseline that always gives a task's most frequent answer.
  void FindGuessable() {
    for (const auto& [task, answers] : answers_) {
      uint64_t total = 0, most = 0, frequent = 0;
      for (const auto& [answer, count] : answers) {
        total += count;
        if (count > most) std::tie(most, frequent) = std::pair(count, answer);
      }
      if (!IsGuessed(most, total)) continue;
      answers_majority_.insert(task);
      result_.guessable.push_back({task, 0, frequent, most, total});
      result_.failed["needed"] += most;
      result_.by_task[task].failed += most;
      result_.reasons.push_back(StrCat("task ", task, ": needed: one answer is right for ", most, " of ", total));
    }
  }

  // A baseline that knows the most frequent answer to each wording of a task's questions.
  void FindGuessableByQuestion() {
    for (auto& [task, asked] : by_wording_) {
      std::sort(asked.begin(), asked.end());
      std::vector<CheckResult::Guessable> wordings;
      uint64_t total = 0, right = 0;
      for (auto begin = asked.cbegin(); begin != asked.cend();) {
        const auto end = std::find_if(begin, asked.cend(), [&](const auto& one) { return one.first != begin->first; });
        if (end - begin >= kWordingFrom) {
          uint64_t second = 0;
          wordings.push_back(MostFrequent(task, begin, end, second));
          total += wordings.back().total;
          right += RightWithoutItself(wordings.back().count, second);
        }
        begin = end;
      }
      if (!IsGuessed(right, total) || answers_majority_.count(task)) continue;
      result_.guessable.insert(result_.guessable.end(), wordings.begin(), wordings.end());
      result_.failed["needed"] += right;
      result_.by_task[task].failed += right;
      result_.reasons.push_back(
          StrCat("task ", task, ": needed: the question's wording alone is right for ", right, " of ", total));
    }
  }

  using Asked = std::vector<std::pair<uint64_t, uint64_t>>;  // wording, answer
  // Of one wording, in order of answers.
  static CheckResult::Guessable MostFrequent(const std::string& task, Asked::const_iterator begin,
                                             Asked::const_iterator end, uint64_t& second) {
    CheckResult::Guessable found{task, begin->first, 0, 0, static_cast<uint64_t>(end - begin)};
    for (auto run = begin; run != end;) {
      const auto next = std::find_if(run, end, [&](const auto& one) { return one.second != run->second; });
      const auto count = static_cast<uint64_t>(next - run);
      second = std::max(second, std::min(count, found.count));
      if (count > found.count) std::tie(found.count, found.answer) = std::pair(count, run->second);
      run = next;
    }
    return found;
  }

  // How many a baseline gets right that learned from all others: one that learned from the example too would look good
  // on few examples whatever they are. `most` and `second` count the two most frequent answers.
  static uint64_t RightWithoutItself(uint64_t most, uint64_t second) {
    if (most > second + 1) return most;
    return most == second + 1 ? most / 2 : 0;  // a tie without it
  }

  static bool IsGuessed(uint64_t right, uint64_t total) {
    const double n = static_cast<double>(total);
    const double by_chance = n / 2 + kChance * std::sqrt(n) / 2;  // yes or no, as often: 39 of 65 is nothing yet
    return total >= kMajorityFrom && static_cast<double>(right) >= std::max(kMajority * n, by_chance);
  }

  const CheckOptions& options_;
  size_t threads_;
  CheckResult result_;
  std::map<Path, bool> split_of_file_;  // true: all training, false: none
  DuplicateIndex seen_;
  EvaluationOverlap evaluation_;
  std::optional<RuleReader> rules_;
  std::optional<ComparisonReader> comparisons_;
  std::map<std::string, SplitContents, std::less<>> contents_;  // by split
  std::map<std::string, std::unordered_map<uint64_t, uint64_t>> answers_;
  std::set<std::string> answers_majority_;  // tasks with one answer that is right for most
  std::map<std::string, Asked> by_wording_;
};

}  // namespace

uint64_t AnswerHash(const std::string& answer) {
  return HashOf(answer);
}

uint64_t WordingHash(const v1::Example& example) {
  return std::max<uint64_t>(1, HashOf(WordingOf(example)));
}

CheckResult CheckDataset(const CheckOptions& options) {
  return DatasetChecker(options).Run();
}

}  // namespace lethe
