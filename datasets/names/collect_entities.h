// Makes the entity lists from EntityQuestions: typed by what a relation says of subject and object.
//
// Writes FOLDER/person.txt ... (training), FOLDER/validation/ (names of the development half that the training half
// does not have in any role) and FOLDER/closed/ (classes such as occupations, which both use; lists already there are
// kept). Promise: the same input gives the same files; a validation name is in no training list.
#pragma once

#include <cstddef>
#include <map>
#include <string>

#include "base/file.h"

namespace lethe {

struct CollectOptions {
  Path train, development, templates;  // EntityQuestions' files
  Path out;
  size_t max_train = 6000;  // names a type
  size_t max_validation = 1000;
};

// Number of names by list, such as "validation/person".
std::map<std::string, size_t> CollectEntities(const CollectOptions& options);

}  // namespace lethe
