#include "datasets/readers/json_document.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "base/random.h"
#include "tests/support/throws_code.h"

namespace lethe {
namespace {

using Json = nlohmann::json;
using Kind = JsonValue::Kind;
using testing::ThrowsCode;

// The same value in another program's tree.
Json ToJson(JsonValue value) {
  switch (value.kind()) {
    case Kind::kNull:
      return nullptr;
    case Kind::kFalse:
      return false;
    case Kind::kTrue:
      return true;
    case Kind::kNumber:
      return Json::parse(value.text());
    case Kind::kString:
      return std::string(value.text());
    case Kind::kArray: {
      Json list = Json::array();
      for (JsonValue item = value.First(); item; item = item.Next()) list.push_back(ToJson(item));
      EXPECT_EQ(list.size(), value.size());
      return list;
    }
    case Kind::kObject:
      break;
  }
  Json object = Json::object();
  for (JsonValue key = value.First(); key; key = key.Next()) {
    const std::string name(key.text());
    key = key.Next();
    if (!object.contains(name)) object[name] = ToJson(key);
  }
  return object;
}

TEST(JsonDocumentTest, ReadsEveryKindOfValue) {
  JsonDocument document;
  const JsonValue root = document.Parse(
      R"( {"text": "a\"\\\/\b\f\n\r\t\u00e9\u20AC\ud83d\ude00é", "list": [1, -2.5e+3, 0, true, false, null, [], {}],)"
      R"( "empty": "", "deep": {"er": {"est": "x"}}} )");
  EXPECT_EQ(root.Find("text").text(), "a\"\\/\b\f\n\r\té€😀é");
  EXPECT_EQ(root.Find("list").size(), 8u);
  EXPECT_EQ(root.Find("deep").Find("er").Find("est").text(), "x");
  EXPECT_EQ(root.Find("empty").text(), "");
  EXPECT_FALSE(root.Find("absent"));
  EXPECT_FALSE(root.Find("text").Find("x"));
  EXPECT_EQ(root.Find("list").First().Next().text(), "-2.5e+3");
}

TEST(JsonDocumentTest, RefusesWhatIsNoJsonAndSaysWhere) {
  JsonDocument document;
  const auto parse = [&](const char* text) { return [&document, text] { document.Parse(text); }; };
  for (const char* text :
       {"",    "{",   "[1,]",    "{\"a\":1,}",  "{\"a\" 1}",   "{a: 1}",       "[1 2]",    "01",   "1.",    "+1",
        "tru", "\"a", "\"\\x\"", "\"\\u12g4\"", "\"\\ud800\"", "\"\\udc00x\"", "\"a\nb\"", "[1]]", "{} {}", "nul"}) {
    EXPECT_THAT(parse(text), ThrowsCode(Code::kInvalidArgument, "not valid JSON at byte")) << text;
  }
  EXPECT_THAT(parse("[1, x]"), ThrowsCode(Code::kInvalidArgument, "byte 5: expected a value"));
  EXPECT_THAT([&] { document.Parse(std::string(300, '[')); }, ThrowsCode(Code::kInvalidArgument, "too deeply"));
}

// Valid and damaged texts: accepts what the other parser accepts, with the same meaning.
TEST(JsonDocumentTest, AgreesWithAnotherParser) {
  const std::string sample =
      R"({"a": [1, 2.5, -3e2, "x\ny\u0041", {"b": null}], "c": "long enough to fill words", "d": true})";
  constexpr std::string_view kSpice = "\"\\{}[],: 0e.-tn";
  JsonDocument document;
  int valid = 0;
  for (uint64_t seed = 0; seed < 20'000; ++seed) {
    Random random(seed);
    std::string text = sample;
    for (uint64_t hits = random.Below(3); hits > 0; --hits) {
      const size_t at = random.Below(text.size());
      if (random.Chance(0.5)) {
        text[at] = kSpice[random.Below(kSpice.size())];
      } else {
        text.erase(at, 1 + random.Below(3));
      }
    }
    const Json expected = Json::parse(text, nullptr, false);
    try {
      const JsonValue root = document.Parse(text);
      ASSERT_FALSE(expected.is_discarded()) << text;
      ++valid;
    } catch (const Error&) {
      ASSERT_TRUE(expected.is_discarded()) << text;
    }
  }
  EXPECT_GT(valid, 1000);
  EXPECT_EQ(ToJson(document.Parse(sample)), Json::parse(sample));
}

}  // namespace
}  // namespace lethe
