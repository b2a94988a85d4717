// Countries under the names that texts give them: "American", "U.S." and "United States" are one.
//
// Threads: a const table and a pure function.
#pragma once

#include <string>
#include <string_view>

namespace lethe {

// The country's usual English name in lower case, from its name, an older name or the adjective of its people;
// what is no such name comes back lower-cased and without a leading "the".
std::string CountryOf(std::string_view name);

}  // namespace lethe
