// SPDX-License-Identifier: Apache-2.0
#include "conformance/rules/time_window.hpp"

#include <gtest/gtest.h>

namespace assay::conformance {
namespace {

using namespace std::chrono_literals;
using Kind = StartPlace::Kind;

const core::Time noon = std::chrono::sys_days(std::chrono::year(2026) / 1 / 31) + 12h;

const schemas::Dialect& wes() {
  static const auto dialect = schemas::load_dialect("wes", "1.1.0").value();
  return *dialect;
}

core::Exchange answered(const char* date, core::Duration took = 0s) {
  core::Exchange exchange;
  exchange.response.emplace();
  if (date) exchange.response->headers.set("Date", date);
  exchange.timings = {noon, noon, noon + took};
  return exchange;
}

TEST(DateOf, ReadsTheFieldOfAnAnswer) {
  EXPECT_EQ(date_of(answered("Sat, 31 Jan 2026 12:00:00 GMT")), noon);
  EXPECT_FALSE(date_of(answered(nullptr)).has_value());
  EXPECT_FALSE(date_of(answered("yesterday")).has_value());
  EXPECT_FALSE(date_of(core::Exchange{}).has_value());
}

TEST(LifeWindow, TakesTheNarrowestSights) {
  const auto submission = answered("Sat, 31 Jan 2026 12:00:03 GMT", 2s);
  const auto window = life_window(submission,
                                  {{noon + 4s, "QUEUED"},
                                   {noon + 5s, "INITIALIZING", true},
                                   {noon + 6s, "RUNNING"},
                                   {noon + 7s, "RUNNING"},
                                   {noon + 8s, "CANCELING"},
                                   {noon + 9s, "CANCELED"},
                                   {noon + 10s, "RUNNING"},
                                   {noon + 11s, "COMPLETE"}},
                                  wes());
  ASSERT_TRUE(window.has_value());
  EXPECT_EQ(window->submitted, noon + 1s);
  EXPECT_EQ(window->begun_by, noon + 5s);
  EXPECT_EQ(window->alive_until, noon + 7s);
  EXPECT_EQ(window->ended_by, noon + 9s);
}

TEST(LifeWindow, StaysOpenWhereNothingWasSeen) {
  const auto submission = answered("Sat, 31 Jan 2026 12:00:00 GMT");
  const auto window = life_window(submission, {{noon, "QUEUED"}, {noon, "CANCELED"}, {noon, "new"}}, wes());
  ASSERT_TRUE(window.has_value());
  EXPECT_FALSE(window->begun_by.has_value());
  EXPECT_FALSE(window->alive_until.has_value());
  EXPECT_EQ(window->ended_by, noon);
  EXPECT_FALSE(life_window(answered(nullptr), {}, wes()).has_value());
}

TEST(PlaceOfStart, KnowsZonesFromErrors) {
  static const struct {
    core::Duration start;     // after noon, when the run was submitted
    core::Duration begun_by;  // the same
    Kind kind;
    int offset;  // minutes
  } rows[] = {
      {0s, 0s, Kind::inside, 0},
      {-5s, 0s, Kind::inside, 0},
      {7s, 2s, Kind::inside, 0},
      {-6s, 0s, Kind::outside, 0},
      {8s, 2s, Kind::outside, 0},
      {7min, 2s, Kind::outside, 0},
      {-7min, 2s, Kind::outside, 0},
      {2h, 2s, Kind::other_zone, 120},
      {2h + 50s, 2s, Kind::other_zone, 120},
      {-5h, 2s, Kind::other_zone, -300},
      {5h + 30min, 2s, Kind::other_zone, 330},
      {5h + 45min, 2s, Kind::other_zone, 345},
      {15min, 20min, Kind::inside, 0},
      {2h, 20min, Kind::outside, 0},
      {15h, 2s, Kind::outside, 0},
      {48h, 2s, Kind::outside, 0},
  };
  int judged = 0;
  for (const auto& row : rows) {
    const StartPlace place = place_of_start(noon + row.start, noon, noon + row.begun_by);
    EXPECT_EQ(static_cast<int>(place.kind), static_cast<int>(row.kind)) << row.start.count();
    EXPECT_EQ(place.offset.count(), row.offset) << row.start.count();
    ++judged;
  }
  EXPECT_EQ(judged, 16);
}

TEST(EndFits, BetweenTheLastSightAtWorkAndTheFirstAtTheEnd) {
  const LifeWindow window{noon, noon + 1s, noon + 60s, noon + 62s};
  EXPECT_TRUE(end_fits(noon + 55s, window));
  EXPECT_TRUE(end_fits(noon + 67s, window));
  EXPECT_FALSE(end_fits(noon + 54s, window));
  EXPECT_FALSE(end_fits(noon + 68s, window));
  EXPECT_TRUE(end_fits(noon + 1h, {noon, {}, {}, {}}));
  EXPECT_FALSE(end_fits(noon - 6s, {noon, {}, {}, noon}));
}

}  // namespace
}  // namespace assay::conformance
