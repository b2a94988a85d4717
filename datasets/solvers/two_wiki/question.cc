#include "datasets/solvers/two_wiki/question.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "datasets/solvers/two_wiki/role_words.h"

namespace lethe {
namespace {

using Kind = ComparisonQuestion::Kind;

// What is left of `text` between `before` and `after`, whatever their case; nullopt when it has not both.
std::optional<std::string_view> Between(std::string_view text, std::string_view before, std::string_view after) {
  if (text.size() < before.size() + after.size()) return std::nullopt;
  const std::string lower = AsciiLower(text);
  if (!lower.starts_with(before) || !lower.ends_with(after)) return std::nullopt;
  return Trim(text.substr(before.size(), text.size() - before.size() - after.size()));
}

// One question mark less, one space between words, and no space before "'s".
std::string Tidy(std::string_view question) {
  std::string text(Trim(question));
  if (text.ends_with('?')) text.pop_back();
  std::vector<std::string> words;
  for (const std::string_view word : SplitWords(text)) words.emplace_back(word);
  return ReplaceAll(Join(words, " "), " 's ", "'s ");
}

bool HasAny(std::string_view text, std::initializer_list<std::string_view> phrases) {
  return std::any_of(phrases.begin(), phrases.end(), [&](std::string_view phrase) {
    for (size_t at = text.find(phrase); at != std::string_view::npos; at = text.find(phrase, at + 1)) {
      const bool begins = at == 0 || text[at - 1] == ' ';
      const size_t end = at + phrase.size();
      if (begins && (end == text.size() || text[end] == ' ' || text[end] == ',')) return true;
    }
    return false;
  });
}

// --- chains ---

// Appends each of `next` to each of `paths`.
std::vector<RelationPath> Combine(const std::vector<RelationPath>& paths, const std::vector<RelationPath>& next) {
  if (paths.empty()) return next;
  std::vector<RelationPath> combined;
  for (const RelationPath& path : paths) {
    for (const RelationPath& more : next) {
      combined.push_back(path);
      combined.back().insert(combined.back().end(), more.begin(), more.end());
    }
  }
  return combined;
}

std::string_view WithoutKindOfWork(std::string_view name) {
  constexpr auto kKinds =
      std::to_array<std::string_view>({"film ", "song ", "album ", "movie ", "the film ", "the song ", "the album ",
                                       "the movie ", "book ", "novel ", "magazine ", "band "});
  for (const std::string_view kind : kKinds) {
    // A name that consists of the word alone ("Song") keeps it; the kinds stand in lower case, names do not.
    if (name.starts_with(kind)) return name.substr(kind.size());
  }
  return name;
}

std::optional<ChainQuestion> ParseThing(std::string_view text);

std::optional<ChainQuestion> Extend(std::string_view inner, const std::vector<RelationPath>& role) {
  std::optional<ChainQuestion> thing = ParseThing(inner);
  if (thing) thing->paths = Combine(thing->paths, role);
  return thing;
}

// A role that no table knows ("keyboardist") may be a relation of that name or a part.
std::vector<RelationPath> UnknownRole(std::string_view role) {
  const bool one_word = role.find(' ') == std::string_view::npos && !role.empty();
  if (!one_word || !std::all_of(role.begin(), role.end(), [](char c) { return c >= 'a' && c <= 'z'; })) return {};
  return {{std::string(role)}, {"has part"}};
}

// "the director of film X", "the place of birth of X".
std::optional<ChainQuestion> ParseOf(std::string_view text) {
  const auto after_article = Between(text, "the ", "");
  const std::string_view rest = after_article.value_or(text);
  for (size_t at = rest.find(" of "); at != std::string_view::npos; at = rest.find(" of ", at + 1)) {
    const std::vector<RelationPath> role = PathsOfRole(rest.substr(0, at));
    if (!role.empty()) return Extend(WithoutKindOfWork(rest.substr(at + 4)), role);
  }
  const size_t at = rest.find(" of ");
  if (at == std::string_view::npos || !after_article) return std::nullopt;
  const std::vector<RelationPath> role = UnknownRole(rest.substr(0, at));
  return role.empty() ? std::nullopt : Extend(WithoutKindOfWork(rest.substr(at + 4)), role);
}

// True for what is said of a thing and is no thing with relations of its own: a date, a place, a country.
bool IsAttribute(const std::vector<RelationPath>& role) {
  constexpr auto kAttributes = std::to_array<std::string_view>(
      {"date of birth", "date of death", "place of birth", "place of death", "cause of death", "country of citizenship",
       "country", "occupation", "publication date", "inception"});
  return std::find(kAttributes.begin(), kAttributes.end(), role.front().back()) != kAttributes.end();
}

// "X's father", "X' father"; with `attribute_only` just "X's birthday".
std::optional<ChainQuestion> ParsePossessive(std::string_view text, bool attribute_only) {
  for (const std::string_view mark : {"'s ", "’s ", "' "}) {
    const size_t at = text.rfind(mark);
    if (at == std::string_view::npos || at == 0) continue;
    const std::vector<RelationPath> role = PathsOfRole(text.substr(at + mark.size()));
    if (!role.empty() && (!attribute_only || IsAttribute(role))) return Extend(text.substr(0, at), role);
  }
  return std::nullopt;
}

struct Form {
  std::string_view before, after;
  std::string_view role;  // empty where the words between name it themselves
};

// Things that are said in a clause: "the company that published X".
constexpr Form kClauses[] = {
    {"the company that published ", "", "publisher"},   {"the publisher that published ", "", "publisher"},
    {"the company that produced ", "", "manufacturer"}, {"the person who founded ", "", "founder"},
    {"the person who directed ", "", "director"},       {"the person who composed ", "", "composer"},
};

// A named thing, or what it is to another; always something for a text that is not empty.
std::optional<ChainQuestion> ParseThing(std::string_view text) {
  text = Trim(text);
  if (text.empty()) return std::nullopt;
  for (const Form& form : kClauses) {
    if (const auto inner = Between(text, form.before, form.after)) return Extend(*inner, PathsOfRole(form.role));
  }
  // Roles stand in lower case, the words of names do not: a film called "Ann's Father" is no possessive. "The director
  // of X's birthday" is the director's; "the birthday of X's father" is the father's.
  if (auto thing = ParsePossessive(text, true)) return thing;
  if (auto thing = ParseOf(text)) return thing;
  if (auto thing = ParsePossessive(text, false)) return thing;
  return ChainQuestion{std::string(text), {}};
}

// From the more to the less specific.
constexpr Form kForms[] = {
    {"when was ", " born", "date of birth"},
    {"when did ", " die", "date of death"},
    {"where was ", " born", "place of birth"},
    {"where did ", " die", "place of death"},
    {"where was ", " buried", "place of burial"},
    {"where is ", " buried", "place of burial"},
    {"why did ", " die", "cause of death"},
    {"how did ", " die", "cause of death"},
    {"what nationality is ", "", "nationality"},
    {"what nationality was ", "", "nationality"},
    {"which country is ", " from", "country"},
    {"which country ", " is from", "country"},
    {"what country is ", " from", "country"},
    {"where does ", " work at", "employer"},
    {"where does ", " work", "employer"},
    {"where did ", " work", "employer"},
    {"where did ", " study", "alma mater"},
    {"where did ", " study at", "alma mater"},
    {"where did ", " graduate from", "alma mater"},
    {"where was ", " educated", "alma mater"},
    {"where was ", " educated at", "alma mater"},
    {"what is the award that ", " won", "award"},
    {"what is the award that ", " received", "award"},
    {"what is the award that ", " got", "award"},
    {"what is the award that ", " earned", "award"},
    {"which award ", " won", "award"},
    {"which award ", " received", "award"},
    {"which award ", " got", "award"},
    {"which award ", " earned", "award"},
    {"which award did ", " receive", "award"},
    {"which award did ", " win", "award"},
    {"where does ", " live", "residence"},
    {"when was ", " founded", "inception"},
    {"when was ", " established", "inception"},
    {"when was ", " released", "publication date"},
    {"when was ", " published", "publication date"},
    {"when is ", "", ""},
    {"when was ", "", ""},
    {"where is ", "", ""},
    {"where was ", "", ""},
    {"what is ", "", ""},
    {"what was ", "", ""},
    {"who is ", "", ""},
    {"who was ", "", ""},
};

// --- comparisons ---

struct Head {
  std::string asked, names;
};

// What is asked and the two that it is asked of: "Who is older, A or B", "Who was born first out of A and B".
std::optional<Head> SplitChoice(std::string_view text) {
  const std::string lower = AsciiLower(text);
  if (const auto rest = Between(text, "was ", "")) {
    for (const std::string_view tail : {" born first", " born earlier", " born later"}) {
      if (const auto names = Between(*rest, "", tail)) return Head{std::string(tail.substr(1)), std::string(*names)};
    }
    return std::nullopt;
  }
  if (!lower.starts_with("who ") && !lower.starts_with("which ") && !lower.starts_with("whose ") &&
      !lower.starts_with("what ") && !lower.starts_with("between ")) {
    return std::nullopt;
  }
  size_t at = lower.find(','), skip = 1;
  if (at == std::string::npos) at = lower.find(" out of "), skip = 8;
  if (at == std::string::npos) return std::nullopt;
  return Head{lower.substr(0, at), std::string(Trim(text.substr(at + skip)))};
}

std::optional<Kind> KindOf(std::string_view asked) {
  if (HasAny(asked, {"lived longer", "live longer", "longer life"})) return Kind::kLongestLife;
  if (HasAny(asked, {"later", "more recently", "younger", "youngest", "last", "most recently", "newer"})) {
    return Kind::kLatest;
  }
  if (HasAny(asked, {"first", "earlier", "older", "oldest", "earliest"})) return Kind::kEarliest;
  return std::nullopt;
}

std::vector<std::string> DatesOf(std::string_view asked) {
  if (HasAny(asked, {"born", "older", "younger", "oldest", "youngest"})) return {"date of birth"};
  if (HasAny(asked, {"died", "die"})) return {"date of death"};
  if (HasAny(asked, {"released", "came out", "come out", "published", "release"})) return {"publication date"};
  return {"inception", "publication date", "start time"};
}

std::string ViaOf(std::string_view asked) {
  for (const std::string_view maker : {"director", "composer", "performer", "author", "producer", "founder"}) {
    const std::string plural = std::string(maker) + "s";
    if (HasAny(asked, {maker, plural})) return PathsOfRole(maker).front().front();
  }
  return "";
}

std::vector<std::string> SharedAttribute(std::string_view lower) {
  if (HasAny(lower, {"nationality"})) return {"country of citizenship", "country", "country of origin"};
  if (HasAny(lower, {"same country"})) return {"country", "country of citizenship", "country of origin"};
  if (HasAny(lower, {"born in the same place", "place of birth", "born in the same city"})) return {"place of birth"};
  if (HasAny(lower, {"die in the same place", "died in the same place", "place of death"})) return {"place of death"};
  return {};
}

// "Are both A and B from the same country", whose answer is yes or no.
std::optional<ComparisonQuestion> ParseSame(const std::string& text) {
  const std::string lower = AsciiLower(text);
  constexpr auto kStarts = std::to_array<std::string_view>({"are ", "is ", "was ", "were ", "do ", "does ", "did "});
  const bool asks = std::any_of(kStarts.begin(), kStarts.end(), [&](auto start) { return lower.starts_with(start); });
  if (!asks) return std::nullopt;
  ComparisonQuestion question{Kind::kSame, SharedAttribute(lower), ViaOf(lower), text};
  return question.attributes.empty() ? std::nullopt : std::optional(question);
}

}  // namespace

std::optional<ComparisonQuestion> ParseComparison(std::string_view question) {
  const std::string text = Tidy(question);
  if (auto same = ParseSame(text)) return same;
  const std::optional<Head> head = SplitChoice(text);
  const std::optional<Kind> kind = head ? KindOf(head->asked) : std::nullopt;
  // "Which country Anne, First Lady of X is from" has a comma and a "first", but no two names.
  if (!kind || !HasAny(AsciiLower(head->names), {"or", "and"})) return std::nullopt;
  if (*kind == Kind::kLongestLife) return ComparisonQuestion{*kind, {"date of birth"}, ViaOf(head->asked), head->names};
  return ComparisonQuestion{*kind, DatesOf(head->asked), ViaOf(head->asked), head->names};
}

std::optional<ChainQuestion> ParseChain(std::string_view question) {
  const std::string text = Tidy(question);
  for (const Form& form : kForms) {
    const auto inner = Between(text, form.before, form.after);
    if (!inner) continue;
    const auto thing = form.role.empty() ? ParseThing(*inner) : Extend(*inner, PathsOfRole(form.role));
    if (thing && !thing->paths.empty()) return thing;
  }
  return std::nullopt;
}

}  // namespace lethe
