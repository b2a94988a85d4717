#include "datasets/plain_text/gain_map.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <unordered_map>

#include "base/error.h"
#include "base/line_reader.h"
#include "base/text.h"
#include "datasets/example_json.h"

namespace lethe {
namespace {

constexpr double kFullColour = 3;  // gain in nats

bool IsOf(const std::string& example, const std::string& id) {
  return example == id || example.starts_with(id + "/");
}

std::string Escaped(std::string_view text) {
  std::string html = ReplaceAll(std::string(text), "&", "&amp;");
  html = ReplaceAll(std::move(html), "<", "&lt;");
  return ReplaceAll(std::move(html), "\"", "&quot;");
}

std::string Decimals(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.3f", value);
  return text;
}

double GainOf(const GainRecord& gain, size_t i) {
  return gain.loss_without[i] - gain.loss_with[i];
}

// Visits the tokens that end within whole characters, several bytes of one character together.
template <typename Visit>
void ForEachPiece(const ScoredExample& scored, Visit visit) {
  const std::string& text = scored.example.answer();
  size_t begin = 0;
  for (size_t i = 0; i < scored.gain.ends.size(); ++i) {
    const size_t end = std::clamp<size_t>(scored.gain.ends[i], begin, text.size());
    const std::string_view piece = std::string_view(text).substr(begin, end - begin);
    if (!IsValidUtf8(piece)) continue;  // the rest of the character comes with the next token
    visit(i, piece);
    begin = end;
  }
}

std::string PieceHtml(const GainRecord& gain, size_t i, std::string_view piece) {
  const double value = GainOf(gain, i);
  const double strength = std::min(1.0, std::abs(value) / kFullColour);
  const char* colour = value >= 0 ? "46,160,67" : "218,54,51";
  return StrCat("<span style=\"background:rgba(", colour, ",", Decimals(strength), ")\" title=\"",
                WordKindName(gain.kinds[i]), ": gain ", Decimals(value), ", loss ", Decimals(gain.loss_without[i]),
                " to ", Decimals(gain.loss_with[i]), ", weight ", Decimals(gain.weight[i]), "\">", Escaped(piece),
                "</span>");
}

std::string ExampleHtml(const ScoredExample& scored) {
  std::string html = StrCat("<h2>", Escaped(scored.example.id()), "</h2>\n<ol class=\"context\">\n");
  for (const v1::ContextFact& fact : scored.example.context())
    html += StrCat("<li><b>", Escaped(fact.id()), "</b> ", Escaped(fact.text()), "</li>\n");
  html += StrCat("</ol>\n<p><i>", Escaped(scored.example.question()), "</i> ");
  ForEachPiece(scored, [&](size_t i, std::string_view piece) { html += PieceHtml(scored.gain, i, piece); });
  return html + "</p>\n";
}

}  // namespace

std::vector<ScoredExample> LoadScored(const Path& folder, const std::string& id) {
  const Path scores = folder / "scores" / "gain.jsonl";
  if (!std::filesystem::exists(scores)) {
    throw Error(Code::kNotFound,
                StrCat("there are no scores at ", scores.string(), "; make them with `lethe dataset context --model`"));
  }
  std::unordered_map<std::string, GainRecord> gains;
  LineReader reader(scores);
  for (std::string_view line; reader.Next(line);) {
    if (line.find(id) == std::string_view::npos) continue;
    GainRecord record = ParseGainRecord(line, reader.Where());
    if (IsOf(record.id, id)) gains.emplace(record.id, std::move(record));
  }
  std::vector<ScoredExample> scored;
  ForEachExample(folder, [&](const v1::Example& example, const std::string&) {
    const auto gain = gains.find(example.id());
    if (gain != gains.end()) scored.push_back({example, gain->second});
  });
  if (scored.empty()) {
    throw Error(Code::kNotFound, StrCat("no scored example or document is called \"", id, "\" in ", folder.string(),
                                        "; ids are like d0/1"));
  }
  return scored;
}

std::string GainMapHtml(const std::vector<ScoredExample>& examples) {
  std::string html =
      "<!doctype html>\n<html><head><meta charset=\"utf-8\"><title>Gain of context</title>\n<style>"
      "body{font:16px/1.6 serif;max-width:50em;margin:2em auto;padding:0 1em}"
      "h2{font:bold 14px sans-serif}.context{font-size:13px;color:#666}</style></head><body>\n"
      "<p>Green: likelier with the context (grey) than with the prompt (italic) alone; red: less likely.</p>\n";
  for (const ScoredExample& scored : examples) html += ExampleHtml(scored);
  return html + "</body></html>\n";
}

std::string GainMapTsv(const std::vector<ScoredExample>& examples) {
  std::string tsv = "example\ttoken\tkind\tloss_without\tloss_with\tgain\tweight\n";
  for (const ScoredExample& scored : examples) {
    const GainRecord& gain = scored.gain;
    ForEachPiece(scored, [&](size_t i, std::string_view piece) {
      std::string quoted;
      AppendJsonString(piece, quoted);
      tsv += StrCat(scored.example.id(), "\t", quoted, "\t", WordKindName(gain.kinds[i]), "\t",
                    Decimals(gain.loss_without[i]), "\t", Decimals(gain.loss_with[i]), "\t", Decimals(GainOf(gain, i)),
                    "\t", Decimals(gain.weight[i]), "\n");
    });
  }
  return tsv;
}

}  // namespace lethe
