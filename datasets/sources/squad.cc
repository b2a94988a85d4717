#include "datasets/sources/squad.h"

#include <algorithm>

#include "base/error.h"
#include "base/log.h"
#include "base/text.h"
#include "datasets/derivation_check.h"
#include "datasets/readers/sentences.h"
#include "datasets/sources/affine_walk.h"
#include "datasets/sources/read_records.h"
#include "model/grammar.h"

namespace lethe {
namespace {

using Span = std::pair<uint32_t, uint32_t>;

std::string RecallKey(const std::string& title, const std::string& question) {
  const std::string subject = title.empty() ? "passage" : ReplaceAll(title, "|", "/");
  std::string relation = ReplaceAll(question, "|", "/");
  while (!relation.empty() && (relation.back() == '?' || relation.back() == ' ')) relation.pop_back();
  return relation.empty() ? "" : subject + " | " + relation;
}

bool Holds(std::string_view text, std::string_view lower_part) {
  return AsciiLower(text).find(lower_part) != std::string::npos;
}

}  // namespace

Squad::Squad(const SquadConfig& config, const Path& root) : config_(config) {
  if (config.file_size() == 0)
    throw Error(Code::kInvalidArgument, "squad.file names no file; give for example train-v1.1.json.zst");
  for (const std::string& file : config.file()) ReadFile(ResolveDataPath(file, root));
  if (questions_.empty()) throw Error(Code::kInvalidArgument, "the SQuAD files hold no question that can be used");
  for (const auto& [reason, count] : left_out_) LogInfo(config_.task(), ": left out ", count, ": ", reason);
}

void Squad::ReadFile(const Path& file) {
  ReadRecords("squad", file, config_.skip_bad(), left_out_, [this](const Record& record) { Take(record); });
}

std::string Squad::WhyNot(const Record& record, const std::string& answer) const {
  if (record.answerable == answer.empty()) return "an answer without words";
  if (answer.size() > config_.max_answer_bytes() || answer.find('\n') != std::string::npos) return "a long answer";
  if (RecallKey(record.title, record.question).empty()) return "a question without words";
  return record.answerable && HoldsWords(record.question, answer) ? "the question holds the answer" : "";
}

void Squad::Take(const Record& record) {
  Question question;
  question.text = record.question;
  if (record.answerable) {
    const std::string& answer = record.answers[0];
    question.answer = Trim(answer);
    question.aliases.assign(record.answers.begin() + 1, record.answers.end());
    question.begin = static_cast<uint32_t>(record.spans[0].begin + answer.find(question.answer));
    question.end = question.begin + static_cast<uint32_t>(question.answer.size());
  }
  if (const std::string problem = WhyNot(record, question.answer); !problem.empty()) {
    ++left_out_[problem];
    return;
  }
  // Questions of one paragraph follow each other.
  if (paragraphs_.empty() || paragraphs_.back().text != record.text) {
    Paragraph& paragraph = paragraphs_.emplace_back();
    paragraph.title = record.title;
    paragraph.text = record.text;
    for (std::string_view sentence : SplitSentences(paragraph.text)) {
      const auto begin = static_cast<uint32_t>(sentence.data() - paragraph.text.data());
      paragraph.sentences.emplace_back(begin, begin + static_cast<uint32_t>(sentence.size()));
    }
  }
  question.paragraph = static_cast<uint32_t>(paragraphs_.size() - 1);
  questions_.push_back(std::move(question));
}

// The sentences, those that the answer spans made one, at most max_facts around the answer.
std::vector<Span> Squad::FactsFor(const Question& question) const {
  std::vector<Span> facts;
  size_t gold = 0;
  for (const Span& sentence : paragraphs_[question.paragraph].sentences) {
    const bool within = !facts.empty() && facts.back().second > question.begin && facts.back().first < question.end &&
                        facts.back().second < question.end;
    if (within) {
      facts.back().second = sentence.second;
    } else {
      facts.push_back(sentence);
    }
    if (facts.back().first <= question.begin) gold = facts.size() - 1;
  }
  const size_t most = std::max<size_t>(config_.max_facts(), 1);
  if (facts.size() <= most) return facts;
  const size_t begin = std::min(gold - std::min(gold, most / 2), facts.size() - most);
  return {facts.begin() + static_cast<ptrdiff_t>(begin), facts.begin() + static_cast<ptrdiff_t>(begin + most)};
}

void Squad::AddFacts(const Paragraph& paragraph, const std::vector<Span>& facts, v1::Example& example) const {
  for (const Span& span : facts) {
    v1::ContextFact& fact = *example.add_context();
    fact.set_id(StrCat("f", example.context_size()));
    fact.set_text(paragraph.text.substr(span.first, span.second - span.first));
  }
}

void Squad::MakeAnswerable(const Question& question, v1::Example& example) const {
  const std::vector<Span> facts = FactsFor(question);
  AddFacts(paragraphs_[question.paragraph], facts, example);
  const auto gold = std::find_if(facts.begin(), facts.end(), [&](const Span& fact) {
    return fact.first <= question.begin && question.end <= fact.second;
  });
  LETHE_CHECK(gold != facts.end(), "no sentence holds \"", question.answer, "\"");
  v1::DerivationStep& step = *example.add_derivation();
  step.set_text(question.answer);
  step.add_uses(example.context(static_cast<int>(gold - facts.begin())).id());
  (*example.mutable_checks())["derivable"] = "steps";
  example.set_task(config_.task() + "/quote");
  example.set_answer(question.answer);
  for (const std::string& alias : question.aliases) example.add_aliases(alias);
  example.set_answerable(true);
}

void Squad::MakeUnanswerable(const Question& question, v1::Example& example) const {
  const Paragraph& paragraph = paragraphs_[question.paragraph];
  std::vector<Span> facts = FactsFor(question);
  std::vector<std::string> taken_away = {AsciiLower(question.answer)};
  for (const std::string& alias : question.aliases) taken_away.push_back(AsciiLower(alias));
  std::erase_if(facts, [&](const Span& fact) {
    const std::string_view text = std::string_view(paragraph.text).substr(fact.first, fact.second - fact.first);
    return std::any_of(taken_away.begin(), taken_away.end(),
                       [&](const std::string& answer) { return !answer.empty() && Holds(text, answer); });
  });
  if (facts.empty()) return MakeAnswerable(question, example);
  AddFacts(paragraph, facts, example);
  example.add_derivation()->set_recall(RecallKey(paragraph.title, question.text));
  example.add_derivation()->set_text(kUnknownAnswer);
  example.set_task(config_.task() + (question.answer.empty() ? "/unanswerable" : "/taken-away"));
  example.set_answer(kUnknownAnswer);
}

v1::Example Squad::Make(uint64_t seed, uint64_t number) const {
  LETHE_CHECK(number < questions_.size(), "question ", number, " of ", questions_.size());
  const Question& question = questions_[AffineWalk(seed, number, questions_.size())];
  v1::Example example;
  example.set_source("squad");
  example.set_question(question.text);
  example.set_hops(1);
  const bool take_away = Random(seed).Fork(number).Chance(config_.unanswerable());
  if (question.answer.empty() || take_away) {
    MakeUnanswerable(question, example);
  } else {
    MakeAnswerable(question, example);
  }
  return example;
}

}  // namespace lethe
