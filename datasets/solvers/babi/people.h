// People who move about, carry things and hand them on: where they are and were, what they hold, where things went.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "datasets/solvers/babi/event.h"
#include "datasets/solvers/babi/topic.h"
#include "datasets/solvers/babi/whereabouts.h"

namespace lethe::babi {

class People : public Topic {
 public:
  bool Tell(const Sentence& sentence) override;
  std::optional<Answer> Ask(const Sentence& question) const override;

 private:
  struct Visit {
    Event::Time time;
    std::string place;
  };
  struct Person {
    Whereabouts now;
    std::vector<Visit> visits;           // as told
    std::vector<std::string> ever_held;  // keys of things, by when this person first got them
  };
  struct Thing {
    std::string name;                 // as written
    std::string holder;               // key; empty when nobody holds it
    std::vector<std::string> places;  // where it was, each stay once
  };
  struct Gift {
    std::string giver, thing, receiver;  // as written
  };

  // Puts the people meant in place of "he", "she" and "they".
  std::vector<std::string> Resolve(const std::vector<std::string>& who);
  void Happen(const std::string& who, const Event& event);
  void Hand(Thing& thing, const std::string& to);
  static void Arrive(Thing& thing, const std::optional<std::string>& place);

  const Person* FindPerson(const std::string& name) const;
  std::vector<std::string> Held(const std::string& name) const;

  std::optional<Answer> WhereIs(const std::string& name) const;
  std::optional<Answer> PlaceBefore(const std::string& name, const std::string& place) const;
  std::optional<Answer> ThingBefore(const std::string& name, const std::string& place) const;
  std::optional<Answer> AskPlaces(const Sentence& question) const;
  std::optional<Answer> AskHeld(const Sentence& question) const;
  std::optional<Answer> AskGifts(const Sentence& question) const;

  std::map<std::string, Person> people_;  // by key
  std::map<std::string, Thing> things_;   // by key
  std::vector<Gift> gifts_;
  std::vector<std::string> one_, several_;  // whom the last sentence about one person, about several people, named
};

}  // namespace lethe::babi
