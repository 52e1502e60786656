// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "conformance/rules/history.hpp"
#include "core/clock.hpp"
#include "schemas/dialect.hpp"

namespace assay::conformance {

// The Date field of an answer: the service's own clock, in whole seconds.
std::optional<core::Time> date_of(const core::Exchange& exchange);

// What one answer says of a run at a moment of the service's clock.
struct Sight {
  core::Time date;
  std::string state;
  bool shows_start = false;  // a start_time
};

// Between which moments a run must have begun and ended, as far as the answers tell.
struct LifeWindow {
  core::Time submitted{};
  std::optional<core::Time> begun_by = {};     // the first answer that shows it at work, at an end, or begun
  std::optional<core::Time> alive_until = {};  // the last answer before its end that shows it not ended
  std::optional<core::Time> ended_by = {};     // the first answer that shows it at an end
};
// `sights` in the order of their answers. Nothing where the submission has no Date.
std::optional<LifeWindow> life_window(const core::Exchange& submission, const std::vector<Sight>& sights,
                                      const schemas::Dialect& dialect);

// Where a start_time lies: with five seconds of tolerance inside; outside, but inside once a zone's distance
// from UTC is taken off (local time, marked as UTC); or outside.
struct StartPlace {
  enum class Kind { inside, other_zone, outside } kind = Kind::inside;
  std::chrono::minutes offset{};  // of the other zone: whole quarters of an hour, not 0
};
StartPlace place_of_start(core::Time start, core::Time submitted, core::Time begun_by);

bool end_fits(core::Time end, const LifeWindow& window);

}  // namespace assay::conformance
