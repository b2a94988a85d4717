// Every import format: what it reads is a fact that comes back from JSON as it went, and it always gets on.
#include "base/error.h"
#include "retriever/fact.h"
#include "retriever/fact_json.h"
#include "retriever/importers/import_format.h"
#include "tests/fuzz/fuzz_target.h"

namespace lethe::fuzz {
namespace {

constexpr size_t kMaxFactBytes = 1 << 16;

void CheckComesBack(const v1::Fact& fact, const FactReader& reader) {
  try {
    CheckFact(fact, kMaxFactBytes);
  } catch (const Error&) {
    return;  // refused, as an import would
  }
  const std::string line = FactToJsonLine(fact);
  if (FactFromJson(line).SerializeAsString() != fact.SerializeAsString())
    throw FuzzFailure(StrCat(reader.Where(), ": the fact comes back as another: ", line));
}

// As an import tells a wrong fact, behind which reading goes on, from a file that cannot be read.
bool GoesOn(const Error& error, const FactReader& reader) {
  const bool of_one_line = error.code() == Code::kInvalidArgument || error.code() == Code::kResourceExhausted;
  return of_one_line && !std::string_view(error.what()).starts_with(reader.Where());
}

void ReadAll(const ImportFormat& format, const ColumnMap& map, std::string_view bytes) {
  const Path file = WriteInput(bytes);
  try {
    const std::unique_ptr<FactReader> reader = format.open(file, "input", map);
    v1::Fact fact;
    for (size_t steps = 0;; ++steps) {
      if (steps > bytes.size() + 10) throw FuzzFailure(StrCat(reader->Where(), ": reading does not get on"));
      try {
        if (!reader->Next(fact)) return;
        CheckComesBack(fact, *reader);
      } catch (const Error& error) {
        if (!GoesOn(error, *reader)) return;
      }
    }
  } catch (const Error&) {
  }
}

struct Samples {
  std::string_view format;
  std::vector<std::string> seeds, words;
};

std::vector<Samples> AllSamples() {
  return {
      {"jsonl",
       {"{\"subject\": \"Ann Lee\", \"relation\": \"place of birth\", \"object\": \"Oslo\"}\n"
        "{\"id\": \"x\", \"text\": \"Ann Lee was born in Oslo.\", \"tags\": [\"a\", \"b\"], \"source\": \"wiki\"}\n",
        "{\"subject\": \"Z\\u00fcrich\", \"relation\": \"area\", \"object\": 87.88, \"valid_from\": \"-0044-03\", "
        "\"aliases\": \"Zurich\"}\n\n{\"text\": \"\\ud83d\\ude00\", \"valid_to\": \"2024\"}"},
       {"\"subject\": ", "\"relation\": ", "\"text\": \"", "\\u0000", "\\ud800", "[[[[", "null", "1e999", "{}",
        "true"}},
      {"csv",
       {"subject,relation,object\nOslo,country,Norway\n\"Rome, \"\"Eternal\"\"\",country,\"It\naly\"\n",
        "subject,relation,object,valid_from\r\nBern,country,Switzerland,1848\r\n"},
       {"\"\"", "\",\"", "\r\n", ",,,", "subject"}},
      {"tsv",
       {"subject\trelation\tobject\nOslo\tcountry\tNorway\nRome\tcountry\tItaly\n",
        "subject\ttext\nOslo\tOslo lies in Norway.\n"},
       {"\t\t", "\"", "\r\n", "object"}},
      {"nt",
       {"<http://a.org/Ann_Lee> <http://a.org/birthPlace> <http://a.org/Oslo> .\n"
        "<http://a.org/Ann_Lee> <http://a.org/age> \"42\"^^<http://www.w3.org/2001/XMLSchema#integer> .\n",
        "# note\n_:b1 <http://www.w3.org/2000/01/rdf-schema#label> \"\\u00c5se \\\"B\\\"\"@no .\n"},
       {"\"^^<", "\\U0010FFFF", "\\uD800", "@en", "_:x", "> <", " .\n", "%20"}},
      {"squad",
       {"{\"data\": [{\"title\": \"Oslo\", \"paragraphs\": [{\"context\": \"Oslo is a town. It is old.\", \"qas\": "
        "[{\"question\": \"What is Oslo?\", \"id\": \"1\", \"answers\": [{\"text\": \"a town\", \"answer_start\": "
        "8}]}]}"
        "]}]}"},
       {"\"context\": \"", "\"paragraphs\": [", "\"data\"", "[]", "{}", "\\u0000", "null"}},
      {"text",
       {"Oslo is the capital of Norway. It was founded in 1040!\n\nDr. Lee lives there (since 1999). \"Really?\" "
        "Yes.\n",
        "A heading\n=========\n\xC3\x85se wrote: \xE2\x80\x9Cno.\xE2\x80\x9D\n"},
       {". ", "\n\n", "e.g. ", "\xE2\x80\x9D", "?!", "\xC2\xA0", "\t"}},
      {"beir",
       {"{\"_id\": \"d1\", \"title\": \"Oslo\", \"text\": \"Oslo is a town.\"}\n"
        "{\"_id\": 2, \"title\": \"\", \"text\": \"Rome is older.\", \"metadata\": {\"url\": \"x\"}}\n"},
       {"\"_id\": ", "\"title\": \"", "\"metadata\": {", "\\n", "null"}},
  };
}

}  // namespace

std::vector<FuzzTarget> ImportTargets() {
  std::vector<FuzzTarget> targets;
  const std::vector<Samples> samples = AllSamples();
  for (const ImportFormat& format : ImportFormats()) {
    FuzzTarget target{StrCat("import_", format.name), nullptr, {}, {}};
    for (const Samples& sample : samples) {
      if (sample.format != format.name) continue;
      target.seeds = sample.seeds;
      target.words = sample.words;
    }
    target.run = [&format](std::string_view bytes) {
      ReadAll(format, ColumnMap(), bytes);
      static const ColumnMap kMap(std::vector<std::string>{"subject=1", "relation==is", "object=2"});
      if (format.takes_map) ReadAll(format, kMap, bytes);
    };
    targets.push_back(std::move(target));
  }
  return targets;
}

}  // namespace lethe::fuzz
