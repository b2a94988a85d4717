#include "datasets/names/value_generators.h"

#include <gtest/gtest.h>

#include <set>

#include "base/text.h"

namespace lethe {
namespace {

TEST(ValueGenerators, EveryTypeGivesManyCleanValues) {
  for (const char* type :
       {"number", "year",  "date",    "time",        "code",  "money", "duration", "length",  "area",  "weight",
        "volume", "speed", "percent", "temperature", "email", "phone", "room",     "weekday", "month", "distance"}) {
    ASSERT_TRUE(HasValueGenerator(type)) << type;
    Random random(1);
    std::set<std::string> values;
    for (int i = 0; i < 400; ++i) {
      const std::string value = MakeValue(type, random);
      values.insert(value);
      ASSERT_FALSE(value.empty());
      ASSERT_TRUE(IsValidUtf8(value)) << type;
      ASSERT_EQ(value.find('|'), std::string::npos);
      ASSERT_EQ(Trim(value), value) << type;
    }
    EXPECT_GE(values.size(), std::string(type) == "weekday" ? 7u : std::string(type) == "month" ? 12u : 50u) << type;
  }
  EXPECT_FALSE(HasValueGenerator("person"));
}

TEST(ValueGenerators, NumbersStayInRangeAndAreGroupedRightly) {
  Random random(2);
  bool grouped = false;
  for (int i = 0; i < 1000; ++i) {
    const std::string text = MakeNumber(random, 10, 2'000'000);
    const std::string digits = ReplaceAll(text, ",", "");
    const long value = std::stol(digits);
    ASSERT_GE(value, 10);
    ASSERT_LE(value, 2'000'000);
    if (const size_t comma = text.rfind(','); comma != std::string::npos) {
      ASSERT_EQ(text.size() - comma, 4u) << text;
      grouped = true;
    }
  }
  EXPECT_TRUE(grouped);
}

TEST(ValueGenerators, DatesComeInSeveralFormats) {
  Random random(3);
  bool iso = false, words = false, slashes = false;
  for (int i = 0; i < 300; ++i) {
    const std::string date = MakeDate(random);
    iso |= date.size() == 10 && date[4] == '-';
    slashes |= date.find('/') != std::string::npos;
    words |= date.find(' ') != std::string::npos;
  }
  EXPECT_TRUE(iso && words && slashes);
}

}  // namespace
}  // namespace lethe
