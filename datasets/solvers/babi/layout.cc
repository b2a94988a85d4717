#include "datasets/solvers/babi/layout.h"

#include <algorithm>
#include <deque>

namespace lethe::babi {

Layout::Offset Layout::Direction(const std::string& word) {
  static const std::map<std::string, Offset> kDirections = {{"north", {0, 1}}, {"south", {0, -1}}, {"east", {1, 0}},
                                                            {"west", {-1, 0}}, {"above", {0, 1}},  {"below", {0, -1}},
                                                            {"right", {1, 0}}, {"left", {-1, 0}}};
  return kDirections.at(Key(word));
}

bool Layout::Tell(const Sentence& sentence) {
  static const std::vector<Pattern> kPatterns = {"the *one is =north|south|east|west of the *other",
                                                 "the *one is to the =right|left of the *other",
                                                 "the *one is =above|below the *other"};
  for (const Pattern& pattern : kPatterns) {
    const auto told = pattern.Match(sentence);
    if (!told) continue;
    const std::string &one = (*told)[0], &other = (*told)[2];
    const Offset offset = Direction((*told)[1]);
    edges_[Key(other)].push_back({offset, one});
    edges_[Key(one)].push_back({{-offset.x, -offset.y}, other});
    return true;
  }
  return false;
}

std::optional<Answer> Layout::Ask(const Sentence& question) const {
  static const Pattern kWay = "how do|would|can you go|get from the *place to the *place";
  static const Pattern kWhat = "what is =north|south|east|west of the *place";
  static const Pattern kWhatOf = "what is the *place =north|south|east|west of";
  static const std::vector<Pattern> kIs = {"is the *one to the =right|left of the *other",
                                           "is the *one =north|south|east|west of the *other",
                                           "is the *one =above|below the *other"};
  if (const auto way = kWay.Match(question)) return Way((*way)[0], (*way)[1]);
  if (const auto what = kWhat.Match(question)) return Neighbour((*what)[1], Direction((*what)[0]));
  if (const auto what = kWhatOf.Match(question)) {
    // What the place is north of lies south of it.
    const Offset direction = Direction((*what)[1]);
    return Neighbour((*what)[0], {-direction.x, -direction.y});
  }
  for (const Pattern& pattern : kIs) {
    if (const auto is = pattern.Match(question)) return YesOrNo((*is)[0], Direction((*is)[1]), (*is)[2]);
  }
  return std::nullopt;
}

std::optional<Answer> Layout::Neighbour(const std::string& place, Offset direction) const {
  const auto edges = edges_.find(Key(place));
  if (edges == edges_.end()) return std::nullopt;
  std::optional<Answer> answer;
  for (const Edge& edge : edges->second) {
    if (edge.offset != direction) continue;
    if (!answer) {
      answer = Answer{edge.to, {}};
    } else if (Key(edge.to) != Key(answer->text)) {
      answer->also.push_back(edge.to);
    }
  }
  return answer;
}

std::optional<Answer> Layout::YesOrNo(const std::string& one, Offset direction, const std::string& other) const {
  const auto way = ShortestWay(Key(other), Key(one));
  if (!way) return std::nullopt;
  int along = 0;
  for (const Offset& step : *way) along += step.x * direction.x + step.y * direction.y;
  return Answer{along > 0 ? "yes" : "no", {}};
}

std::optional<Answer> Layout::Way(const std::string& from, const std::string& to) const {
  const auto way = ShortestWay(Key(from), Key(to));
  if (!way) return std::nullopt;
  std::string letters;
  for (const Offset& step : *way) {
    const char letter = step.y > 0 ? 'n' : step.y < 0 ? 's' : step.x > 0 ? 'e' : 'w';
    if (!letters.empty()) letters += ',';
    letters += letter;
  }
  return Answer{letters, {}};
}

std::optional<std::vector<Layout::Offset>> Layout::ShortestWay(const std::string& from, const std::string& to) const {
  std::map<std::string, Step> reached = {{from, {}}};
  std::deque<std::string> open = {from};
  while (!open.empty() && !reached.contains(to)) {
    const std::string place = open.front();
    open.pop_front();
    const auto edges = edges_.find(place);
    if (edges == edges_.end()) continue;
    for (const Edge& edge : edges->second) {
      if (reached.emplace(Key(edge.to), Step{place, edge.offset}).second) open.push_back(Key(edge.to));
    }
  }
  if (!reached.contains(to)) return std::nullopt;
  std::vector<Offset> way;
  for (std::string place = to; place != from; place = reached.at(place).from) way.push_back(reached.at(place).offset);
  std::reverse(way.begin(), way.end());
  return way;
}

}  // namespace lethe::babi
