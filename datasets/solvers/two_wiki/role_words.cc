#include "datasets/solvers/two_wiki/role_words.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace lethe {
namespace {

struct Role {
  std::string_view words;  // alternatives between '|'
  std::string_view paths;  // alternatives between '|', steps between '>'
};

constexpr Role kRoles[] = {
    // What is said of a person.
    {"date of birth|birthday|birth date|birthdate", "date of birth"},
    {"date of death|death date", "date of death"},
    {"place of birth|birthplace|birth place", "place of birth"},
    {"place of death|death place", "place of death"},
    {"place of burial|burial place", "place of burial"},
    {"cause of death", "cause of death"},
    {"nationality|country of citizenship|citizenship", "country of citizenship"},
    {"country|country of origin", "country|country of citizenship|country of origin"},
    {"occupation|profession|job", "occupation"},
    {"employer|workplace", "employer"},
    {"alma mater|university|school", "educated at"},
    {"award|award received", "award received"},
    {"religion", "religion"},
    {"residence", "residence"},
    {"doctoral advisor", "doctoral advisor"},
    {"student", "student"},
    {"teacher", "student of"},
    // Kin.
    {"father", "father"},
    {"mother", "mother"},
    {"parent", "father|mother"},
    {"spouse|husband|wife", "spouse"},
    {"child|son|daughter", "child"},
    {"sibling|brother|sister", "sibling"},
    {"paternal grandfather", "father>father"},
    {"paternal grandmother", "father>mother"},
    {"maternal grandfather", "mother>father"},
    {"maternal grandmother", "mother>mother"},
    {"grandfather", "father>father|mother>father"},
    {"grandmother", "father>mother|mother>mother"},
    {"grandparent", "father>father|father>mother|mother>father|mother>mother"},
    {"grandchild|grandson|granddaughter", "child>child"},
    {"uncle|aunt", "father>sibling|mother>sibling|father>sibling>spouse|mother>sibling>spouse"},
    {"nephew|niece", "sibling>child|spouse>sibling>child"},
    {"cousin", "father>sibling>child|mother>sibling>child"},
    {"father-in-law", "spouse>father"},
    {"mother-in-law", "spouse>mother"},
    {"parent-in-law", "spouse>father|spouse>mother"},
    {"child-in-law|son-in-law|daughter-in-law", "child>spouse"},
    {"sibling-in-law|brother-in-law|sister-in-law", "spouse>sibling|sibling>spouse"},
    {"stepfather|step-father", "mother>spouse"},
    {"stepmother|step-mother", "father>spouse"},
    {"stepparent|step-parent", "mother>spouse|father>spouse"},
    {"stepchild|step-child|stepson|stepdaughter", "spouse>child"},
    {"half-sibling|half-brother|half-sister", "father>child|mother>child"},
    {"co-husband|co-wife|co-husband or co-wife", "spouse>spouse"},
    // Makers of works and founders of bodies.
    {"director", "director"},
    {"composer", "composer"},
    {"performer|singer|artist", "performer"},
    {"producer", "producer"},
    {"screenwriter", "screenwriter"},
    {"author|writer", "author|screenwriter"},
    {"editor", "editor"},
    {"presenter|host", "presenter"},
    {"creator", "creator"},
    {"publisher", "publisher"},
    {"manufacturer", "manufacturer"},
    {"founder", "founded by"},
    {"release date|publication date", "publication date"},
    {"founding date|inception", "inception"},
    {"genre", "genre"},
    {"capital", "capital"},
    {"headquarters", "headquarters location"},
};

bool Names(std::string_view alternatives, std::string_view words) {
  const std::vector<std::string_view> list = Split(alternatives, '|');
  return std::find(list.begin(), list.end(), words) != list.end();
}

}  // namespace

std::vector<std::vector<std::string>> PathsOfRole(std::string_view words) {
  std::vector<std::vector<std::string>> paths;
  for (const Role& role : kRoles) {
    if (!Names(role.words, words)) continue;
    for (const std::string_view path : Split(role.paths, '|')) {
      std::vector<std::string>& steps = paths.emplace_back();
      for (const std::string_view step : Split(path, '>')) steps.emplace_back(step);
    }
    break;
  }
  return paths;
}

}  // namespace lethe
