// From a record of a public data set to an example: which sentences become facts, which steps lead from them to the
// answer.
//
// One function a kind of record. Each fills in context, question, derivation, answer, aliases, hops, and what its
// checks promise (datasets/derivation_check.h), and returns why the record cannot be used, or "". `index` is below the
// number of examples that a record of the kind gives, which is one but where a count function says otherwise. Threads:
// pure functions.
#pragma once

#include <cstddef>
#include <string>

#include "datasets/readers/record.h"
#include "proto/example.pb.h"

namespace lethe {

struct StepOptions {
  size_t distractors = 8;  // sentences beside the needed ones
};

using StepMaker = std::string (*)(const Record& record, size_t index, const StepOptions& options, v1::Example& example);

// 2WikiMultihopQA: each evidence triple is a look-up in a sentence that states it, and a comparison is a derived step.
std::string MakeEvidenceSteps(const Record& record, size_t index, const StepOptions& options, v1::Example& example);

// HotpotQA: the marked sentences, each quoted; the last quote is the answer. Comparisons are left out: nothing tells
// how their answer follows from the sentences.
std::string MakeSupportSteps(const Record& record, size_t index, const StepOptions& options, v1::Example& example);

// MuSiQue: each sub-question is a look-up ("S >> relation", or where its passage's title is known), else a quote.
std::string MakeDecompositionSteps(const Record& record, size_t index, const StepOptions& options,
                                   v1::Example& example);

// Whichever of the three the record has what it needs for.
std::string MakeMultiHopSteps(const Record& record, size_t index, const StepOptions& options, v1::Example& example);

// EntailmentBank: each conclusion of the tree is a derived step over sentences and earlier conclusions.
std::string MakeTreeSteps(const Record& record, size_t index, const StepOptions& options, v1::Example& example);

// StrategyQA: for each sub-question the fact that speaks of the same things is quoted; yes or no is the source's word.
std::string MakeStrategySteps(const Record& record, size_t index, const StepOptions& options, v1::Example& example);

// CLUTRR: the relations on the way from one person to the other are looked up and composed two at a time.
std::string MakeKinshipSteps(const Record& record, size_t index, const StepOptions& options, v1::Example& example);

// ProofWriter, RuleTaker, PrOntoQA: conclusions by forward chaining on the way to the statement or its denial; what an
// open world leaves open is unknown. The source's answer must be the solver's.
std::string MakeRuleSteps(const Record& record, size_t index, const StepOptions& options, v1::Example& example);

// LMLM: an annotated value is asked for and looked up in the sentence of its passage.
std::string MakeAnnotationSteps(const Record& record, size_t index, const StepOptions& options, v1::Example& example);
size_t CountAnnotations(const Record& record);

}  // namespace lethe
