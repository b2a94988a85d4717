// Which facts a search may return: by source, tags and validity.
//
// Units: dates are ISO, compared as far as both go, so a fact valid from "2024" holds on "2024-05-31" and one valid to
// "2024-05" still holds on "2024". Both ends belong to the interval; an absent end is open.
// Errors: kInvalidArgument for a date that is none.
// Threads: pure functions.
#pragma once

#include <string>
#include <string_view>

#include "proto/knowledge.pb.h"

namespace lethe {

bool IsEmpty(const v1::SearchFilter& filter);
void CheckFilter(const v1::SearchFilter& filter);
// A date to compare a validity with, of a day, a month or a year, or none at all; `field` is what messages call it.
void CheckFilterDate(std::string_view field, const std::string& date);
bool Allows(const v1::SearchFilter& filter, const v1::Fact& fact);

}  // namespace lethe
