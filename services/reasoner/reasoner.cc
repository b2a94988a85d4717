#include "services/reasoner/reasoner.h"

#include <algorithm>
#include <set>

#include "base/error.h"
#include "base/stopwatch.h"
#include "base/text.h"
#include "model/grammar.h"
#include "retriever/search/fact_filter.h"
#include "retriever/search/name_case.h"
#include "retriever/search/tidy_question.h"
#include "services/reasoner/derivation_loop.h"
#include "services/reasoner/fact_table.h"
#include "services/reasoner/text_limit.h"

namespace lethe {
namespace {

// Milliseconds since the last lap.
double Lap(Stopwatch& watch) {
  const double passed = watch.Milliseconds();
  watch.Restart();
  return passed;
}

void CheckQuestion(const v1::AskRequest& request, const ReasonerLimits& limits) {
  const std::string& question = request.question();
  if (Trim(question).empty()) throw Error(Code::kInvalidArgument, "the question is empty");
  CheckTextBytes("the question", question, limits.max_question_bytes);
  if (!IsValidUtf8(question)) throw Error(Code::kInvalidArgument, "the question is not valid UTF-8");
}

// The facts of the request. Those without an id get the next of f1, f2, ... that no other has, nor a `found` one.
std::vector<FoundFact> NameGiven(const v1::AskRequest& request, const std::vector<FoundFact>& found) {
  std::set<std::string> taken;
  for (const FoundFact& one : found) taken.insert(one.fact.id());
  for (const v1::Fact& fact : request.context()) taken.insert(fact.id());
  size_t number = 0;
  const auto next_name = [&] {
    std::string name;
    do name = StrCat("f", ++number);
    while (taken.contains(name));
    return name;
  };
  std::vector<FoundFact> given;
  for (const v1::Fact& fact : request.context()) {
    given.push_back({fact, 1.0});
    if (fact.id().empty()) given.back().fact.set_id(next_name());
  }
  return given;
}

// A citation of an id that two facts have would say nothing.
void CheckIds(const std::vector<FoundFact>& canonical) {
  std::set<std::string> ids;
  for (const FoundFact& one : canonical) {
    if (ids.insert(one.fact.id()).second) continue;
    throw Error(Code::kInvalidArgument, StrCat("field \"context\": two facts have the id \"", one.fact.id(),
                                               "\": steps cite facts by their ids, give each one of its own"));
  }
}

std::vector<FoundFact> FrontFacts(const v1::AskRequest& request, const std::string& question, const FactSource* source,
                                  const ReasonerLimits& limits) {
  std::vector<FoundFact> facts;
  if (request.channel() == v1::CHANNEL_NONE) return facts;
  const bool retrieve = request.channel() == v1::CHANNEL_RETRIEVAL;
  const uint32_t wanted = request.max_facts() > 0 ? request.max_facts() : limits.max_facts;
  const size_t most = static_cast<size_t>(request.context_size()) + (retrieve ? wanted : 0);
  if (most > kMaxFrontFacts) {
    throw Error(Code::kInvalidArgument, StrCat(most, " facts in front of one question, the model reads at most ",
                                               kMaxFrontFacts, ": give fewer, or lower max_facts"));
  }
  if (retrieve) {
    if (source == nullptr) throw Error(Code::kFailedPrecondition, "there is no store to retrieve facts from");
    facts = source->Search(question, wanted);
  }
  std::vector<FoundFact> given = CanonicalOrder(NameGiven(request, facts));
  CheckIds(given);
  facts.insert(facts.begin(), given.begin(), given.end());
  return CanonicalOrder(std::move(facts));
}

// Whether the answer stands on checked ground: at least one step, every one supported by what it cites, none unknown.
bool IsGrounded(const v1::Answer& answer) {
  const auto stands = [](const v1::Step& step) { return step.verified() && step.uses_size() > 0; };
  return answer.steps_size() > 0 && std::all_of(answer.steps().begin(), answer.steps().end(), stands);
}

// The question and the longest derivation must fit behind the model's question offset.
std::vector<int32_t> QuestionTokens(const Tokenizer& tokenizer, const std::string& question, const ModelConfig& config,
                                    uint32_t max_tokens) {
  std::vector<int32_t> tokens = EncodeQuestion(tokenizer, question);
  const size_t room = config.max_positions() - config.question_offset() - max_tokens;
  if (tokens.size() <= room) return tokens;
  throw Error(Code::kInvalidArgument,
              StrCat("the question has ", tokens.size(), " tokens, this model reads at most ", room,
                     " with an answer of ", max_tokens, " (max_tokens): ask something shorter"));
}

// So that a deadline is seen while a long context is read.
void LoadInGroups(std::span<const NumberedFact> facts, const AskControl& control, DecodeSession& session) {
  constexpr size_t kGroup = 16;
  for (size_t begin = 0; begin < facts.size(); begin += kGroup) {
    control.Check();
    session.LoadFacts(facts.subspan(begin, std::min(kGroup, facts.size() - begin)));
  }
}

void Send(const AskEventSink& sink, const std::function<void(v1::AskEvent&)>& fill) {
  if (!sink) return;
  v1::AskEvent event;
  fill(event);
  sink(event);
}

void CheckTokenizer(const Tokenizer& tokenizer, const ModelConfig& config) {
  if (tokenizer.vocab_size() != static_cast<int32_t>(config.vocab_size()) ||
      tokenizer.Piece(SpecialTokens::kDerive) != "<derive>") {
    throw Error(Code::kFailedPrecondition,
                StrCat("the tokenizer (", tokenizer.vocab_size(), " pieces) does not belong to the model (",
                       config.vocab_size(), " pieces), or was not trained by `lethe tokenizer train`"));
  }
}

}  // namespace

Reasoner::Reasoner(std::unique_ptr<const Generator> generator, std::unique_ptr<const Tokenizer> tokenizer,
                   const ReasonerLimits& limits)
    : generator_(std::move(generator)),
      tokenizer_(std::move(tokenizer)),
      limits_(limits),
      admission_(std::max(limits.max_concurrent, 1u), limits.max_queued) {
  CheckTokenizer(*tokenizer_, generator_->config());
  const ModelConfig& config = generator_->config();
  if (uint64_t{config.question_offset()} + limits_.max_tokens >= config.max_positions()) {
    throw Error(Code::kInvalidArgument,
                StrCat("max_tokens is ", limits_.max_tokens, "; this model has ", config.max_positions(),
                       " positions, and a question begins at ", config.question_offset()));
  }
}

v1::Answer Reasoner::Ask(const v1::AskRequest& request, const FactSource* source, const AskControl& control,
                         const AskEventSink& sink) const {
  CheckQuestion(request, limits_);
  CheckFilter(request.filter());
  control.Check();
  Stopwatch total, part;
  v1::Answer answer;
  auto& timings = *answer.mutable_timings_ms();
  const Admission::Ticket ticket = admission_.Enter(control);
  timings["queue"] = Lap(part);

  std::unique_ptr<const FactSource> filtered;
  if (source != nullptr && !IsEmpty(request.filter())) {
    filtered = source->Only(request.filter());
    source = filtered.get();
  }
  FactTable facts(*tokenizer_, MaxFactTokens(generator_->config()));
  const std::string tidy = TidyQuestion(request.question());
  const std::vector<FoundFact> front = FrontFacts(request, tidy, source, limits_);
  const bool retrieved = request.channel() == v1::CHANNEL_RETRIEVAL;
  const std::vector<NumberedFact> numbered = facts.Add(front, 1, /*recalled=*/false, /*cut=*/retrieved);
  for (const NumberedFact& fact : numbered) {
    Send(sink, [&](v1::AskEvent& event) { *event.mutable_fact() = facts.Used(fact.number); });
  }
  timings["retrieve"] = Lap(part);

  control.Check();
  const std::unique_ptr<DecodeSession> session = generator_->NewSession();
  LoadInGroups(numbered, control, *session);
  control.Check();
  std::vector<const v1::Fact*> named;
  for (const FoundFact& found : front) named.push_back(&found.fact);
  const std::string question = WithSubjectsForAliases(WithNamesAsInFacts(tidy, named), named);
  session->ReadQuestion(QuestionTokens(*tokenizer_, question, generator_->config(), limits_.max_tokens));
  timings["read"] = Lap(part);

  const bool open_book = request.channel() != v1::CHANNEL_NONE;
  DerivationLoop derivation(*tokenizer_, *session, facts, open_book ? source : nullptr, limits_, control, sink);
  derivation.Run();
  derivation.Report(answer);
  facts.CopyTo(answer);
  if (open_book && limits_.refuse_unverified && answer.answerable() && !IsGrounded(answer)) {
    answer.set_answer(kUnknownAnswer);
    answer.set_answerable(false);
    answer.set_confidence(0);
  }
  if (source != nullptr && open_book) *answer.mutable_store() = source->ref();
  timings["derive"] = Lap(part);
  timings["total"] = total.Milliseconds();
  Send(sink, [&](v1::AskEvent& event) { *event.mutable_answer() = answer; });
  return answer;
}

}  // namespace lethe
