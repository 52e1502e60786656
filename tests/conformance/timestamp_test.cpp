// SPDX-License-Identifier: Apache-2.0
#include "conformance/rules/timestamp.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace assay::conformance {
namespace {

using namespace std::chrono_literals;
using Form = TimeForm;

const core::Time noon = std::chrono::sys_days(std::chrono::year(2026) / 1 / 31) + 12h;

TEST(ReadTime, TellsTheFormsApart) {
  static const struct {
    const char* text;
    Form form;
  } rows[] = {
      {"2026-01-31T12:00:00Z", Form::exact},
      {"2024-02-29T00:00:00Z", Form::exact},
      {"2016-12-31T23:59:60Z", Form::exact},
      {"0001-01-01T00:00:00Z", Form::exact},
      {"2026-01-31T12:00:00.5Z", Form::fraction},
      {"2026-01-31T12:00:00.123456789Z", Form::fraction},
      {"2026-01-31T12:00:00,5Z", Form::fraction},
      {"2026-01-31T12:00:00+00:00", Form::offset},
      {"2026-01-31T12:00:00-05:30", Form::offset},
      {"2026-01-31T12:00:00.262000+00:00", Form::offset},
      {"2026-01-31T12:00:00+0100", Form::offset},
      {"2026-01-31T12:00:00+01", Form::offset},
      {"2026-01-31t12:00:00Z", Form::lower_case},
      {"2026-01-31T12:00:00z", Form::lower_case},
      {"", Form::empty},
      {"2026-01-31T12:00:00", Form::no_zone},
      {"2026-01-31T12:00:00.773159", Form::no_zone},
      {"2026-01-31 12:00:00", Form::space},
      {"2026-01-31 12:00:00.773159", Form::space},
      {"2026-01-31 12:00:00Z", Form::space},
      {"2026-01-31 12:00:00 +0000", Form::space},
      {"1769860800", Form::number},
      {"1769860800.25", Form::number},
      {"-1", Form::number},
      {"2026-02-29T12:00:00Z", Form::no_such_date},
      {"2026-13-01T12:00:00Z", Form::no_such_date},
      {"2026-01-00T12:00:00Z", Form::no_such_date},
      {"2026-01-31T24:00:00Z", Form::no_such_date},
      {"2026-01-31T12:60:00Z", Form::no_such_date},
      {"2026-01-31T12:00:61Z", Form::no_such_date},
      {"2026-01-31", Form::not_a_date},
      {"2026-01-31T12:00Z", Form::not_a_date},
      {"2026-1-31T12:00:00Z", Form::not_a_date},
      {"26-01-31T12:00:00Z", Form::not_a_date},
      {"20260131T120000Z", Form::not_a_date},
      {"Sat, 31 Jan 2026 12:00:00 GMT", Form::not_a_date},
      {" 2026-01-31T12:00:00Z", Form::not_a_date},
      {"2026-01-31T12:00:00Z\n", Form::not_a_date},
      {"2026-01-31T12:00:00ZZ", Form::not_a_date},
      {"2026-01-31T12:00:00 UTC", Form::not_a_date},
      {"None", Form::not_a_date},
      {" ", Form::not_a_date},
  };
  int judged = 0;
  for (const auto& row : rows) {
    EXPECT_EQ(name(read_time(std::string_view(row.text)).form), name(row.form)) << row.text;
    ++judged;
  }
  EXPECT_EQ(judged, 42);
}

TEST(ReadTime, KnowsTheInstant) {
  static const struct {
    const char* text;
    core::Duration after_noon;
    bool zoned;
  } rows[] = {
      {"2026-01-31T12:00:00Z", 0s, true},
      {"2026-01-31T12:00:00.25Z", 250ms, true},
      {"2026-01-31T12:00:00.1234567Z", 123456us, true},
      {"2026-01-31T14:00:00+02:00", 0s, true},
      {"2026-01-31T06:30:00-0530", 0s, true},
      {"2026-01-31T13:00:00.5+01", 500ms, true},
      {"2026-01-31T12:00:01", 1s, false},
      {"2026-01-31 12:00:00", 0s, false},
      {"2026-01-31t12:00:00z", 0s, true},
  };
  int read = 0;
  for (const auto& row : rows) {
    const TimeText time = read_time(std::string_view(row.text));
    ASSERT_TRUE(time.instant.has_value()) << row.text;
    EXPECT_EQ((*time.instant - noon).count(), row.after_noon.count()) << row.text;
    EXPECT_EQ(time.zoned, row.zoned) << row.text;
    ++read;
  }
  EXPECT_EQ(read, 9);
}

TEST(ReadTime, OfAValueThatIsNoText) {
  EXPECT_FALSE(read_time(nlohmann::json(nullptr)).has_value());
  EXPECT_EQ(read_time(nlohmann::json(1769860800))->form, Form::number);
  EXPECT_EQ(read_time(nlohmann::json(1.5))->form, Form::number);
  EXPECT_EQ(read_time(nlohmann::json(true))->form, Form::not_a_date);
  EXPECT_EQ(read_time(nlohmann::json::array())->form, Form::not_a_date);
  EXPECT_EQ(read_time(nlohmann::json("2026-01-31T12:00:00Z"))->form, Form::exact);
}

TEST(ReadTime, SurvivesALongText) {
  EXPECT_EQ(read_time(std::string_view(std::string(1'000'000, '1'))).form, Form::not_a_date);
}

TEST(TimeForm, IsMildWhereAnInstantOrNothingIsMeant) {
  int mild = 0;
  for (int form = 0; form <= static_cast<int>(Form::not_a_date); ++form) {
    EXPECT_FALSE(name(static_cast<Form>(form)).empty());
    mild += is_mild(static_cast<Form>(form)) ? 1 : 0;
  }
  EXPECT_EQ(mild, 4);
  EXPECT_FALSE(is_mild(Form::exact));
  EXPECT_FALSE(is_mild(Form::no_zone));
  EXPECT_TRUE(is_mild(Form::empty));
}

}  // namespace
}  // namespace assay::conformance
