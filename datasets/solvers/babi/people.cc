#include "datasets/solvers/babi/people.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace lethe::babi {
namespace {

std::string NumberWord(size_t number) {
  constexpr std::array kWords = {"none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"};
  return number < kWords.size() ? kWords[number] : std::to_string(number);
}

// The last place of the row that is another than `place`, in front of the last stay at `place`.
std::optional<Answer> Before(const std::vector<std::string>& places, const std::string& place) {
  const auto is_place = [key = Key(place)](const std::string& other) { return Key(other) == key; };
  const auto last = std::find_if(places.rbegin(), places.rend(), is_place);
  const auto before = std::find_if_not(last, places.rend(), is_place);
  if (before == places.rend()) return std::nullopt;
  return Answer{*before, {}};
}

}  // namespace

bool People::Tell(const Sentence& sentence) {
  std::optional<Event> event = ParseEvent(sentence);
  if (!event) return false;
  for (const std::string& who : Resolve(event->who)) Happen(who, *event);
  return true;
}

std::vector<std::string> People::Resolve(const std::vector<std::string>& who) {
  const std::string first = who.size() == 1 ? Key(who.front()) : "";
  if (first == "he" || first == "she") return one_;
  if (first == "they") return several_;
  (who.size() == 1 ? one_ : several_) = who;
  return who;
}

void People::Happen(const std::string& who, const Event& event) {
  Person& person = people_[Key(who)];
  if (!event.places.empty()) {
    person.now.Learn(event);
    if (event.kind == Event::Kind::kMove || event.kind == Event::Kind::kIsIn)
      person.visits.push_back({event.time, event.places.front()});
    for (const std::string& held : Held(who)) Arrive(things_.at(held), person.now.Place());
    return;
  }
  Thing& thing = things_[Key(event.thing)];
  thing.name = event.thing;
  if (event.kind == Event::Kind::kTake) Hand(thing, who);
  if (event.kind == Event::Kind::kDrop) thing.holder.clear();
  if (event.kind == Event::Kind::kGive) {
    Hand(thing, event.receiver);
    gifts_.push_back({who, event.thing, event.receiver});
  }
  // Whatever is done with a thing is done where the person is.
  Arrive(thing, person.now.Place());
}

void People::Hand(Thing& thing, const std::string& to) {
  thing.holder = Key(to);
  std::vector<std::string>& ever = people_[thing.holder].ever_held;
  const std::string key = Key(thing.name);
  if (std::find(ever.begin(), ever.end(), key) == ever.end()) ever.push_back(key);
}

void People::Arrive(Thing& thing, const std::optional<std::string>& place) {
  if (place && (thing.places.empty() || thing.places.back() != *place)) thing.places.push_back(*place);
}

const People::Person* People::FindPerson(const std::string& name) const {
  const auto found = people_.find(Key(name));
  return found == people_.end() ? nullptr : &found->second;
}

std::vector<std::string> People::Held(const std::string& name) const {
  std::vector<std::string> held;
  const Person* person = FindPerson(name);
  if (person == nullptr) return held;
  for (const std::string& thing : person->ever_held) {
    if (things_.at(thing).holder == Key(name)) held.push_back(thing);
  }
  return held;
}

std::optional<Answer> People::Ask(const Sentence& question) const {
  if (auto answer = AskPlaces(question)) return answer;
  if (auto answer = AskHeld(question)) return answer;
  return AskGifts(question);
}

std::optional<Answer> People::AskPlaces(const Sentence& question) const {
  static const Pattern kThingBefore = "where was the *thing before the *place";
  static const Pattern kBefore = "where was *who before the *place";
  static const Pattern kWhereThing = "where is the *thing";
  static const Pattern kWhere = "where is *who";
  static const Pattern kIsIn = "is *who in the *place";
  if (const auto asked = kThingBefore.Match(question)) return ThingBefore((*asked)[0], (*asked)[1]);
  if (const auto asked = kBefore.Match(question)) return PlaceBefore((*asked)[0], (*asked)[1]);
  if (const auto asked = kWhereThing.Match(question)) return WhereIs((*asked)[0]);
  if (const auto asked = kWhere.Match(question)) return WhereIs((*asked)[0]);
  if (const auto asked = kIsIn.Match(question)) {
    const Person* person = FindPerson((*asked)[0]);
    if (person != nullptr) return Answer{person->now.IsIn((*asked)[1]), {}};
  }
  return std::nullopt;
}

