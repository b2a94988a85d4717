// Checks whole data sets: each example alone, examples against each other, and splits against each other.
//
// Where the wordings are given, rules in words are read back and reasoned with again (rule_reader.h), and whether "yes"
// or "no" follows from a comparison is read from its question (comparison_reader.h); both count as *derivable*.
// Promise: works on any file in the example format. `failed` counts examples by check; the first few of each are kept
// as reasons. Besides what derivation_check.h says, an example fails *derivable* when nothing here can judge one of its
// steps, or that the last one gives the answer, *needed* when a baseline without facts gives it away (the most frequent
// answer of its task, or of those questions of its task that are worded the same but for names), *duplicate* when an
// earlier one has the same question, facts and answer or nearly so (minhash.h), and *split_clean* when its first
// subject, a fact or a cited text is in another split. Each example is examined once, though files are read twice; what
// can be read only once (stdin as "-", a pipe) is kept in a temporary file meanwhile. Errors: those of ParseExample.
// Cost: about 25,000 examples a second on two cores; memory grows by 32 bytes an example, and by 16 a subject, object,
// fact, cited text and wording of a question.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "base/file.h"
#include "proto/example.pb.h"

namespace lethe {

struct CheckResult {
  static constexpr std::array kChecks = {"derivable", "needed", "minimal", "split_clean", "duplicate"};
  struct Task {
    uint64_t n = 0;
    uint64_t failed = 0;
  };

  // A task whose most frequent answer is right so often that the facts are hardly needed, or one wording of the
  // questions of a task of which that is so.
  struct Guessable {
    std::string task;
    uint64_t wording = 0;  // WordingHash; 0: all of the task
    uint64_t answer = 0;   // AnswerHash of the most frequent one
    uint64_t count = 0;    // examples that it is right for
    uint64_t total = 0;    // answerable examples of the task, or of the wording
  };
  // Examples outside training, and how many of them share with another split what may be shared.
  struct Shared {
    uint64_t of = 0;
    uint64_t wording = 0;  // the question's, names and numbers aside
    uint64_t object = 0;   // a look-up's value, as closed lists have them (countries, colours)
    uint64_t depth = 0;    // the task with so many hops
  };

  uint64_t n = 0;
  uint64_t sentences = 0;  // facts given as text
  uint64_t triples = 0;
  uint64_t answerable = 0;
  uint64_t twins = 0;
  uint64_t recalls = 0;                    // examples with a recall
  uint64_t skipped = 0;                    // lines that are no examples and were left out
  uint64_t rules_read = 0;                 // examples whose rules in words were read and reasoned with again
  uint64_t near_duplicates = 0;            // of those that fail "duplicate", the ones that are not quite the same
  uint64_t overlapping = 0;                // examples whose question shares a run of words with an evaluation set
  uint64_t evaluation_questions = 0;       // that examples were held against
  uint64_t overlap_above_half = 0;         // more than half of its runs
  std::map<std::string, uint64_t> failed;  // by check; every check has an entry
  std::map<std::string, Task> by_task;
  std::map<std::string, uint64_t> by_split;
  std::map<std::string, uint64_t>
      by_promise;  // what the examples' own checks say of "derivable"; "" where they say nothing
  std::map<uint32_t, uint64_t> by_hops;
  std::vector<Guessable> guessable;
  Shared shared;
  std::vector<std::string> reasons;  // "train.jsonl:17: derivable: step 2: ..."
};

struct CheckOptions {
  Path data;                          // file or folder
  std::vector<Path> train = {};       // training examples outside `data` that its other splits are held against
  std::vector<Path> evaluation = {};  // evaluation sets in the example format, whose questions should not be here
  Path wordings = {};                 // folder of the books by which rules and comparisons are read again; empty: not
  uint64_t skip_bad = 0;              // lines that are no examples to leave out
  size_t max_reasons = 20;
  size_t threads = 0;
  // Called for every check that an example fails, in order.
  std::function<void(const v1::Example& example, const char* check, const std::string& place)> on_failure = {};
  // Called for every line that is no example and left out.
  std::function<void(const std::string& place)> on_skipped = {};
};

uint64_t AnswerHash(const std::string& answer);
// Of the question without its names and numbers; not 0.
uint64_t WordingHash(const v1::Example& example);

CheckResult CheckDataset(const CheckOptions& options);

}  // namespace lethe
