// SPDX-License-Identifier: Apache-2.0
#include "conformance/rules/time_window.hpp"

#include <algorithm>

namespace assay::conformance {
namespace {

using schemas::Phase;
using std::chrono::minutes;

constexpr core::Duration kSlack = std::chrono::seconds(5);
constexpr core::Duration kZoneSlack = std::chrono::seconds(60);
constexpr core::Duration kQuarter = minutes(15);
constexpr int kMostQuarters = 14 * 4;  // no zone is further from UTC

// A run that is cancelled may end without having begun, and what the others mean for its begin is open.
bool has_begun(const schemas::StateWord& word) {
  return word.phase == Phase::running || word.phase == Phase::complete || word.phase == Phase::executor_error;
}

// A preempted run may have ended for good.
bool is_alive(const schemas::StateWord& word) {
  return !word.terminal && word.phase != Phase::unknown && word.phase != Phase::preempted;
}

bool is_within(core::Time time, core::Time from, core::Time to, core::Duration slack) {
  return from - slack <= time && time <= to + slack;
}

}  // namespace

std::optional<core::Time> date_of(const core::Exchange& exchange) {
  core::Time date;
  if (!exchange.response) return std::nullopt;
  const auto field = exchange.response->headers.get("Date");
  if (!field || !core::from_http_date(std::string(*field), date)) return std::nullopt;
  return date;
}

std::optional<LifeWindow> life_window(const core::Exchange& submission, const std::vector<Sight>& sights,
                                      const schemas::Dialect& dialect) {
  const auto answered = date_of(submission);
  if (!answered) return std::nullopt;
  LifeWindow window;
  // The run may have begun while its submission was being answered.
  window.submitted = *answered - (submission.timings.received - submission.timings.started);
  for (const Sight& sight : sights) {
    const schemas::StateWord* word = dialect.state(sight.state);
    const bool begun = sight.shows_start || (word && has_begun(*word));
    if (begun && !window.begun_by) window.begun_by = sight.date;
    if (window.ended_by || !word) continue;
    if (is_alive(*word)) window.alive_until = sight.date;
    if (word->terminal) window.ended_by = sight.date;
  }
  // A run that was cancelled may show its start after its end; it lies before that all the same.
  if (window.begun_by && window.ended_by) window.begun_by = std::min(*window.begun_by, *window.ended_by);
  return window;
}

StartPlace place_of_start(core::Time start, core::Time submitted, core::Time begun_by) {
  using Kind = StartPlace::Kind;
  if (is_within(start, submitted, begun_by, kSlack)) return {Kind::inside};
  // A wide window would take every distance for a zone.
  if (begun_by - submitted + 2 * kZoneSlack >= kQuarter) return {Kind::outside};
  for (int quarters = -kMostQuarters; quarters <= kMostQuarters; ++quarters) {
    if (quarters != 0 && is_within(start - quarters * kQuarter, submitted, begun_by, kZoneSlack))
      return {Kind::other_zone, quarters * minutes(15)};
  }
  return {Kind::outside};
}

bool end_fits(core::Time end, const LifeWindow& window) {
  if (!window.ended_by) return true;
  return is_within(end, window.alive_until.value_or(window.submitted), *window.ended_by, kSlack);
}

}  // namespace assay::conformance
