// SPDX-License-Identifier: Apache-2.0
#include "core/json_range.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "core/result.hpp"

namespace assay::core {
namespace {

using nlohmann::json;

// Every shape that a stranger may give a number.
const char* const strange[] = {"null",
                               "true",
                               "\"1\"",
                               "[]",
                               "{}",
                               "1.5",
                               "1e308",
                               "-1",
                               "1e400",
                               "-1e308",
                               "0.9999",
                               "9223372036854775808",
                               "18446744073709551616"};

TEST(JsonRange, OnlyAWholeNumberOfTheRangeIsTaken) {
  EXPECT_EQ(whole_in(json{{"n", 1}}, "n", 1, 32), 1);
  EXPECT_EQ(whole_in(json{{"n", 32}}, "n", 1, 32), 32);
  EXPECT_EQ(whole_in(json{{"n", INT64_MIN}}, "n", INT64_MIN, 0), INT64_MIN);
  for (const json& bad : {json{{"n", 0}}, json{{"n", 33}}, json::object(), json::array(), json(1)})
    EXPECT_THROW(whole_in(bad, "n", 1, 32), BadInput) << bad;
  for (const char* text : strange) {
    const json bad = {{"n", json::parse(text, nullptr, false)}};
    EXPECT_THROW(whole_in(bad, "n", 1, 32), BadInput) << text;
  }
}

TEST(JsonRange, CountsHaveNoSign) {
  EXPECT_EQ(count_in(json{{"n", 0}}, "n"), 0u);
  EXPECT_EQ(count_in(json{{"n", UINT64_MAX}}, "n"), UINT64_MAX);
  EXPECT_THROW(count_in(json{{"n", 8}}, "n", 7), BadInput);
  for (const char* text : strange)
    EXPECT_THROW(count_in(json{{"n", json::parse(text, nullptr, false)}}, "n", 7), BadInput) << text;
}

TEST(JsonRange, TimesAndNumbersAreBounded) {
  EXPECT_EQ(number_in(json{{"n", 0.5}}, "n", 0, 1), 0.5);
  EXPECT_EQ(number_in(json{{"n", 1}}, "n", 0, 1), 1.0);
  EXPECT_THROW(number_in(json{{"n", 1e308}}, "n", 0, 1e9), BadInput);
  EXPECT_THROW(number_in(json{{"n", nullptr}}, "n", 0, 1e9), BadInput);
  EXPECT_EQ(time_in(json{{"t", 5}}, "t"), Time(Duration(5)));
  EXPECT_THROW(time_in(json{{"t", INT64_MAX}}, "t"), BadInput);
  EXPECT_THROW(time_in(json{{"t", -1}}, "t"), BadInput);
  EXPECT_THROW(duration_in(json{{"t", INT64_MAX}}, "t"), BadInput);
}

TEST(JsonRange, TheSentenceNamesTheMemberAndTheRange) {
  try {
    whole_in(json{{"concurrency", 0}}, "concurrency", 1, 32);
    FAIL();
  } catch (const BadInput& bad) {
    EXPECT_EQ(bad.error.what, "concurrency is 0, which is not in 1 to 32");
  }
}

}  // namespace
}  // namespace assay::core
