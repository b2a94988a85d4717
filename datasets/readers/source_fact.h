// A fact as a reader gives it: relation names are those of datasets/wordings/real.txtpb.
#pragma once

#include <string>
#include <vector>

namespace lethe {

struct SourceFact {
  std::string subject, relation, object;
  std::string source;                // "entityquestions", "popqa", "factbook"
  std::vector<std::string> aliases;  // other names of the subject
};

}  // namespace lethe