std::optional<Answer> People::WhereIs(const std::string& name) const {
  std::optional<std::string> place;
  const auto thing = things_.find(Key(name));
  const Person* person = FindPerson(thing == things_.end() ? name : thing->second.holder);
  if (person != nullptr) place = person->now.Place();
  const bool lies = thing != things_.end() && thing->second.holder.empty() && !thing->second.places.empty();
  if (lies) place = thing->second.places.back();
  if (!place) return std::nullopt;
  return Answer{*place, {}};
}

std::optional<Answer> People::PlaceBefore(const std::string& name, const std::string& place) const {
  const Person* person = FindPerson(name);
  if (person == nullptr) return std::nullopt;
  std::vector<Visit> visits = person->visits;
  std::stable_sort(visits.begin(), visits.end(), [](const Visit& a, const Visit& b) { return a.time < b.time; });
  std::vector<std::string> places;
  for (const Visit& visit : visits) places.push_back(visit.place);
  return Before(places, place);
}

std::optional<Answer> People::ThingBefore(const std::string& name, const std::string& place) const {
  const auto thing = things_.find(Key(name));
  return thing == things_.end() ? std::nullopt : Before(thing->second.places, place);
}

std::optional<Answer> People::AskHeld(const Sentence& question) const {
  static const Pattern kHowMany = "how many objects is *who carrying";
  static const Pattern kWhat = "what is *who carrying";
  const auto how_many = kHowMany.Match(question);
  const auto what = kWhat.Match(question);
  if (!how_many && !what) return std::nullopt;
  const std::string& who = how_many ? (*how_many)[0] : (*what)[0];
  if (FindPerson(who) == nullptr) return std::nullopt;
  std::vector<std::string> names;
  for (const std::string& thing : Held(who)) names.push_back(things_.at(thing).name);
  if (how_many) return Answer{NumberWord(names.size()), {}};
  return Answer{names.empty() ? "nothing" : Join(names, ","), {}};
}

// The latest gift that fits is meant first; earlier ones would be true answers too.
std::optional<Answer> People::AskGifts(const Sentence& question) const {
  struct Form {
    Pattern pattern;
    std::string Gift::*asked;
    std::vector<std::string Gift::*> given;  // what the words taken from the question must equal
  };
  static const std::vector<Form> kForms = {
      {"what did *giver give to *receiver", &Gift::thing, {&Gift::giver, &Gift::receiver}},
      {"who did *giver give the *thing to", &Gift::receiver, {&Gift::giver, &Gift::thing}},
      {"who gave the *thing to *receiver", &Gift::giver, {&Gift::thing, &Gift::receiver}},
      {"who gave the *thing", &Gift::giver, {&Gift::thing}},
      {"who received|got the *thing", &Gift::receiver, {&Gift::thing}}};
  for (const Form& form : kForms) {
    const auto words = form.pattern.Match(question);
    if (!words) continue;
    std::vector<std::string> answers;
    for (auto gift = gifts_.rbegin(); gift != gifts_.rend(); ++gift) {
      bool fits = true;
      for (size_t i = 0; i < form.given.size(); ++i) fits = fits && Key((*gift).*form.given[i]) == Key((*words)[i]);
      const std::string& answer = (*gift).*form.asked;
      if (fits && std::find(answers.begin(), answers.end(), answer) == answers.end()) answers.push_back(answer);
    }
    if (answers.empty()) return std::nullopt;
    return Answer{answers.front(), {answers.begin() + 1, answers.end()}};
  }
  return std::nullopt;
}

}  // namespace lethe::babi
