#include "datasets/solvers/babi/event.h"

#include "base/text.h"

namespace lethe::babi {
namespace {

// "Then they went ..." -> "they went ...".
Sentence WithoutLinkWord(const Sentence& sentence) {
  static const std::vector<Pattern> kLinks = {"after|following that *rest", "then|afterwards|later|next *rest"};
  for (const Pattern& link : kLinks) {
    if (const auto rest = link.Match(sentence)) return ParseSentence((*rest)[0]);
  }
  return sentence;
}

struct TimeWords {
  Pattern pattern;
  Event::Time time;
};

// Takes the words that name a time off the sentence.
Event::Time TakeTime(Sentence& sentence) {
  static const std::vector<TimeWords> kTimes = {
      {"yesterday *rest", Event::kYesterday},        {"*rest yesterday", Event::kYesterday},
      {"this morning *rest", Event::kMorning},       {"*rest this morning", Event::kMorning},
      {"this afternoon *rest", Event::kAfternoon},   {"*rest this afternoon", Event::kAfternoon},
      {"this evening|night *rest", Event::kEvening}, {"*rest this evening|night", Event::kEvening}};
  for (const TimeWords& words : kTimes) {
    const auto rest = words.pattern.Match(sentence);
    if (!rest) continue;
    sentence = ParseSentence((*rest)[0]);
    return words.time;
  }
  return Event::kNow;
}

// "Mary and Daniel" -> {"Mary", "Daniel"}.
std::vector<std::string> Names(const std::string& words) {
  std::vector<std::string> names;
  for (std::string_view word : SplitWords(words)) {
    if (Key(word) != "and") names.emplace_back(word);
  }
  return names;
}

struct Form {
  Event::Kind kind;
  Pattern pattern;
};

const std::vector<Form>& PlaceForms() {
  using Kind = Event::Kind;
  static const std::vector<Form> kForms = {
      {Kind::kMove, "*who went|moved|journeyed|travelled|traveled|walked|ran ?back to the *place"},
      {Kind::kIsEither, "*who is|are either in the *place or ?in the *place"},
      {Kind::kIsNotIn, "*who is|are not|no ?longer in the *place"},
      {Kind::kIsIn, "*who is|are ?back in the *place"}};
  return kForms;
}

const std::vector<Form>& ThingForms() {
  using Kind = Event::Kind;
  static const std::vector<Form> kForms = {{Kind::kGive, "*who gave|handed|passed the *thing to *receiver"},
                                           {Kind::kTake, "*who got|grabbed|took the *thing there"},
                                           {Kind::kTake, "*who got|grabbed|took the *thing"},
                                           {Kind::kTake, "*who picked up the *thing there"},
                                           {Kind::kTake, "*who picked up the *thing"},
                                           {Kind::kDrop, "*who dropped|discarded|left the *thing there"},
                                           {Kind::kDrop, "*who dropped|discarded|left the *thing"},
                                           {Kind::kDrop, "*who put down the *thing there"},
                                           {Kind::kDrop, "*who put down the *thing"}};
  return kForms;
}

}  // namespace

std::optional<Event> ParseEvent(const Sentence& sentence) {
  Event event;
  Sentence plain = WithoutLinkWord(sentence);
  event.time = TakeTime(plain);
  for (const Form& form : PlaceForms()) {
    const auto words = form.pattern.Match(plain);
    if (!words) continue;
    event.kind = form.kind;
    event.who = Names((*words)[0]);
    event.places.assign(words->begin() + 1, words->end());
    return event;
  }
  for (const Form& form : ThingForms()) {
    const auto words = form.pattern.Match(plain);
    if (!words) continue;
    event.kind = form.kind;
    event.who = Names((*words)[0]);
    event.thing = (*words)[1];
    if (form.kind == Event::Kind::kGive) event.receiver = (*words)[2];
    return event;
  }
  return std::nullopt;
}

}  // namespace lethe::babi
