#include "services/reasoner/reasoner.h"

#include <gtest/gtest.h>

#include <cmath>
#include <future>

#include "tests/support/scripted_generator.h"
#include "tests/support/throws_code.h"

namespace lethe {
namespace {

using S = SpecialTokens;
using namespace std::chrono_literals;
using testing::ByteTokenizer;
using testing::MakeFact;
using testing::Script;
using testing::ScriptedGenerator;
using testing::ScriptWriter;
using testing::ThrowsCode;

struct Engine {
  explicit Engine(Script script, ReasonerLimits limits = {}, std::chrono::milliseconds per_token = {}) {
    auto owned = std::make_unique<ScriptedGenerator>(std::move(script), per_token);
    generator = owned.get();
    reasoner = std::make_unique<Reasoner>(std::move(owned), std::make_unique<ByteTokenizer>(), limits);
  }
  ScriptedGenerator* generator;
  std::unique_ptr<Reasoner> reasoner;
};

Script Always(const std::vector<int32_t>& tokens) {
  return [tokens](const auto&, const auto&) { return tokens; };
}

// Byte tokens make derivations long.
ReasonerLimits Roomy() {
  ReasonerLimits limits;
  limits.max_tokens = 400;
  return limits;
}

v1::AskRequest WithContext(const std::vector<v1::Fact>& facts) {
  v1::AskRequest request;
  request.set_question("In which country was Ann Lee born?");
  request.set_channel(v1::CHANNEL_CONTEXT);
  for (const v1::Fact& fact : facts) *request.add_context() = fact;
  return request;
}

const v1::Fact kBirth = MakeFact("f-birth", "Ann Lee", "place of birth", "Oslo");
const v1::Fact kCountry = MakeFact("f-country", "Oslo", "country", "Norway");
const v1::Fact kOther = MakeFact("f-other", "Bo Day", "place of birth", "Bergen");

std::vector<int32_t> TwoHopScript() {
  return ScriptWriter()
      .Key("Ann Lee", "place of birth")
      .Text("Oslo")
      .Cite(1)
      .Key("Oslo", "country")
      .Text("Norway")
      .Cite(3)
      .Answer("Norway")
      .Done();
}

// Birth in sight, country by recall as number 2.
std::vector<int32_t> RecallScript() {
  return ScriptWriter()
      .Key("Ann Lee", "place of birth")
      .Text("Oslo")
      .Cite(1)
      .Key("Oslo", "country")
      .Token(S::kRecall)
      .Token(S::kLoaded)
      .Text("Norway")
      .Cite(2)
      .Answer("Norway")
      .Done();
}

TEST(Reasoner, AnswersWithStepsCitationsAndUsedFacts) {
  const Engine engine(Always(TwoHopScript()), Roomy());
  const v1::Answer answer = engine.reasoner->Ask(WithContext({kOther, kCountry, kBirth}), nullptr, {}, nullptr);
  EXPECT_EQ(answer.answer(), "Norway");
  EXPECT_TRUE(answer.answerable());
  ASSERT_EQ(answer.steps_size(), 2);
  EXPECT_EQ(answer.steps(1).text(), "Oslo | country | Norway");
  ASSERT_EQ(answer.steps(1).uses_size(), 1);
  EXPECT_EQ(answer.steps(1).uses(0), "f-country");
  EXPECT_TRUE(answer.steps(1).verified());
  EXPECT_FALSE(answer.steps(1).recalled());
  ASSERT_EQ(answer.facts_size(), 3);
  for (const v1::UsedFact& fact : answer.facts()) EXPECT_EQ(fact.used(), fact.id() != "f-other") << fact.id();
  for (const char* part : {"queue", "retrieve", "read", "derive", "total"})
    EXPECT_TRUE(answer.timings_ms().contains(part)) << part;
}

TEST(Reasoner, OrderOfFactsChangesNothing) {
  const Engine engine(Always(TwoHopScript()), Roomy());
  std::vector<v1::Fact> facts = {kBirth, kCountry, kOther};
  std::vector<std::vector<std::pair<int, std::vector<int32_t>>>> seen;
  for (const auto& order : {std::vector{0, 1, 2}, {2, 1, 0}, {1, 2, 0}}) {
    engine.reasoner->Ask(WithContext({facts[order[0]], facts[order[1]], facts[order[2]]}), nullptr, {}, nullptr);
    seen.emplace_back();
    for (const NumberedFact& fact : engine.generator->LastFacts()) seen.back().emplace_back(fact.number, fact.tokens);
  }
  EXPECT_EQ(seen[0].size(), 3u);
  EXPECT_EQ(seen[0], seen[1]);
  EXPECT_EQ(seen[0], seen[2]);
}

TEST(Reasoner, RecallLoadsFromTheSourceAndGoesOn) {
  const Engine engine(Always(RecallScript()), Roomy());
  const MemoryFacts source({kCountry, kOther});
  std::vector<v1::AskEvent::EventCase> events;
  std::string key;
  const v1::Answer answer = engine.reasoner->Ask(WithContext({kBirth}), &source, {}, [&](const v1::AskEvent& event) {
    events.push_back(event.event_case());
    if (event.has_recall()) key = event.recall();
  });
  EXPECT_EQ(answer.answer(), "Norway");
  EXPECT_EQ(key, "Oslo | country");
  ASSERT_EQ(answer.steps_size(), 2);
  EXPECT_FALSE(answer.steps(0).recalled());
  EXPECT_TRUE(answer.steps(1).recalled());
  EXPECT_EQ(answer.steps(1).uses(0), "f-country");
  ASSERT_EQ(answer.facts_size(), 2);
  EXPECT_TRUE(answer.facts(1).recalled());
  using E = v1::AskEvent;
  EXPECT_EQ(events, (std::vector<E::EventCase>{E::kFact, E::kStep, E::kRecall, E::kRecalled, E::kStep, E::kAnswer}));
}

TEST(Reasoner, RecallOfAFactInSightLoadsNothingTwice) {
  const Engine engine(Always(RecallScript()), Roomy());
  const MemoryFacts source({kCountry});
  const v1::Answer answer = engine.reasoner->Ask(WithContext({kBirth, kCountry}), &source, {}, nullptr);
  EXPECT_EQ(answer.facts_size(), 2);
  EXPECT_EQ(answer.answer(), "Norway");
}

TEST(Reasoner, RecallThatFindsNothingMustBeUnknown) {
  // The script goes on as if a fact had come and answers from it.
  const Engine engine(Always(ScriptWriter()
                                 .Key("Oslo", "country")
                                 .Token(S::kRecall)
                                 .Token(S::kLoaded)
                                 .Text("Norway")
                                 .Cite(1)
                                 .Answer("Norway")
                                 .Done()),
                      Roomy());
  const MemoryFacts nothing{{}};
  for (const FactSource* source : {static_cast<const FactSource*>(nullptr), static_cast<const FactSource*>(&nothing)}) {
    const v1::Answer answer = engine.reasoner->Ask(WithContext({kBirth}), source, {}, nullptr);
    EXPECT_FALSE(answer.answerable());
    EXPECT_EQ(answer.answer(), "unknown");
    ASSERT_GE(answer.steps_size(), 1);
    EXPECT_EQ(answer.steps(0).text(), "Oslo | country | unknown");
    EXPECT_EQ(answer.steps(0).uses_size(), 0);
  }
}

// Whatever is searched for, it finds the same.
class OneFact : public MemoryFacts {
 public:
  explicit OneFact(const v1::Fact& fact) : MemoryFacts({fact}), fact_(fact) {}
  std::vector<FoundFact> Search(const std::string&, size_t) const override { return {{fact_, 1.0}}; }

