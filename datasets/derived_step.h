// The words of derived steps that compare, count, share and reckon with dates: written here, and checked here against
// the look-ups that they cite.
//
//   1.9 m > 1.8 m, so Bo Berg                        order: the first value is the cited one of the conclusion
//   1.9 m > 1.8 m, so yes                            order of the first cited value and the second
//   1 Ann, 2 Bo, so 2                                count
//   (Ann, Bo) and (Bo, Cy) share Bo                  what both lists hold
//   14 October 1927 to 3 March 1950 in full years: 22
//   14 October 1927 to the year 1957: 30             age reached in a year
//   14 October 1927 + 30 days = 13 November 1927
//   14 October 1927 + 30 years = 1957
//   Oslo is not Rome, so no                          Oslo is not Rome, so it is false: yes
//
// Each ends in what it concludes. Promise: the check works from the cited values alone, so it does not trust whoever
// wrote the step. Threads: pure functions.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace lethe {

// A look-up that a derived step cites.
struct CitedValue {
  std::string subject, relation, value;
};

// `values`: the conclusion's first. `least`: the first is smaller or earlier than the others.
std::string OrderStep(const std::vector<std::string>& values, bool least, const std::string& conclusion);
std::string CountStep(const std::vector<std::string>& values);
std::string ShareStep(const std::vector<std::string>& a, const std::vector<std::string>& b, const std::string& shared);
std::string YearsStep(const std::string& from, const std::string& to, const std::string& years);
std::string AgeStep(const std::string& from, const std::string& year, const std::string& years);
std::string DaysStep(const std::string& date, int days, const std::string& result);
std::string YearStep(const std::string& date, int years, const std::string& result);
// `denied`: the question asks whether the statement is wrong.
std::string SameStep(const std::string& value, const std::string& asked, bool denied);

// What is wrong with the step, "" when it follows from what it cites; nullopt for a step of another kind.
std::optional<std::string> CheckDerivedStep(const std::string& text, std::span<const CitedValue> cited);
// The step is the count of all that is cited.
bool IsCount(const std::string& text, std::span<const CitedValue> cited);

// Looking up who has an object: "Oslo | inverse of place of birth | Ann Lee".
inline constexpr std::string_view kInverseOf = "inverse of ";

}  // namespace lethe
