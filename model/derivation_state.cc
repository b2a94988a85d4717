#include "model/derivation_state.h"

#include <algorithm>

#include "base/error.h"

namespace lethe {
namespace {

bool IsText(int32_t token) {
  return token > SpecialTokens::Number(kMaxNumber);
}

}  // namespace

DerivationState DerivationState::AnyNumbers(const Tokenizer& tokenizer) {
  DerivationState state(tokenizer);
  state.any_numbers_ = true;
  return state;
}

void DerivationState::AddNumber(int number) {
  LETHE_CHECK(number >= 1 && number <= kMaxNumber, "number ", number);
  numbers_.set(number);
  highest_ = std::max(highest_, number);
}

int DerivationState::NextNumber() const {
  return highest_ < kMaxNumber ? highest_ + 1 : 0;
}

bool DerivationState::HasCited(int number) const {
  return std::find(current_.cites.begin(), current_.cites.end(), number) != current_.cites.end();
}

bool DerivationState::AllowsText() const {
  switch (place_) {
    case Place::kStepStart:
    case Place::kText:
    case Place::kCites:
    case Place::kStepEnd:
    case Place::kAnswerStart:
    case Place::kAnswerText:
      return true;
    case Place::kPartStart:
      return part_ < kParts - 1 || MayCite();  // a value must be cited, so without a fact only <recall> leads on
    case Place::kLoaded:
      return MayCite();
    default:
      return false;
  }
}

bool DerivationState::AllowsNumber(int number) const {
  if (place_ == Place::kAs) return any_numbers_ ? !numbers_.test(number) : number == NextNumber();
  const bool citing = place_ == Place::kCites || (place_ == Place::kText && part_ != 1);
  return citing && (any_numbers_ || numbers_.test(number)) && !HasCited(number);
}

bool DerivationState::Allows(int32_t token) const {
  using S = SpecialTokens;
  if (IsText(token)) return token < tokenizer_->vocab_size() && AllowsText();
  if (const int number = S::NumberOf(token); number > 0) return AllowsNumber(number);
  switch (token) {
    case S::kSeparator:
      return place_ == Place::kText && part_ < kParts - 1;
    case S::kRecall:
      return place_ == Place::kPartStart && part_ == kParts - 1;
    case S::kLoaded:
      return place_ == Place::kRecalled;
    case S::kUnknown:
      return place_ == Place::kLoaded || place_ == Place::kAnswerStart;
    case S::kAs:
      return place_ == Place::kCites && part_ == 0 && (any_numbers_ || NextNumber() > 0);
    case S::kAnswer:
      return place_ == Place::kStepStart || place_ == Place::kCites || place_ == Place::kStepEnd;
    case S::kEnd:
      return place_ == Place::kAnswerText || place_ == Place::kAnswerUnknown;
    default:
      return false;
  }
}

void DerivationState::Accept(int32_t token) {
  using S = SpecialTokens;
  LETHE_CHECK(Allows(token), "token ", token, " at place ", static_cast<int>(place_));
  if (IsText(token)) return AcceptText(token);
  if (const int number = S::NumberOf(token); number > 0) return AcceptNumber(number);
  switch (token) {
    case S::kSeparator:
      return AcceptSeparator();
    case S::kUnknown:
      return AcceptUnknown();
    case S::kRecall:
      current_.recalled = true;
      place_ = Place::kRecalled;
      return;
    case S::kLoaded:
      place_ = Place::kLoaded;
      return;
    case S::kAs:
      place_ = Place::kAs;
      return;
    case S::kAnswer:
      CloseStep();
      place_ = Place::kAnswerStart;
      return;
    case S::kEnd:
      answer_ = TakeText();
      place_ = Place::kDone;
      return;
  }
}

void DerivationState::AcceptText(int32_t token) {
  if (place_ == Place::kCites || place_ == Place::kStepEnd) CloseStep();
  text_.push_back(token);
  place_ = place_ == Place::kAnswerStart || place_ == Place::kAnswerText ? Place::kAnswerText : Place::kText;
}

void DerivationState::AcceptNumber(int number) {
  if (place_ == Place::kAs) {
    current_.number = number;
    current_.kind = ParsedStep::Kind::kDerived;
    AddNumber(number);
    place_ = Place::kStepEnd;
    return;
  }
  if (place_ == Place::kText) {
    const std::string text = TakeText();
    if (part_ == 0) {
      current_.kind = ParsedStep::Kind::kQuote;
      current_.text = text;
    } else {
      current_.value = text;
      current_.text = StrCat(current_.subject, " | ", current_.relation, " | ", text);
    }
  }
  current_.cites.push_back(number);
  place_ = Place::kCites;
}

void DerivationState::AcceptSeparator() {
  (part_ == 0 ? current_.subject : current_.relation) = TakeText();
  current_.kind = ParsedStep::Kind::kLookup;
  ++part_;
  place_ = Place::kPartStart;
}

void DerivationState::AcceptUnknown() {
  if (place_ == Place::kAnswerStart) {
    answer_unknown_ = true;
    place_ = Place::kAnswerUnknown;
    return;
  }
  current_.unknown = true;
  current_.text = StrCat(current_.subject, " | ", current_.relation, " | ", kUnknownAnswer);
  place_ = Place::kStepEnd;
}

void DerivationState::CloseStep() {
  if (place_ == Place::kCites || place_ == Place::kStepEnd) steps_.push_back(std::move(current_));
  current_ = ParsedStep();
  part_ = 0;
  text_.clear();
}

std::string DerivationState::TakeText() {
  const std::string text = tokenizer_->Decode(text_);
  text_.clear();
  return text;
}

ParsedDerivation DerivationState::Result() const {
  ParsedDerivation result;
  result.steps = steps_;
  if (place_ == Place::kCites || place_ == Place::kStepEnd) result.steps.push_back(current_);
  result.complete = done();
  result.answerable = done() && !answer_unknown_;
  result.answer = result.answerable ? answer_ : kUnknownAnswer;
  return result;
}

ParsedDerivation ParseDerivation(const Tokenizer& tokenizer, const std::vector<int32_t>& tokens) {
  DerivationState state = DerivationState::AnyNumbers(tokenizer);
  for (const int32_t token : tokens) {
    if (state.done() || !state.Allows(token)) {
      ParsedDerivation broken = state.Result();
      broken.complete = broken.answerable = false;
      broken.answer = kUnknownAnswer;
      return broken;
    }
    state.Accept(token);
  }
  return state.Result();
}

}  // namespace lethe
