#include "datasets/plain_text/gain_report.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "base/error.h"

namespace lethe {
namespace {

// Where ranges begin.
constexpr std::array<uint64_t, 14> kPositions = {0,   64,   96,   128,  192,  256,   384,
                                                 512, 1024, 2048, 4096, 8192, 16384, 65536};
constexpr std::array<uint64_t, 6> kOffsets = {0, 4, 8, 16, 32, 64};

template <size_t N>
size_t RangeOf(uint64_t value, const std::array<uint64_t, N>& begins) {
  return static_cast<size_t>(std::upper_bound(begins.begin(), begins.end(), value) - begins.begin()) - 1;
}

template <size_t N>
std::string RangeName(size_t range, const std::array<uint64_t, N>& begins) {
  return range + 1 < N ? StrCat(begins[range], "-", begins[range + 1] - 1) : StrCat(begins[range], "+");
}

double Rounded(double value) {
  return std::round(value * 1e4) / 1e4;
}

}  // namespace

void GainReport::AddExample(const std::vector<ScoredToken>& tokens) {
  ++examples_;
  std::map<Key, ExampleSum> sums;
  for (const ScoredToken& token : tokens) {
    const auto kind = static_cast<size_t>(token.kind);
    const double gain = token.loss_without - token.loss_with;
    for (const Key& key : {Key{Family::kAll, 0}, Key{Family::kPosition, RangeOf(token.position, kPositions)},
                           Key{Family::kOffset, RangeOf(token.offset, kOffsets)}, Key{Family::kKind, kind},
                           Key{token.only_in_context ? Family::kKindInContext : Family::kKindElse, kind}}) {
      Group& group = groups_[key];
      ++group.n;
      group.positive += gain > 0;
      group.loss_with += token.loss_with;
      group.loss_without += token.loss_without;
      group.weight += token.weight;
      sums[key].gain += gain;
      ++sums[key].tokens;
    }
  }
  for (const auto& [key, sum] : sums) {
    Group& group = groups_[key];
    const auto m = static_cast<double>(sum.tokens);
    ++group.examples;
    group.g2 += sum.gain * sum.gain;
    group.gm += sum.gain * m;
    group.m2 += m * m;
  }
}

double GainReport::Gain(const Group& group) {
  return (group.loss_without - group.loss_with) / static_cast<double>(group.n);
}

// Of a ratio of sums over examples: sqrt(sum (g - r m)^2 * e / (e - 1)) / n.
double GainReport::GainError(const Group& group) {
  if (group.examples < 2) return 0;
  const double r = Gain(group);
  const auto e = static_cast<double>(group.examples);
  const double squares = std::max(0.0, group.g2 - 2 * r * group.gm + r * r * group.m2);
  return std::sqrt(squares * e / (e - 1)) / static_cast<double>(group.n);
}

std::string GainReport::Name(const Key& key) {
  switch (key.first) {
    case Family::kAll:
      return "all";
    case Family::kPosition:
      return RangeName(key.second, kPositions);
    case Family::kOffset:
      return RangeName(key.second, kOffsets);
    default:
      return std::string(WordKindName(static_cast<WordKind>(key.second)));
  }
}

std::string GainReport::Json() const {
  using Object = nlohmann::ordered_json;
  Object json = {{"examples", examples_},           {"all", Object::object()},
                 {"by_position", Object::object()}, {"by_offset", Object::object()},
                 {"by_kind", Object::object()},     {"by_kind_in_context", Object::object()}};
  for (const auto& [key, group] : groups_) {
    const auto n = static_cast<double>(group.n);
    const Object entry = {{"n", group.n},
                          {"loss_with", Rounded(group.loss_with / n)},
                          {"loss_without", Rounded(group.loss_without / n)},
                          {"gain", Rounded(Gain(group))},
                          {"gain_error", Rounded(GainError(group))},
                          {"positive", Rounded(static_cast<double>(group.positive) / n)},
                          {"weight", Rounded(group.weight / n)}};
    const std::string name = Name(key);
    if (key.first == Family::kAll) json["all"] = entry;
    if (key.first == Family::kPosition) json["by_position"][name] = entry;
    if (key.first == Family::kOffset) json["by_offset"][name] = entry;
    if (key.first == Family::kKind) json["by_kind"][name] = entry;
    if (key.first == Family::kKindInContext) json["by_kind_in_context"][name]["only_in_context"] = entry;
    if (key.first == Family::kKindElse) json["by_kind_in_context"][name]["else"] = entry;
  }
  return json.dump(2);
}

std::string GainReport::Rows(Family family) const {
  std::string rows;
  for (const auto& [key, group] : groups_) {
    if (key.first != family) continue;
    const auto n = static_cast<double>(group.n);
    char row[160];
    std::snprintf(row, sizeof row, "  %-14s %9llu %9.3f %9.3f %8.3f +- %.3f %8.2f %8.3f\n", Name(key).c_str(),
                  static_cast<unsigned long long>(group.n), group.loss_without / n, group.loss_with / n, Gain(group),
                  GainError(group), static_cast<double>(group.positive) / n, group.weight / n);
    rows += row;
  }
  return rows;
}

std::string GainReport::Table() const {
  const std::string head = "                    tokens   without      with     gain    error  positive  weight\n";
  return StrCat(examples_, " examples; losses and gain in nats a token\n", head, Rows(Family::kAll),
                "by words of the document before\n", Rows(Family::kPosition), "by tokens of the continuation before\n",
                Rows(Family::kOffset), "by kind of word\n", Rows(Family::kKind), "words that only the context shows\n",
                Rows(Family::kKindInContext), "all other words\n", Rows(Family::kKindElse));
}

}  // namespace lethe
