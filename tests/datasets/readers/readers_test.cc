// What every reader promises, run over every row of the table: restarts, compression, counted skips, clear errors, and
// nothing but lethe::Error whatever the bytes.
#include <gmock/gmock.h>
#include <zlib.h>

#include "base/line_reader.h"
#include "base/random.h"
#include "datasets/readers/reader.h"
#include "datasets/readers/sample_sources.h"
#include "tests/support/temp_dir.h"
#include "tests/support/throws_code.h"

namespace lethe {
namespace {

using testing::ThrowsCode;

// All that a record says, for comparison.
std::string Flat(const Record& record) {
  std::string all = StrCat(record.id, "|", record.title, "|", record.text, "|", record.question, "|", record.hypothesis,
                           "|", record.type, "|", record.answerable);
  for (const std::string& answer : record.answers) all += "|" + answer;
  for (const AnswerSpan& span : record.spans) all += StrCat("|", span.begin, "-", span.end);
  for (const Passage& passage : record.passages) {
    all += StrCat("|", passage.title, passage.supporting);
    for (const std::string& sentence : passage.sentences) all += "/" + sentence;
  }
  for (const Support& support : record.support) all += StrCat("|", support.title, support.sentence);
  for (const Triple& triple : record.triples)
    all += StrCat("|", triple.subject, ",", triple.relation, ",", triple.object);
  for (const std::string& alias : record.aliases) all += "|" + alias;
  for (const RecordStep& step : record.steps) all += StrCat("|", step.name, step.text, step.answer, step.uses.size());
  return all;
}

std::vector<std::string> ReadAll(std::string_view format, const Path& path, const ReadOptions& options = {}) {
  Reader reader(format, path, options);
  std::vector<std::string> all;
  for (Record record; reader.Next(record);) all.push_back(Flat(record));
  EXPECT_EQ(reader.stats().records, all.size());
  return all;
}

std::string Gzip(const std::string& text) {
  z_stream stream{};
  deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
  std::string out(deflateBound(&stream, text.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

class ReadersTest : public testing::TempDir, public ::testing::WithParamInterface<std::string_view> {
 protected:
  ReadersTest() { options_.part_bytes = 1500; }

  std::string_view format() const { return GetParam(); }
  Path Write(const std::string& text, std::string_view suffix = {}) const {
    return WriteTemp(StrCat("qa1_sample", SampleSuffix(format()), suffix), text);
  }

  ReadOptions options_;
};

TEST_P(ReadersTest, GivesEveryRecordOfTheSample) {
  const auto records = ReadAll(format(), Write(SampleSource(format(), 20'000, 1)), options_);
  EXPECT_GE(records.size(), 3u);
  EXPECT_THAT(records, ::testing::Each(::testing::SizeIs(::testing::Gt(12u))));
}

TEST_P(ReadersTest, GivesTheSameFromGzip) {
  const std::string text = SampleSource(format(), 20'000, 2);
  const auto plain = ReadAll(format(), Write(text), options_);
  std::filesystem::remove(dir() / StrCat("qa1_sample", SampleSuffix(format())));
  auto packed = ReadAll(format(), Write(Gzip(text), ".gz"), options_);
  for (std::string& record : packed) {  // ids hold the name of the file where a source has none
    if (const size_t gz = record.find(".gz"); gz != std::string::npos) record.erase(gz, 3);
  }
  EXPECT_EQ(packed, plain);
}

TEST_P(ReadersTest, BeginsAgainAtEveryPosition) {
  const Path folder = Write(SampleSource(format(), 6'000, 3)).parent_path();
  WriteTemp(StrCat("qa2_more", SampleSuffix(format())), SampleSource(format(), 3'000, 4));
  const auto all = ReadAll(format(), folder, options_);
  Reader reader(format(), folder, options_);
  size_t given = 0;
  for (Record record; reader.Next(record);) {
    ++given;
    ReadOptions rest = options_;
    rest.start = reader.position();
    ASSERT_NE(rest.start, "");
    EXPECT_EQ(ReadAll(format(), folder, rest), std::vector<std::string>(all.begin() + given, all.end()))
        << "begun at " << rest.start;
  }
  EXPECT_EQ(given, all.size());
}

// A byte that is no UTF-8 makes one record bad, which is counted and named; the others are still there.
TEST_P(ReadersTest, LeavesOutAsManyBadRecordsAsItMay) {
  std::string text = SampleSource(format(), 20'000, 5);
  const size_t all = ReadAll(format(), Write(text), options_).size();
  size_t letter = text.find("waited", text.size() / 2);
  if (letter == std::string::npos) letter = text.find("bathroom", text.size() / 2);
  if (letter == std::string::npos) letter = text.find("obj_label", text.size() / 2) + 14;
  if (format() == "entityquestions") letter = text.find("born", text.size() / 2);
  if (format() == "facts") letter = text.find("subject", text.size() / 2) + 12;
  text[letter] = '\xE9';
  const Path file = Write(text);
  EXPECT_THAT([&] { ReadAll(format(), file, options_); }, ThrowsCode(Code::kInvalidArgument, "UTF-8"));
  options_.skip_bad = 1;
  Reader reader(format(), file, options_);
  Record record;
  while (reader.Next(record)) {
  }
  EXPECT_EQ(reader.stats().skipped, 1u);
  EXPECT_GE(reader.stats().records + 8, all);  // an article of SQuAD is lost as a whole
  EXPECT_LT(reader.stats().records, all + 1);
  ASSERT_EQ(reader.stats().reasons.size(), 1u);
  EXPECT_THAT(reader.stats().reasons[0], ::testing::HasSubstr("qa1_sample"));
}

TEST_P(ReadersTest, RefusesWhatIsNoTextOfItsKind) {
  EXPECT_THAT([&] { ReadAll(format(), Write("\xFF\xFEh\0i\0", {})); }, ThrowsCode(Code::kInvalidArgument, "UTF-16"));
  EXPECT_THAT([&] { ReadAll(format(), dir() / "nothing"); }, ThrowsCode(Code::kNotFound, "nothing"));
  EXPECT_THAT([&] { ReadAll(format(), WriteTemp(StrCat("empty", SampleSuffix(format())), "")); },
              ThrowsCode(Code::kInvalidArgument));
  std::filesystem::create_directories(dir() / "folder");
  EXPECT_THAT([&] { ReadAll(format(), dir() / "folder"); }, ThrowsCode(Code::kNotFound, "holds no file"));
  std::string packed = Gzip(SampleSource(format(), 20'000, 6));
  packed.resize(packed.size() * 2 / 3);
  EXPECT_THAT([&] { ReadAll(format(), Write(packed, ".gz")); }, ThrowsCode(Code::kDataLoss, "truncated gzip"));
}

TEST_P(ReadersTest, ALineWithoutEndIsAnErrorInLittleMemory) {
  options_.max_record_bytes = 100'000;
  const Path file = Write(std::string(5'000'000, 'x'));
  try {
    ReadAll(format(), file, options_);
    ADD_FAILURE() << "nothing was thrown";
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), ::testing::HasSubstr("longer than"));
  }
}

// Random damage: bytes changed, cut out, doubled, put in. Any outcome is right but a crash and a foreign exception.
TEST_P(ReadersTest, ThrowsNothingButErrorsWhateverTheBytes) {
  const std::string sample = SampleSource(format(), 3'000, 7);
  constexpr std::string_view kSpice = "\"\\{}[],:\n\t'()0-9.=\x80\xFF#<|";
  options_.skip_bad = 1000;
  options_.max_record_bytes = 20'000;
  for (uint64_t seed = 0; seed < 300; ++seed) {
    Random random(seed);
    std::string text = sample;
    for (uint64_t hits = 1 + random.Below(8); hits > 0 && !text.empty(); --hits) {
      const size_t at = random.Below(text.size());
      const size_t size = std::min<size_t>(1 + random.Below(40), text.size() - at);
      const uint64_t kind = random.Below(5);
      if (kind == 0) text[at] = static_cast<char>(random.Below(256));
      if (kind == 1) text.erase(at, size);
      if (kind == 2) text.insert(at, text.substr(random.Below(text.size()), size));
      if (kind == 3) text.insert(at, 1, kSpice[random.Below(kSpice.size())]);
      if (kind == 4) text.resize(std::max<size_t>(at, 1));
    }
    const Path file = Write(text);
    try {
      ReadAll(format(), file, options_);
    } catch (const Error&) {
    }  // anything else ends the test
  }
}

std::vector<std::string_view> FormatNames() {
  std::vector<std::string_view> names;
  for (const Format& format : ReaderFormats()) names.push_back(format.name);
  return names;
}
INSTANTIATE_TEST_SUITE_P(All, ReadersTest, ::testing::ValuesIn(FormatNames()),
                         [](const auto& info) { return std::string(info.param); });

}  // namespace
}  // namespace lethe
