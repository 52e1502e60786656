// SPDX-License-Identifier: Apache-2.0
#include "conformance/rules/timestamp.hpp"

#include <array>
#include <nlohmann/json.hpp>
#include <numeric>
#include <string>

namespace assay::conformance {
namespace {

constexpr std::size_t kLongest = 64;  // no time is longer
constexpr std::array<std::string_view, 10> form_names = {"exact",        "fraction",  "offset", "lower-case",
                                                         "empty",        "no-zone",   "space",  "number",
                                                         "no-such-date", "not-a-date"};

// What stands at the front of a text is taken from it, or nothing is.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : left_(text) {}

  bool ended() const { return left_.empty(); }
  char one_of(std::string_view these) {
    if (left_.empty() || these.find(left_.front()) == these.npos) return 0;
    const char taken = left_.front();
    left_.remove_prefix(1);
    return taken;
  }
  std::string_view digits() {
    const std::string_view taken = left_.substr(0, left_.find_first_not_of("0123456789"));
    left_.remove_prefix(taken.size());
    return taken;
  }
  bool number(std::size_t width, int& value) {
    const std::string_view field = left_.substr(0, width);
    if (field.size() < width || field.find_first_not_of("0123456789") != field.npos) return false;
    value =
        std::accumulate(field.begin(), field.end(), 0, [](int sum, char c) { return 10 * sum + (c - '0'); });
    left_.remove_prefix(width);
    return true;
  }

 private:
  std::string_view left_;
};

struct Parts {
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
  char between = 0;                // T, t or a space
  std::string_view fraction = {};  // "250"
  char zone = 0;                   // Z, z, + or -; 0 if there is none
  int zone_hours = 0, zone_minutes = 0;
};

bool read_zone(Scanner& in, Parts& parts) {
  parts.zone = in.one_of("Zz+-");
  if (parts.zone != '+' && parts.zone != '-') return true;
  if (!in.number(2, parts.zone_hours)) return false;
  const bool more = in.one_of(":") != 0 || !in.ended();  // "+05:30", "+0530", "+05"
  return !more || in.number(2, parts.zone_minutes);
}

std::optional<Parts> parts_of(std::string_view text) {
  Scanner in(text);
  Parts parts;
  if (!in.number(4, parts.year) || !in.one_of("-") || !in.number(2, parts.month) || !in.one_of("-") ||
      !in.number(2, parts.day))
    return std::nullopt;
  parts.between = in.one_of("Tt ");
  if (!parts.between || !in.number(2, parts.hour) || !in.one_of(":") || !in.number(2, parts.minute) ||
      !in.one_of(":") || !in.number(2, parts.second))
    return std::nullopt;
  if (in.one_of(".,")) {
    parts.fraction = in.digits();
    if (parts.fraction.empty()) return std::nullopt;
  }
  in.one_of(" ");
  if (!read_zone(in, parts) || !in.ended()) return std::nullopt;
  return parts;
}

// "1769860800", "-1.5e9".
bool is_decimal(std::string_view text) {
  Scanner in(text);
  in.one_of("+-");
  if (in.digits().empty() || (in.one_of(".") && in.digits().empty())) return false;
  if (!in.one_of("eE")) return in.ended();
  in.one_of("+-");
  return !in.digits().empty() && in.ended();
}

// Microseconds of "25" in ".25"; further digits are cut off.
core::Duration fraction_of(std::string_view digits) {
  long long micros = 0;
  for (std::size_t i = 0; i < 6; ++i) micros = 10 * micros + (i < digits.size() ? digits[i] - '0' : 0);
  return core::Duration(micros);
}

std::optional<core::Time> instant_of(const Parts& parts) {
  const std::chrono::year_month_day date(std::chrono::year(parts.year),
                                         std::chrono::month(static_cast<unsigned>(parts.month)),
                                         std::chrono::day(static_cast<unsigned>(parts.day)));
  // 60 is a leap second (RFC 3339 section 5.6).
  if (!date.ok() || parts.hour > 23 || parts.minute > 59 || parts.second > 60) return std::nullopt;
  const std::chrono::minutes offset(60 * parts.zone_hours + parts.zone_minutes);
  return std::chrono::sys_days(date) + std::chrono::hours(parts.hour) + std::chrono::minutes(parts.minute) +
         std::chrono::seconds(parts.second) + fraction_of(parts.fraction) -
         (parts.zone == '-' ? -offset : offset);
}

TimeForm form_of(const Parts& parts) {
  if (parts.between == ' ') return TimeForm::space;
  if (parts.zone == 0) return TimeForm::no_zone;
  if (parts.between == 't' || parts.zone == 'z') return TimeForm::lower_case;
  if (parts.zone != 'Z') return TimeForm::offset;
  return parts.fraction.empty() ? TimeForm::exact : TimeForm::fraction;
}

}  // namespace

std::string_view name(TimeForm form) { return form_names.at(static_cast<std::size_t>(form)); }

bool is_mild(TimeForm form) {
  return form == TimeForm::fraction || form == TimeForm::offset || form == TimeForm::lower_case ||
         form == TimeForm::empty;
}

TimeText read_time(std::string_view text) {
  if (text.empty()) return {TimeForm::empty};
  if (text.size() > kLongest) return {};
  if (is_decimal(text)) return {TimeForm::number};
  const auto parts = parts_of(text);
  if (!parts) return {};
  const auto instant = instant_of(*parts);
  if (!instant) return {TimeForm::no_such_date};
  return {form_of(*parts), instant, parts->zone != 0};
}

std::optional<TimeText> read_time(const nlohmann::json& value) {
  if (value.is_null()) return std::nullopt;
  if (value.is_number()) return TimeText{TimeForm::number};
  if (!value.is_string()) return TimeText{};
  return read_time(std::string_view(value.get_ref<const std::string&>()));
}

}  // namespace assay::conformance
