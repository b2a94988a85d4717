#include "retriever/importers/import_format.h"

#include <gmock/gmock.h>

#include "tests/support/temp_dir.h"
#include "tests/support/throws_code.h"

namespace lethe {
namespace {

using testing::ThrowsCode;

class ImportFormatTest : public testing::TempDir {
 protected:
  std::string NameFor(const std::string& file, const std::string& content = "{}\n") const {
    return std::string(ChooseFormat("", file, WriteTemp(file, content), {}).name);
  }
};

TEST_F(ImportFormatTest, FilesAreKnownByTheirNames) {
  EXPECT_EQ(NameFor("f.jsonl"), "jsonl");
  EXPECT_EQ(NameFor("f.csv"), "csv");
  EXPECT_EQ(NameFor("F.TSV"), "tsv");
  EXPECT_EQ(NameFor("f.nt"), "nt");
  EXPECT_EQ(NameFor("f.txt"), "text");
  EXPECT_EQ(NameFor("f.json"), "squad");
  EXPECT_EQ(NameFor("f"), "jsonl");
  EXPECT_EQ(NameFor("f.tsv.gz"), "tsv");
  EXPECT_EQ(NameFor("corpus.jsonl", "\n{\"_id\": \"1\", \"text\": \"a\"}\n"), "beir");
}

TEST_F(ImportFormatTest, WhatIsSaidCountsMoreThanTheName) {
  EXPECT_EQ(ChooseFormat("text", "f.csv", "f.csv", {}).name, "text");
}

TEST_F(ImportFormatTest, RefusesUnknownFormatsAndMapsWithoutColumns) {
  EXPECT_THAT([] { ChooseFormat("xml", "f", "f", {}); },
              ThrowsCode(Code::kInvalidArgument, "jsonl, csv, tsv, nt, squad, text, beir"));
  EXPECT_THAT([] { ChooseFormat("text", "f", "f", ColumnMap({"text=1"})); },
              ThrowsCode(Code::kInvalidArgument, "has no columns"));
}

// Whatever the bytes, a reader gives facts or says what is wrong; it neither crashes nor goes on for ever.
TEST_F(ImportFormatTest, EveryReaderSurvivesAnyBytes) {
  const std::vector<std::string> odd = {"",
                                        "\n\n\n",
                                        std::string(3, '\0'),
                                        "\xFF\xFE\x00x",
                                        "\"",
                                        "\"\"\"",
                                        "{",
                                        "[]",
                                        "{\"data\": [{}]}",
                                        "<",
                                        "<a> <b> \"",
                                        "_:",
                                        ",,,\n,,",
                                        "\t\t",
                                        "subject,relation\na",
                                        "text\n\"a",
                                        "{\"_id\": {}}",
                                        "\\u",
                                        "<a:> <b:> \"\\u"};
  for (const ImportFormat& format : ImportFormats()) {
    for (const std::string& bytes : odd) {
      const Path file = WriteTemp("odd", bytes);
      size_t calls = 0;
      std::unique_ptr<FactReader> reader;
      try {
        reader = format.open(file, "odd", {});
      } catch (const Error&) {
        continue;
      }
      for (bool more = true; more && ++calls < 100;) {
        try {
          v1::Fact fact;
          more = reader->Next(fact);
        } catch (const Error& error) {
          EXPECT_EQ(error.code(), Code::kInvalidArgument) << format.name << ": " << error.what();
        }
      }
      EXPECT_LT(calls, 100u) << format.name;
    }
  }
}

}  // namespace
}  // namespace lethe
