#include "datasets/dataset_check.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <optional>
#include <tuple>
#include <unordered_map>

#include "base/error.h"
#include "base/line_reader.h"
#include "base/parallel.h"
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

constexpr std::string_view kTrain = "train";
constexpr size_t kBatch = 8192;
constexpr double kMajority = 0.6;       // share of one answer above which a task can be guessed
constexpr uint64_t kMajorityFrom = 50;  // examples a task needs before that is said
constexpr double kChance = 3.0;         // standard deviations of a fair coin, within which a majority says nothing

uint64_t HashOf(const std::string& text) {
  return StableHash(AsciiLower(text));
}

// Who and what an example is about: its first subject, and each of its looked-up facts.
struct Claims {
  uint64_t first_subject = 0;
  std::vector<uint64_t> facts;
};

Claims ClaimsOf(const v1::Example& example) {
  Claims claims;
  for (const v1::DerivationStep& step : example.derivation()) {
    if (step.subject().empty() || step.relation().empty()) continue;
    if (claims.first_subject == 0) claims.first_subject = HashOf(step.subject());
    claims.facts.push_back(HashOf(StrCat(step.subject(), "\x1f", step.object())));
  }
  return claims;
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
    for (const Path& path : options.evaluation) evaluation_.AddExamples(path);
    if (options.wordings.empty()) return;
    rules_.emplace(options.wordings / "rules.txtpb");
    comparisons_.emplace(options.wordings / "questions.txtpb");
  }

  CheckResult Run() {
    // Training names come first, so that the other splits can be held against them in one pass.
    for (const Path& path : options_.train)
      ForEachExample(path, [&](const v1::Example& example, const std::string&) { Learn(ClaimsOf(example)); });
    for (const bool training : {true, false}) {
      for (const Path& file : ListExampleFiles(options_.data)) ReadFile(file, training);
    }
    FindGuessable();
    return std::move(result_);
  }

 private:
  // Files are visited twice: for their training examples, then for the others. A file of one split is parsed once.
  void ReadFile(const Path& file, bool training) {
    const auto known = split_of_file_.find(file);
    if (known != split_of_file_.end() && known->second == !training) return;
    LineReader reader(file);
    std::vector<std::string> lines, places;
    bool any_training = false, any_other = false;
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
    };
    for (std::string_view line; reader.Next(line);) {
      if (line.empty()) continue;
      lines.emplace_back(line);
      places.push_back(reader.Where());
      if (lines.size() == kBatch) flush();
    }
    flush();
    if (any_training != any_other) split_of_file_[file] = any_training;
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
    outcome.derivable = CheckDerivable(outcome.example);
    if (rules_) {
      const auto problem = rules_->CheckIfRules(outcome.example);
      outcome.rules_read = problem.has_value();
      if (outcome.derivable.empty()) outcome.derivable = problem.value_or("");
    }
    if (comparisons_ && outcome.derivable.empty()) outcome.derivable = comparisons_->Check(outcome.example);
    outcome.needed = CheckNeeded(outcome.example);
    outcome.minimal = CheckMinimal(outcome.example);
    outcome.hash = MinHashOf(outcome.example);
    outcome.overlap = evaluation_.ShareOf(outcome.example);
    outcome.claims = ClaimsOf(outcome.example);
  }

  void Learn(const Claims& claims) {
    if (claims.first_subject != 0) training_subjects_.Add(claims.first_subject);
    for (const uint64_t fact : claims.facts) training_facts_.Add(fact);
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
    if (example.split() == kTrain) {
      Learn(outcome.claims);
    } else {
      failed |= Note("split_clean", CrossesSplits(outcome.claims), example, place);
    }
    task.failed += failed;
    if (example.answerable()) ++answers_[example.task()][AnswerHash(example.answer())];
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

  std::string CrossesSplits(const Claims& claims) const {
    if (claims.first_subject != 0 && training_subjects_.Has(claims.first_subject))
      return "its first subject is in training";
    const bool shared =
        std::any_of(claims.facts.begin(), claims.facts.end(), [&](uint64_t fact) { return training_facts_.Has(fact); });
    return shared ? "one of its facts is in training" : "";
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
      const double n = static_cast<double>(total);
      const double by_chance = n / 2 + kChance * std::sqrt(n) / 2;  // yes or no, as often: 39 of 65 is nothing yet
      if (total < kMajorityFrom || static_cast<double>(most) < std::max(kMajority * n, by_chance)) continue;
      result_.guessable.push_back({task, frequent, most, total});
      result_.failed["needed"] += most;
      result_.by_task[task].failed += most;
      result_.reasons.push_back(StrCat("task ", task, ": needed: one answer is right for ", most, " of ", total));
    }
  }

  const CheckOptions& options_;
  size_t threads_;
  CheckResult result_;
  std::map<Path, bool> split_of_file_;  // true: all training, false: none
  DuplicateIndex seen_;
  EvaluationOverlap evaluation_;
  std::optional<RuleReader> rules_;
  std::optional<ComparisonReader> comparisons_;
  HashSet training_subjects_, training_facts_;
  std::map<std::string, std::unordered_map<uint64_t, uint64_t>> answers_;
};

}  // namespace

uint64_t AnswerHash(const std::string& answer) {
  return HashOf(answer);
}

CheckResult CheckDataset(const CheckOptions& options) {
  return DatasetChecker(options).Run();
}

}  // namespace lethe
