#include "datasets/readers/proofs.h"

#include <algorithm>

#include "base/text.h"
#include "datasets/readers/json_format.h"

namespace lethe {
namespace {

constexpr std::string_view kHypothesis = "hypothesis";

// "sent1: ... sent2: ..." -> the sentences in order.
std::vector<std::string> SplitContext(const RecordFields& fields, std::string_view key, std::string_view context) {
  std::vector<std::string> sentences;
  for (size_t at = 0; at != std::string_view::npos;) {
    const std::string mark = "sent" + std::to_string(sentences.size() + 1) + ": ";
    const std::string next_mark = " sent" + std::to_string(sentences.size() + 2) + ": ";
    if (context.substr(at, mark.size()) != mark) fields.Fail(key, StrCat("a context in which ", mark, "is next"));
    const size_t end = context.find(next_mark, at);
    const size_t begin = at + mark.size();
    sentences.emplace_back(Trim(context.substr(begin, end == std::string_view::npos ? end : end - begin)));
    at = end == std::string_view::npos ? end : end + 1;
  }
  return sentences;
}

// That a step cites a sentence of the context ("sent3") or a step before it ("int1").
bool IsThere(std::string_view use, const Record& record) {
  constexpr std::string_view kSentence = "sent";
  if (use.starts_with(kSentence)) {
    const auto number = ParseNumber<size_t>(use.substr(kSentence.size()));
    return number && *number >= 1 && *number <= record.passages[0].sentences.size();
  }
  return std::any_of(record.steps.begin(), record.steps.end(),
                     [&](const RecordStep& step) { return step.name == use; });
}

// "sent1 & sent3 -> int1: conclusion; int1 & sent2 -> hypothesis; "; empty where retrieval did not find what is needed
void TakeProof(const RecordFields& fields, std::string_view key, std::string_view proof, Record& record) {
  for (size_t at = 0; at < proof.size();) {
    const size_t end = std::min(proof.find("; ", at), proof.size());
    const std::string_view part = Trim(proof.substr(at, end - at));
    at = end + 2;
    if (part.empty() || part == ";") continue;
    const size_t arrow = part.find(" -> ");
    if (arrow == std::string_view::npos) fields.Fail(key, StrCat("a proof; \"", part, "\" has no arrow"));
    RecordStep step;
    for (std::string_view use : Split(part.substr(0, arrow), '&')) {
      use = Trim(use);
      if (!IsThere(use, record)) {
        fields.Fail(key, StrCat("a proof from the ", record.passages[0].sentences.size(),
                                " sentences and from steps before; \"", use, "\" is neither"));
      }
      step.uses.emplace_back(use);
    }
    const std::string_view conclusion = part.substr(arrow + 4);
    const size_t colon = conclusion.find(": ");
    const bool is_last = colon == std::string_view::npos || conclusion.starts_with(kHypothesis);
    step.name = is_last ? kHypothesis : conclusion.substr(0, colon);
    step.text = is_last ? std::string_view(record.hypothesis) : conclusion.substr(colon + 2);
    record.steps.push_back(std::move(step));
  }
}

// The part of "$question$ = ... ; $answer$ = ... ; " under a name.
std::string_view Part(const RecordFields& fields, std::string_view input, std::string_view name) {
  const std::string mark = StrCat("$", name, "$ = ");
  const size_t at = input.find(mark);
  if (at == std::string_view::npos) fields.Fail("input", StrCat("an input with $", name, "$"));
  const size_t begin = at + mark.size();
  const size_t end = input.find(" ; $", begin);
  return Trim(input.substr(begin, end == std::string_view::npos ? end : end - begin));
}

void FillEntailmentBank(const RecordFields& fields, Record& record) {
  record.id = fields.Text("id");
  const bool as_angles = bool(fields.Find("input"));
  const std::string_view input = as_angles ? fields.Text("input") : std::string_view();
  const auto part = [&](std::string_view name) { return as_angles ? Part(fields, input, name) : fields.Text(name); };
  record.question = part("question");
  record.answers.emplace_back(part("answer"));
  record.hypothesis = part("hypothesis");
  const std::string_view context_key = as_angles ? "input" : "context";
  record.passages.emplace_back().sentences = SplitContext(fields, context_key, part("context"));
  const std::string_view proof_key = as_angles ? "output" : "proof";
  std::string_view proof = fields.Text(proof_key);
  constexpr std::string_view kMark = "$proof$ = ";
  if (proof.starts_with(kMark)) proof.remove_prefix(kMark.size());
  TakeProof(fields, proof_key, proof, record);
}

void FillStrategyQa(const RecordFields& fields, Record& record) {
  TakeId(fields, "qid", record);
  record.question = fields.Text("question");
  if (!fields.Find("answer").IsBool()) fields.Fail("answer", "true or false");
  record.answers.emplace_back(fields.BoolOr("answer", false) ? "yes" : "no");
  record.title = fields.TextOr("term", "");
  record.text = fields.TextOr("description", "");
  record.passages.emplace_back().sentences = fields.Texts(fields.List("facts"), "facts");
  for (std::string& question : fields.Texts(fields.List("decomposition"), "decomposition"))
    record.steps.emplace_back().text = std::move(question);
}

}  // namespace

std::unique_ptr<FormatReader> OpenEntailmentBank(const FormatOptions& options) {
  return std::make_unique<JsonFormat>(options, "", FillOne<FillEntailmentBank>);
}
std::unique_ptr<FormatReader> OpenStrategyQa(const FormatOptions& options) {
  return std::make_unique<JsonFormat>(options, "", FillOne<FillStrategyQa>);
}

}  // namespace lethe
