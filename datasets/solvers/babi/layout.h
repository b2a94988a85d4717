// How things lie to each other, on a map (north, east) or on a wall (above, left): neighbours, directions and ways.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "datasets/solvers/babi/topic.h"

namespace lethe::babi {

class Layout : public Topic {
 public:
  bool Tell(const Sentence& sentence) override;
  std::optional<Answer> Ask(const Sentence& question) const override;

 private:
  struct Offset {
    int x = 0, y = 0;  // to the right or east, upwards or north
    bool operator==(const Offset&) const = default;
  };
  struct Edge {
    Offset offset;   // from the place this edge belongs to
    std::string to;  // as written
  };
  struct Step {
    std::string from;  // key of the place before
    Offset offset;
  };

  static Offset Direction(const std::string& word);

  std::optional<Answer> Neighbour(const std::string& place, Offset direction) const;
  std::optional<Answer> YesOrNo(const std::string& one, Offset direction, const std::string& other) const;
  std::optional<Answer> Way(const std::string& from, const std::string& to) const;
  // The offsets along a shortest way; nullopt when nothing joins the two.
  std::optional<std::vector<Offset>> ShortestWay(const std::string& from, const std::string& to) const;

  std::map<std::string, std::vector<Edge>> edges_;  // both ways, by the key of the place
};

}  // namespace lethe::babi
