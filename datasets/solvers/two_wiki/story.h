// What a 2WikiMultihopQA record gives to answer from: its evidence triples, and its paragraphs for the names in them.
//
// Threads: a value; const calls from any thread.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace lethe {

struct TwoWikiStory {
  struct Triple {
    std::string subject, relation, object;  // the relation in lower case
  };
  struct Paragraph {
    std::string title;  // as NormalizeKey makes keys
    std::string text;
  };

  std::vector<Triple> triples;
  std::vector<Paragraph> paragraphs;

  bool Has(std::string_view relation) const;
  // NameSimilarity of the two; where they have no word in common, what a paragraph about `name` (its title) is worth
  // that mentions `subject`: the original title of a film, a ruler's other name. 0 where nothing links them.
  double Likeness(std::string_view name, std::string_view subject) const;
  // The objects of `relation` for the subject most like `name`.
  std::vector<std::string> ValuesOf(std::string_view name, std::string_view relation) const;
};

// Reads "evidences" and, where it is there, "context"; nothing else. Errors: kInvalidArgument naming `where` and field.
TwoWikiStory ReadTwoWikiStory(const nlohmann::json& record, const std::string& where);

}  // namespace lethe
