// Accuracy, refusals, citations and confidence over many answered examples.
//
// An unanswerable example is right when the model refuses, and `exact_match` and `f1` run over all examples, as in
// SQuAD 2; the same over the answerable ones alone stand beside them. Shares that have nothing to be a share of are
// null. Confidence is judged by AUROC, the share of pairs of a right and a wrong answer in which the right one is the
// surer (ties count half), and by the accuracy of the surer half of the answers, where answers as sure as the last of
// the half count by their share. Threads: a QaScore belongs to one thread; Judge is a pure function.
#pragma once

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "proto/example.pb.h"
#include "proto/reasoner.pb.h"
#include "services/eval/answer_match.h"

namespace lethe {

// One example with what was answered.
struct JudgedAnswer {
  AnswerMatch match;
  bool answerable = false;  // in truth
  bool refused = false;
  std::optional<double> confidence;  // that the answer came with; none where the question could not be asked
  std::set<std::string> cited;       // facts that the answer's steps cite
  std::set<std::string> gold;        // facts that the example's derivation cites; empty where none can be compared
};

// How facts of an answer are known again in the example.
enum class FactNames {
  kIds,    // the ids are the example's
  kWords,  // by subject, relation and object, or by the text, whatever the ids (those of a store)
};

JudgedAnswer Judge(const v1::Example& example, const v1::Answer& answer, FactNames names = FactNames::kIds);
// Of a question that could not be asked: wrong, and no refusal.
JudgedAnswer JudgeUnasked(const v1::Example& example, FactNames names = FactNames::kIds);

class QaScore {
 public:
  // `cite` says whether citations count: whether there were facts to cite.
  explicit QaScore(bool cite) : cite_(cite) {}
  void Add(const v1::Example& example, const JudgedAnswer& judged);
  // The object that `lethe eval qa --json` prints.
  nlohmann::ordered_json ToJson() const;

 private:
  struct Group {
    size_t n = 0, exact = 0;
    double f1 = 0;
    size_t contains = 0;
    size_t answerable = 0, answerable_exact = 0;
    double answerable_f1 = 0;
    void Add(const JudgedAnswer& judged);
  };
  // Answers of one confidence.
  struct Run {
    double answers = 0, right = 0;
    void Add(bool is_right) {
      ++answers;
      right += is_right;
    }
  };
  static nlohmann::ordered_json GroupJson(const Group& group);
  nlohmann::ordered_json RefusalJson() const;
  nlohmann::ordered_json CitationJson() const;
  nlohmann::ordered_json TwinsJson() const;
  nlohmann::ordered_json ConfidenceJson() const;

  bool cite_;
  Group all_;
  std::map<std::string, Group> by_hops_, by_task_;
  size_t refused_ = 0, rightly_refused_ = 0;
  size_t citation_n_ = 0, cited_ = 0, gold_ = 0, rightly_cited_ = 0;
  std::map<double, Run> runs_;  // by confidence
  std::map<std::string, bool> exact_by_id_;
  std::vector<std::pair<std::string, std::string>> twins_;  // twin, its original
};

}  // namespace lethe