 private:
  v1::Fact fact_;
};

// The store may hold what the model cannot read whole; what a caller gives must fit.
TEST(Reasoner, CutsRetrievedFactsToWhatTheModelReads) {
  const Engine engine(Always(ScriptWriter().Answer("unknown").Done()), Roomy());
  v1::Fact book;
  book.set_id("book");
  book.set_text("Ann Lee " + std::string(5000, 'x'));
  const OneFact source(book);
  v1::AskRequest request;
  request.set_question("Where was Ann Lee born?");
  request.set_channel(v1::CHANNEL_RETRIEVAL);
  engine.reasoner->Ask(request, &source, {}, nullptr);
  ASSERT_EQ(engine.generator->LastFacts().size(), 1u);
  EXPECT_EQ(engine.generator->LastFacts()[0].tokens.size(), MaxFactTokens(engine.generator->config()));
  EXPECT_THAT([&] { engine.reasoner->Ask(WithContext({book}), nullptr, {}, nullptr); },
              ThrowsCode(Code::kInvalidArgument, "tokens"));
}

TEST(Reasoner, RefusesMoreTokensThanTheModelHasPositionsFor) {
  ReasonerLimits limits;
  limits.max_tokens = 100000;
  EXPECT_THAT([&] { Engine(Always({}), limits); }, ThrowsCode(Code::kInvalidArgument, "max_tokens is 100000"));
}

TEST(Reasoner, MarksTheFactsThatItCut) {
  const Engine engine(Always(ScriptWriter().Answer("unknown").Done()), Roomy());
  const size_t most = MaxFactTokens(engine.generator->config());
  for (const size_t over : {size_t{0}, size_t{1}}) {
    v1::Fact text;
    text.set_id("book");
    text.set_text(std::string(most - 1 + over, 'x'));  // a token a letter, and one in front
    v1::AskRequest request;
    request.set_question("Where was Ann Lee born?");
    const OneFact source(text);
    bool streamed = false;
    const v1::Answer answer = engine.reasoner->Ask(
        request, &source, {}, [&](const v1::AskEvent& event) { streamed = streamed || event.fact().cut(); });
    ASSERT_EQ(answer.facts_size(), 1);
    EXPECT_EQ(answer.facts(0).cut(), over > 0);
    EXPECT_EQ(streamed, over > 0);
  }
}

TEST(Reasoner, NamesGivenFactsThatHaveNoId) {
  const Engine engine(
      Always(ScriptWriter().Key("Ann Lee", "place of birth").Text("Oslo").Cite(1).Answer("Oslo").Done()), Roomy());
  const v1::Fact birth = MakeFact("", "Ann Lee", "place of birth", "Oslo");
  const v1::Fact other = MakeFact("f1", "Bo Day", "place of birth", "Bergen");
  const v1::Fact last = MakeFact("", "Cy Fox", "place of birth", "Paris");
  const v1::Answer answer = engine.reasoner->Ask(WithContext({birth, other, last}), nullptr, {}, nullptr);
  ASSERT_EQ(answer.facts_size(), 3);
  EXPECT_EQ(answer.facts(0).id(), "f2");
  EXPECT_EQ(answer.facts(1).id(), "f1");
  EXPECT_EQ(answer.facts(2).id(), "f3");
  ASSERT_EQ(answer.steps_size(), 1);
  ASSERT_EQ(answer.steps(0).uses_size(), 1);
  EXPECT_EQ(answer.steps(0).uses(0), "f2");
}

TEST(Reasoner, NamesGivenFactsUnlikeThoseThatItFinds) {
  const Engine engine(Always(ScriptWriter().Unknown().Done()), Roomy());
  const OneFact source(MakeFact("f1", "Bo Day", "place of birth", "Bergen"));
  v1::AskRequest request = WithContext({MakeFact("", "Ann Lee", "place of birth", "Oslo")});
  request.set_channel(v1::CHANNEL_RETRIEVAL);
  const v1::Answer answer = engine.reasoner->Ask(request, &source, {}, nullptr);
  ASSERT_EQ(answer.facts_size(), 2);
  EXPECT_EQ(answer.facts(0).id(), "f2");
  EXPECT_EQ(answer.facts(1).id(), "f1");
}

TEST(Reasoner, RefusesTwoGivenFactsOfOneId) {
  const Engine engine(Always(ScriptWriter().Unknown().Done()), Roomy());
  const v1::Fact one = MakeFact("a", "Ann Lee", "place of birth", "Oslo");
  const v1::Fact two = MakeFact("a", "Bo Day", "place of birth", "Bergen");
  EXPECT_THAT(
      [&] {
        engine.reasoner->Ask(WithContext({one, two}), nullptr, {}, nullptr);
      },
      ThrowsCode(Code::kInvalidArgument, "two facts have the id \"a\""));
  EXPECT_EQ(engine.reasoner->Ask(WithContext({one, one}), nullptr, {}, nullptr).facts_size(), 1);
}

TEST(Reasoner, RecallsWhatTheFilterLetsPass) {
  const Engine engine(Always(RecallScript()), Roomy());
  v1::Fact ended = kCountry;
  ended.set_valid_to("1814");
  const MemoryFacts source({ended});
  v1::AskRequest request = WithContext({kBirth});
  EXPECT_EQ(engine.reasoner->Ask(request, &source, {}, nullptr).answer(), "Norway");
  request.mutable_filter()->set_valid_at("2024");
  const v1::Answer answer = engine.reasoner->Ask(request, &source, {}, nullptr);
  EXPECT_FALSE(answer.answerable());
  EXPECT_EQ(answer.facts_size(), 1);
  request.mutable_filter()->set_valid_at("today");
  EXPECT_THAT([&] { engine.reasoner->Ask(request, &source, {}, nullptr); },
              ThrowsCode(Code::kInvalidArgument, "valid_at"));
}

TEST(Reasoner, RecallsAreLimited) {
  ReasonerLimits limits = Roomy();
  limits.max_recalls = 0;
  const Engine engine(Always(RecallScript()), limits);
  const MemoryFacts source({kCountry});
  const v1::Answer answer = engine.reasoner->Ask(WithContext({kBirth}), &source, {}, nullptr);
  EXPECT_EQ(answer.facts_size(), 1);
  EXPECT_FALSE(answer.answerable());
}

TEST(Reasoner, RefusesAnAnswerThatItsCitationDoesNotSupport) {
  const std::vector<int32_t> script =
      ScriptWriter().Key("Ann Lee", "place of birth").Text("Bergen").Cite(1).Answer("Bergen").Done();
  ReasonerLimits limits = Roomy();
  limits.check_values = false;
  const Engine strict(Always(script), limits);
  v1::Answer answer = strict.reasoner->Ask(WithContext({kBirth}), nullptr, {}, nullptr);
  EXPECT_FALSE(answer.answerable());
  EXPECT_EQ(answer.answer(), "unknown");
  ASSERT_EQ(answer.steps_size(), 1);
  EXPECT_FALSE(answer.steps(0).verified());
  EXPECT_EQ(answer.confidence(), 0);

  limits.refuse_unverified = false;
  const Engine lenient(Always(script), limits);
  answer = lenient.reasoner->Ask(WithContext({kBirth}), nullptr, {}, nullptr);
  EXPECT_TRUE(answer.answerable());
  EXPECT_EQ(answer.answer(), "Bergen");
  EXPECT_FALSE(answer.steps(0).verified());
}

TEST(Reasoner, RefusesAnAnswerWithoutAnyStep) {
  const Engine engine(Always(ScriptWriter().Answer("Norway").Done()), Roomy());
  EXPECT_FALSE(engine.reasoner->Ask(WithContext({kBirth}), nullptr, {}, nullptr).answerable());
  v1::AskRequest closed_book = WithContext({kBirth});
  closed_book.set_channel(v1::CHANNEL_NONE);
  const v1::Answer answer = engine.reasoner->Ask(closed_book, nullptr, {}, nullptr);
  EXPECT_TRUE(answer.answerable());  // closed book there is nothing to cite
  EXPECT_EQ(answer.facts_size(), 0);
}

TEST(Reasoner, DerivedStepsAreNumberedOnAndCited) {
  const Engine engine(Always(ScriptWriter()
                                 .Text("Ann Lee comes from Norway")
                                 .Cite(1)
                                 .Cite(2)
                                 .Token(S::kAs)
                                 .Cite(3)
                                 .Text("so does Bo")
                                 .Cite(3)
                                 .Token(S::kAs)
                                 .Cite(4)
                                 .Answer("Norway")
                                 .Done()),
                      Roomy());
  const v1::Answer answer = engine.reasoner->Ask(WithContext({kBirth, kCountry}), nullptr, {}, nullptr);
  EXPECT_EQ(answer.answer(), "Norway");
  ASSERT_EQ(answer.steps_size(), 2);
  EXPECT_EQ(answer.steps(0).uses_size(), 2);
  EXPECT_EQ(answer.steps(1).uses(0), "s1");
}

TEST(Reasoner, RefusesANumberedQuoteThatItsFactDoesNotSay) {
  const Engine engine(
      Always(ScriptWriter().Text("Ann Lee lives in Rome").Cite(1).Token(S::kAs).Cite(3).Answer("Rome").Done()),
      Roomy());
  const v1::Answer answer = engine.reasoner->Ask(WithContext({kBirth, kCountry}), nullptr, {}, nullptr);
  EXPECT_FALSE(answer.answerable());
  ASSERT_EQ(answer.steps_size(), 1);
  EXPECT_FALSE(answer.steps(0).verified());
}

TEST(Reasoner, NeverWritesWhatTheGrammarForbids) {
  // Numbers out of sight, engine-only tokens, a separator too many: each is passed over for what is allowed.
  for (const int32_t wanted :
       {S::kPad, S::kStart, S::kLoaded, S::kQuestion, S::kDerive, S::kEnd, S::Number(7), S::kFirstReserved}) {
    const Engine engine(Always(std::vector<int32_t>(600, wanted)), Roomy());
    const v1::Answer answer = engine.reasoner->Ask(WithContext({kBirth}), nullptr, {}, nullptr);
    EXPECT_FALSE(answer.answerable()) << "token " << wanted;
    for (const v1::Step& step : answer.steps())
      EXPECT_FALSE(step.verified() && step.uses_size() > 0 && step.uses(0) != "f-birth");
  }
}

TEST(Reasoner, AnEndlessDerivationEndsAtTheLimit) {
  ReasonerLimits limits;
  limits.max_tokens = 50;
  const Engine engine(Always(std::vector<int32_t>(1000, ByteTokenizer::kFirstByte + 'a')), limits);
  const v1::Answer answer = engine.reasoner->Ask(WithContext({kBirth}), nullptr, {}, nullptr);
  EXPECT_FALSE(answer.answerable());
  EXPECT_EQ(answer.tokens(), 50u);
  EXPECT_EQ(answer.confidence(), 0);
}

// The key is the fact's own, so its value is no choice.
TEST(Reasoner, ConfidenceIsTheProductOverTheAnswersTokens) {
  const Engine engine(
      Always(ScriptWriter().Key("Ann Lee", "place of birth").Text("Oslo").Cite(1).Answer("Oslo").Done()), Roomy());
  const v1::Answer answer = engine.reasoner->Ask(WithContext({kBirth}), nullptr, {}, nullptr);
  // " Oslo" is five byte tokens, then <end>.
  EXPECT_NEAR(answer.confidence(), std::pow(ScriptedGenerator::kPreferred, 6), 1e-5);
}

TEST(Reasoner, DeadlineAndCancellationReachTheDecodeLoop) {
  const Engine engine(Always(std::vector<int32_t>(1000, ByteTokenizer::kFirstByte + 'a')), Roomy(), 5ms);
  AskControl control;
  control.deadline = std::chrono::system_clock::now() + 50ms;
  const auto start = std::chrono::steady_clock::now();
  EXPECT_THAT([&] { engine.reasoner->Ask(WithContext({kBirth}), nullptr, control, nullptr); },
              ThrowsCode(Code::kDeadlineExceeded));
  AskControl leaving;
  int looks = 0;
  leaving.cancelled = [&looks] { return ++looks > 10; };
  EXPECT_THAT([&] { engine.reasoner->Ask(WithContext({kBirth}), nullptr, leaving, nullptr); },
              ThrowsCode(Code::kCancelled));
  EXPECT_LT(std::chrono::steady_clock::now() - start, 1500ms);  // the whole script takes two seconds
}

TEST(Reasoner, AFullLineRefusesAtOnceAndAWaitingAskGetsItsTurn) {
  ReasonerLimits limits = Roomy();
  limits.max_concurrent = 1;
  limits.max_queued = 1;
  const Engine engine(
      Always(ScriptWriter().Key("Ann Lee", "place of birth").Text("Oslo").Cite(1).Answer("Oslo").Done()), limits, 5ms);
  const auto ask = [&] { return engine.reasoner->Ask(WithContext({kBirth}), nullptr, {}, nullptr).answer(); };
  auto running = std::async(std::launch::async, ask);
  std::this_thread::sleep_for(50ms);
  auto waiting = std::async(std::launch::async, ask);
  std::this_thread::sleep_for(50ms);
  EXPECT_THAT(ask, ThrowsCode(Code::kResourceExhausted, "busy"));
  EXPECT_EQ(running.get(), "Oslo");
  EXPECT_EQ(waiting.get(), "Oslo");
}

TEST(Reasoner, NamesWhatIsWrongWithAQuestionOrFact) {
  const Engine engine(Always(ScriptWriter().Unknown().Done()));
  const auto asking = [&](const v1::AskRequest& request) {
    return [&engine, request] { engine.reasoner->Ask(request, nullptr, {}, nullptr); };
  };
  v1::AskRequest request = WithContext({kBirth});
  request.set_question("  ");
  EXPECT_THAT(asking(request), ThrowsCode(Code::kInvalidArgument, "empty"));
  request.set_question(std::string(1'000'000, 'x'));
  EXPECT_THAT(asking(request), ThrowsCode(Code::kInvalidArgument, "max_question_bytes"));
  request.set_question(std::string(2000, 'x'));
  EXPECT_THAT(asking(request), ThrowsCode(Code::kInvalidArgument, "tokens"));
  request.set_question("\xFF?");
  EXPECT_THAT(asking(request), ThrowsCode(Code::kInvalidArgument, "UTF-8"));
  EXPECT_THAT(asking(WithContext({v1::Fact()})), ThrowsCode(Code::kInvalidArgument, "empty"));
  EXPECT_THAT(asking(WithContext({MakeFact("long", std::string(300, 'a'), "b", "c")})),
              ThrowsCode(Code::kInvalidArgument, "\"long\""));
  std::vector<v1::Fact> many;
  for (int i = 0; i < 100; ++i) many.push_back(MakeFact(StrCat(i), StrCat("a", i), "b", "c"));
  EXPECT_THAT(asking(WithContext(many)), ThrowsCode(Code::kInvalidArgument, "100 facts"));
  v1::AskRequest retrieval = WithContext({});
  retrieval.set_channel(v1::CHANNEL_RETRIEVAL);
  EXPECT_THAT(asking(retrieval), ThrowsCode(Code::kFailedPrecondition, "store"));
}

TEST(Reasoner, RefusesAModelWithAnotherTokenizer) {
  auto generator = std::make_unique<ScriptedGenerator>(Always({}));
  generator->mutable_config().set_vocab_size(4096);
  EXPECT_THAT([&] { Reasoner(std::move(generator), std::make_unique<ByteTokenizer>(), {}); },
              ThrowsCode(Code::kFailedPrecondition, "4096"));
}

}  // namespace
}  // namespace lethe
