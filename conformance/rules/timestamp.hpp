// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string_view>

#include "core/clock.hpp"

namespace assay::conformance {

// How a time is written, compared with "2026-01-31T12:00:00Z".
enum class TimeForm {
  exact,
  fraction,      // 12:00:00.250Z
  offset,        // 12:00:00+00:00, with a fraction or without
  lower_case,    // t or z
  empty,         // ""
  no_zone,       // 12:00:00
  space,         // a space where T belongs
  number,        // 1769860800, as a number or as text
  no_such_date,  // 2026-02-30, 25:00
  not_a_date,
};
std::string_view name(TimeForm form);  // "no-zone"
// A form that the lenient policy only warns of: it still says one instant, or nothing at all.
bool is_mild(TimeForm form);

struct TimeText {
  TimeForm form = TimeForm::not_a_date;
  std::optional<core::Time> instant = {};  // read as UTC where there is no zone
  bool zoned = false;                      // the text says which zone it means
};
TimeText read_time(std::string_view text);
// Of a JSON value; nothing for null, which is a matter of its own.
std::optional<TimeText> read_time(const nlohmann::json& value);

}  // namespace assay::conformance
