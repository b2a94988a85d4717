#include "datasets/plain_text/gain_record.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "base/error.h"

namespace lethe {
namespace {

using Json = nlohmann::ordered_json;

Json Rounded(const std::vector<float>& values) {
  Json list = Json::array();
  for (const float value : values) list.push_back(std::round(static_cast<double>(value) * 1e4) / 1e4);
  return list;
}

class RecordParser {
 public:
  RecordParser(std::string_view line, const std::string& where)
      : json_(Json::parse(line, nullptr, /*allow_exceptions=*/false)), where_(where) {
    if (!json_.is_object()) Fail("line", "one JSON object");
  }

  std::string Id() const {
    if (!json_.contains("id") || !json_["id"].is_string()) Fail("id", "a string");
    return json_["id"].get<std::string>();
  }

  template <typename T>
  std::vector<T> Numbers(const char* field) const {
    std::vector<T> numbers;
    for (const Json& value : List(field)) {
      if (!value.is_number()) Fail(field, "a list of numbers");
      numbers.push_back(value.get<T>());
    }
    return numbers;
  }

  std::vector<WordKind> Kinds() const {
    std::vector<WordKind> kinds;
    for (const Json& value : List("kinds")) {
      const auto found = std::find_if(kWordKinds.begin(), kWordKinds.end(), [&](WordKind kind) {
        return value.is_string() && value.get<std::string>() == WordKindName(kind);
      });
      if (found == kWordKinds.end()) Fail("kinds", "a list of kinds of words");
      kinds.push_back(*found);
    }
    return kinds;
  }

  [[noreturn]] void Fail(const char* field, const char* expected) const {
    throw Error(Code::kInvalidArgument, StrCat(where_, ": field \"", field, "\" must be ", expected,
                                               "; make the file again with `lethe dataset context --model`"));
  }

 private:
  const Json& List(const char* field) const {
    if (!json_.contains(field) || !json_[field].is_array()) Fail(field, "a list");
    return json_[field];
  }

  Json json_;
  const std::string& where_;
};

}  // namespace

void AppendGainRecord(const GainRecord& record, std::string& out) {
  Json kinds = Json::array();
  for (const WordKind kind : record.kinds) kinds.push_back(WordKindName(kind));
  const Json json = {{"id", record.id},
                     {"ends", record.ends},
                     {"kinds", kinds},
                     {"loss_with", Rounded(record.loss_with)},
                     {"loss_without", Rounded(record.loss_without)},
                     {"weight", Rounded(record.weight)}};
  out += json.dump() + "\n";
}

GainRecord ParseGainRecord(std::string_view line, const std::string& where) {
  const RecordParser parser(line, where);
  GainRecord record;
  record.id = parser.Id();
  record.ends = parser.Numbers<uint32_t>("ends");
  record.kinds = parser.Kinds();
  record.loss_with = parser.Numbers<float>("loss_with");
  record.loss_without = parser.Numbers<float>("loss_without");
  record.weight = parser.Numbers<float>("weight");
  const size_t n = record.ends.size();
  if (record.kinds.size() != n || record.loss_with.size() != n || record.loss_without.size() != n ||
      record.weight.size() != n) {
    parser.Fail("weight", "as long as the other lists");
  }
  return record;
}

}  // namespace lethe
