// SPDX-License-Identifier: Apache-2.0
#include "conformance/rules/time_window.hpp"

#include <gtest/gtest.h>

#include <random>

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
  EXPECT_EQ(window->alive_until, noon + 8s);
  EXPECT_EQ(window->ended_by, noon + 9s);
}

TEST(LifeWindow, StaysOpenWhereNothingWasSeen) {
  const auto submission = answered("Sat, 31 Jan 2026 12:00:00 GMT");
  const auto window = life_window(submission, {{noon, "QUEUED"}, {noon, "CANCELED"}, {noon, "new"}}, wes());
  ASSERT_TRUE(window.has_value());
  EXPECT_FALSE(window->begun_by.has_value());
  EXPECT_EQ(window->alive_until, noon);
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

// A run as it may have been: when it began to work (or never did) and when it ended.
struct Life {
  int began, ended;  // seconds; kNever
};
constexpr int kNever = 99;

// What an answer at `second` shows of such a run, and whether it shows a start_time.
std::pair<const char*, bool> shown(const Life& life, int second, bool canceled) {
  if (second >= life.ended) return {canceled ? "CANCELED" : "COMPLETE", life.began < life.ended};
  if (second >= life.began) return {"RUNNING", true};
  return {"QUEUED", false};
}

TEST(LifeWindow, AgreesWithBruteForce) {
  // All lives on a line of seconds: a time fits when some life that explains every sight has it within reach.
  std::mt19937 random(20260103);
  const auto below = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
  constexpr int kLine = 14, kReach = 5;
  int judged = 0, starts = 0, ends = 0;
  for (int i = 0; i < 4'000; ++i) {
    const bool canceled = below(3) == 0;
    Life truth{below(kLine), 0};
    truth.ended = truth.began + below(kLine - truth.began + 1);
    if (canceled && below(3) == 0) truth.began = kNever;
    if (below(3) == 0) truth.ended = kNever;
    std::vector<int> seconds(static_cast<std::size_t>(1 + below(5)));
    for (int& second : seconds) second = below(kLine + 1);
    std::sort(seconds.begin(), seconds.end());
    std::vector<Sight> sights;
    for (const int second : seconds) {
      const auto [state, shows_start] = shown(truth, second, canceled);
      sights.push_back({noon + std::chrono::seconds(second), state, shows_start});
    }
    const auto window = life_window(answered("Sat, 31 Jan 2026 12:00:00 GMT"), sights, wes());
    ASSERT_TRUE(window.has_value());
    if (!window->begun_by) continue;
    ++judged;
    for (int claim = -8; claim <= kLine + 8; ++claim) {
      bool start_fits = false, end_fits_some = false;
      for (int began = 0; began <= kLine; ++began) {
        for (int ended = began; ended <= kLine + 30; ++ended) {
          bool explains = true;
          for (std::size_t n = 0; n < sights.size(); ++n) {
            const auto [state, shows_start] = shown({began, ended}, seconds[n], canceled);
            // A run may wait a while after its begin, but work only between begin and end. Dates are whole
            // seconds: a run that is seen at work may end in that very second.
            const std::string_view was = sights[n].state;
            explains = explains && (was == "QUEUED"    ? seconds[n] <= ended
                                    : was == "RUNNING" ? began <= seconds[n] && seconds[n] <= ended
                                                       : was == state);
          }
          if (!explains) continue;
          start_fits = start_fits || std::abs(claim - began) <= kReach;
          end_fits_some = end_fits_some || std::abs(claim - ended) <= kReach;
        }
      }
      const auto time = noon + std::chrono::seconds(claim);
      const bool inside = place_of_start(time, window->submitted, *window->begun_by).kind == Kind::inside;
      ASSERT_EQ(inside, start_fits) << "history " << i << ", start " << claim;
      if (window->ended_by) {
        ASSERT_EQ(end_fits(time, *window), end_fits_some) << "history " << i << ", end " << claim;
        ends += end_fits_some ? 1 : 0;
      }
      starts += start_fits ? 1 : 0;
    }
  }
  EXPECT_GT(judged, 1'000);
  EXPECT_GT(starts, 10'000);
  EXPECT_GT(ends, 5'000);
}

}  // namespace
}  // namespace assay::conformance
