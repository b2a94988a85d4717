#include "datasets/readers/text_records.h"

#include "base/byte_stream.h"
#include "base/text.h"
#include "datasets/readers/csv_rows.h"
#include "datasets/readers/json_format.h"

namespace lethe {
namespace {

void FillText(const RecordFields& fields, Record& record) {
  record.text = fields.Text("text");
  record.title = fields.TextOr("title", "");
  record.type = fields.TextOr("source", "");
  TakeId(fields, fields.Find("id") ? "id" : "url", record);
}

// [dblookup('Entity', 'Relation') -> Value]
void TakeLookups(const RecordFields& fields, std::string_view text, Record& record) {
  constexpr std::string_view kBegin = "[dblookup('", kMiddle = "', '", kArrow = "') -> ";
  for (size_t at = 0; (at = text.find(kBegin, at)) != std::string_view::npos;) {
    const size_t subject = at + kBegin.size();
    const size_t middle = text.find(kMiddle, subject);
    const size_t arrow = text.find(kArrow, middle);
    const size_t end = text.find(']', arrow);
    if (end == std::string_view::npos) {
      fields.Fail("annotated_text", StrCat("free of broken look-ups; the one at byte ", at + 1,
                                           " is not of the form [dblookup('A', 'B') -> C]"));
    }
    Triple& triple = record.triples.emplace_back();
    triple.subject = text.substr(subject, middle - subject);
    triple.relation = text.substr(middle + kMiddle.size(), arrow - middle - kMiddle.size());
    triple.object = text.substr(arrow + kArrow.size(), end - arrow - kArrow.size());
    at = end;
  }
}

void FillLmlm(const RecordFields& fields, Record& record) {
  record.text = fields.Text("text");
  TakeLookups(fields, fields.Text("annotated_text"), record);
  record.title = record.text.substr(0, record.text.find(": "));
  if (record.title.size() > 100) record.title.clear();
}

void FillFact(const RecordFields& fields, Record& record) {
  record.text = fields.TextOr("text", "");
  record.type = fields.TextOr("source", "");
  TakeId(fields, "id", record);
  record.aliases = fields.Texts(fields.ListOr("aliases"), "aliases");
  if (!fields.Find("subject") && !record.text.empty()) return;
  record.triples.push_back(
      {std::string(fields.Text("subject")), std::string(fields.Text("relation")), std::string(fields.Text("object"))});
  record.answers.push_back(record.triples[0].object);
}

class FactTable : public FormatReader {
 public:
  FactTable(const FormatOptions& options, char separator)
      : stem_(options.file.filename().string()),
        table_(options.file, options.max_record_bytes, {"subject", "relation", "object"}, separator) {
    table_.Seek(options.start.offset, options.start.line);
  }

  bool Next(Record& record) override {
    if (!NextRecord(table_, stem_, record)) return false;
    record.type = table_.Optional("source");
    record.text = table_.Optional("text");
    record.triples.push_back({table_.Required("subject"), table_.Required("relation"), table_.Required("object")});
    record.answers.push_back(record.triples[0].object);
    for (const std::string_view alias : Split(table_.Optional("aliases"), ';')) {
      if (!Trim(alias).empty()) record.aliases.emplace_back(Trim(alias));
    }
    return true;
  }

  ReadPosition position() const override { return {table_.offset(), table_.line(), 0}; }

 private:
  std::string stem_;
  CsvTable table_;
};

void FillTrex(const RecordFields& fields, Record& record) {
  record.triples.push_back({std::string(fields.Text("sub_label")), std::string(fields.Text("relation")),
                            std::string(fields.Text("obj_label"))});
  record.answers.push_back(record.triples[0].object);
  TakeId(fields, "uuid", record);
}

}  // namespace

std::unique_ptr<FormatReader> OpenTextRecords(const FormatOptions& options) {
  return std::make_unique<JsonFormat>(options, "", FillOne<FillText>);
}
std::unique_ptr<FormatReader> OpenLmlm(const FormatOptions& options) {
  return std::make_unique<JsonFormat>(options, "", FillOne<FillLmlm>);
}
std::unique_ptr<FormatReader> OpenFacts(const FormatOptions& options) {
  const std::string file = options.file.string();
  const std::string_view name = WithoutPacking(file);
  if (name.ends_with(".csv")) return std::make_unique<FactTable>(options, ',');
  if (name.ends_with(".tsv") || name.ends_with(".tab")) return std::make_unique<FactTable>(options, '\t');
  return std::make_unique<JsonFormat>(options, "", FillOne<FillFact>);
}
std::unique_ptr<FormatReader> OpenTrex(const FormatOptions& options) {
  return std::make_unique<JsonFormat>(options, "", FillOne<FillTrex>);
}

}  // namespace lethe
