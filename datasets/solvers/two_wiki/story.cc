#include "datasets/solvers/two_wiki/story.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/text.h"
#include "datasets/solvers/two_wiki/name_similarity.h"
#include "retriever/normalize.h"

namespace lethe {
namespace {

using Json = nlohmann::json;
using Triple = TwoWikiStory::Triple;
using Paragraph = TwoWikiStory::Paragraph;

// Below any name that shares half of its words.
constexpr double kSameParagraph = 0.4;

bool IsString(const Json& json) {
  return json.is_string();
}

std::vector<Triple> ReadTriples(const Json& record, const std::string& where) {
  const auto evidences = record.find("evidences");
  if (evidences == record.end() || !evidences->is_array()) {
    throw Error(Code::kInvalidArgument, StrCat(where, ": expected a list of triples in the field \"evidences\""));
  }
  std::vector<Triple> triples;
  for (const Json& evidence : *evidences) {
    if (!evidence.is_array() || evidence.size() != 3 || !std::all_of(evidence.begin(), evidence.end(), IsString)) {
      throw Error(Code::kInvalidArgument, StrCat(where, ": the field \"evidences\" holds ", evidence.dump(),
                                                 ", which is no triple of strings"));
    }
    triples.push_back(
        {evidence[0].get<std::string>(), AsciiLower(evidence[1].get<std::string>()), evidence[2].get<std::string>()});
  }
  return triples;
}

// Paragraphs only help with names, so one of another shape is passed over.
std::vector<Paragraph> ReadParagraphs(const Json& record) {
  std::vector<Paragraph> paragraphs;
  for (const Json& entry : record.value("context", Json::array())) {
    const bool good = entry.is_array() && entry.size() == 2 && entry[0].is_string() && entry[1].is_array();
    if (!good) continue;
    std::string text;
    for (const Json& sentence : entry[1]) {
      if (sentence.is_string()) text += sentence.get<std::string>() + " ";
    }
    paragraphs.push_back({NormalizeKey(entry[0].get<std::string>()), std::move(text)});
  }
  return paragraphs;
}

}  // namespace

bool TwoWikiStory::Has(std::string_view relation) const {
  return std::any_of(triples.begin(), triples.end(), [&](const Triple& triple) { return triple.relation == relation; });
}

double TwoWikiStory::Likeness(std::string_view name, std::string_view subject) const {
  const double similarity = NameSimilarity(name, subject);
  if (similarity > 0) return similarity;
  const std::string title = NormalizeKey(name), mention = FoldText(subject);
  const bool linked = std::any_of(paragraphs.begin(), paragraphs.end(), [&](const Paragraph& paragraph) {
    return paragraph.title == title && FoldText(paragraph.text).find(mention) != std::string::npos;
  });
  return linked ? kSameParagraph : 0;
}

std::vector<std::string> TwoWikiStory::ValuesOf(std::string_view name, std::string_view relation) const {
  std::vector<std::string> values;
  double best = 0;
  for (const Triple& triple : triples) {
    if (triple.relation != relation) continue;
    const double likeness = Likeness(name, triple.subject);
    if (likeness == 0 || likeness < best) continue;
    if (likeness > best) values.clear();
    best = likeness;
    values.push_back(triple.object);
  }
  return values;
}

TwoWikiStory ReadTwoWikiStory(const Json& record, const std::string& where) {
  return {ReadTriples(record, where), ReadParagraphs(record)};
}

}  // namespace lethe
