// Every reader of public data sets: records are proper text, spans lie in it, and a stream begun again in the middle
// gives what was still to come.
#include "base/error.h"
#include "base/text.h"
#include "datasets/readers/entity_questions.h"
#include "datasets/readers/factbook.h"
#include "datasets/readers/reader.h"
#include "datasets/readers/sample_sources.h"
#include "tests/fuzz/fuzz_target.h"

namespace lethe::fuzz {
namespace {

constexpr size_t kSampleBytes = 600;
constexpr uint64_t kSkipAll = uint64_t{1} << 40;

void CheckText(const std::string& text, const Record& record) {
  if (!IsValidUtf8(text)) throw FuzzFailure(StrCat(record.where, ": text that is not UTF-8"));
}

void CheckRecord(const Record& record) {
  for (const std::string* text :
       {&record.id, &record.title, &record.text, &record.question, &record.hypothesis, &record.type})
    CheckText(*text, record);
  for (const std::string& answer : record.answers) CheckText(answer, record);
  for (const Passage& passage : record.passages) {
    CheckText(passage.title, record);
    for (const std::string& sentence : passage.sentences) CheckText(sentence, record);
  }
  for (const AnswerSpan& span : record.spans) {
    if (span.begin > span.end || span.end > record.text.size())
      throw FuzzFailure(StrCat(record.where, ": span ", span.begin, " to ", span.end, " of ", record.text.size()));
  }
}

struct Stream {
  std::vector<std::string> records;    // in short
  std::vector<std::string> positions;  // behind each
  std::string end;                     // the error it ended with
};

Stream ReadFrom(std::string_view format, const Path& file, const std::string& start, size_t most) {
  Stream stream;
  ReadOptions options;
  options.skip_bad = kSkipAll;
  options.max_record_bytes = 1 << 16;
  options.part_bytes = 256;
  options.start = start;
  try {
    Reader reader(format, file, options);
    for (Record record; reader.Next(record);) {
      CheckRecord(record);
      stream.records.push_back(StrCat(record.id, "|", record.question, "|", record.text));
      stream.positions.push_back(reader.position());
      if (stream.records.size() > most) throw FuzzFailure("more records than bytes");
    }
  } catch (const Error& error) {
    stream.end = error.what();
  }
  return stream;
}

void ReadTwice(std::string_view format, std::string_view bytes) {
  const Path file = WriteInput(bytes);
  const size_t most = bytes.size() + 10;
  const Stream whole = ReadFrom(format, file, "", most);
  if (whole.records.size() < 2) return;
  const size_t at = whole.records.size() / 2;
  const Stream rest = ReadFrom(format, file, whole.positions[at - 1], most);
  if (!std::equal(rest.records.begin(), rest.records.end(), whole.records.begin() + static_cast<std::ptrdiff_t>(at),
                  whole.records.end())) {
    throw FuzzFailure(StrCat("begun again at ", whole.positions[at - 1], " it gives ", rest.records.size(),
                             " records, not the ", whole.records.size() - at, " that were to come"));
  }
  if (rest.end != whole.end) throw FuzzFailure(StrCat("begun again it ends with \"", rest.end, "\", not ", whole.end));
}

std::vector<std::string> WordsOf(std::string_view format) {
  const bool json = SampleSuffix(format).starts_with(".json");
  if (json)
    return {"\"text\": \"", "\"question\": \"", "\"answers\": [", "null", "[]", "{}", "\\u0000", "\\ud800", "-1",
            "}\n{",         "\"id\": "};
  return {"\n\n", "= = Title = =\n", " = Title = \n", "<|endoftext|>", "1 ", "\t", "\"",
          ",",    "*** START OF",    "\xC3\xA9",      "\r\n"};
}

// Readers that visit every record of a file.
template <typename Read>
FuzzTarget Visiting(const char* name, std::vector<std::string> seeds, std::vector<std::string> words, Read read) {
  const auto run = [read](std::string_view bytes) {
    const Path file = WriteInput(bytes);
    try {
      read(file);
    } catch (const Error&) {
    }
  };
  return {name, run, std::move(seeds), std::move(words)};
}

}  // namespace

std::vector<FuzzTarget> DatasetTargets() {
  std::vector<FuzzTarget> targets;
  for (const Format& format : ReaderFormats()) {
    FuzzTarget target{StrCat("read_", format.name), nullptr, {}, WordsOf(format.name)};
    for (uint64_t seed = 1; seed <= 3; ++seed) target.seeds.push_back(SampleSource(format.name, kSampleBytes, seed));
    target.run = [name = format.name](std::string_view bytes) { ReadTwice(name, bytes); };
    targets.push_back(std::move(target));
  }
  targets.push_back(
      Visiting("read_factbook",
               {"{\"countries\": {\"norway\": {\"data\": {\"name\": \"Norway\", \"government\": {\"capital\": "
                "{\"name\": \"Oslo\"}}}}}}"},
               {"\"data\": {", "\"name\": \"", "\"government\": ", "null", "[]"},
               [](const Path& file) { ReadFactbook(file, [](const SourceFact&) {}); }));
  targets.push_back(Visiting("read_entity_templates", {"{\"P19\": \"Where was [X] born?\"}"}, {"[X]", "\"P1\": ", "[]"},
                             [](const Path& file) { const EntityQuestionsReader reader(file); }));
  return targets;
}

}  // namespace lethe::fuzz
