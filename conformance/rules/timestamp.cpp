// SPDX-License-Identifier: Apache-2.0
#include "conformance/rules/timestamp.hpp"

#include <array>
#include <nlohmann/json.hpp>
#include <regex>
#include <string>

namespace assay::conformance {
namespace {

using Parts = std::match_results<std::string_view::const_iterator>;

constexpr std::size_t kLongest = 64;  // std::regex recurses: long texts never reach it
constexpr std::array<std::string_view, 10> form_names = {"exact",        "fraction",  "offset", "lower-case",
                                                         "empty",        "no-zone",   "space",  "number",
                                                         "no-such-date", "not-a-date"};

int number(const Parts& parts, std::size_t group) {
  int value = 0;
  for (const char digit : parts[group].str()) value = 10 * value + (digit - '0');
  return value;
}

// Microseconds of ".25"; further digits are cut off.
core::Duration fraction_of(const std::string& text) {
  long long micros = 0;
  for (std::size_t i = 1; i <= 6; ++i) micros = 10 * micros + (i < text.size() ? text[i] - '0' : 0);
  return core::Duration(micros);
}

// "+05:30", "+0530", "+05".
std::chrono::minutes offset_of(const std::string& zone) {
  if (zone.empty() || (zone[0] != '+' && zone[0] != '-')) return {};
  const int hours = std::stoi(zone.substr(1, 2));
  const int past = zone.size() > 3 ? std::stoi(zone.substr(zone.size() - 2)) : 0;
  return (zone[0] == '-' ? -1 : 1) * std::chrono::minutes(60 * hours + past);
}

std::optional<core::Time> instant_of(const Parts& parts) {
  const std::chrono::year_month_day date(std::chrono::year(number(parts, 1)),
                                         std::chrono::month(static_cast<unsigned>(number(parts, 2))),
                                         std::chrono::day(static_cast<unsigned>(number(parts, 3))));
  // 60 is a leap second (RFC 3339 section 5.6).
  if (!date.ok() || number(parts, 5) > 23 || number(parts, 6) > 59 || number(parts, 7) > 60)
    return std::nullopt;
  return std::chrono::sys_days(date) + std::chrono::hours(number(parts, 5)) +
         std::chrono::minutes(number(parts, 6)) + std::chrono::seconds(number(parts, 7)) +
         fraction_of(parts[8].str()) - offset_of(parts[9].str());
}

TimeForm form_of(const Parts& parts) {
  const std::string between = parts[4].str();
  const std::string zone = parts[9].str();
  if (between == " ") return TimeForm::space;
  if (zone.empty()) return TimeForm::no_zone;
  if (between == "t" || zone == "z") return TimeForm::lower_case;
  if (zone != "Z") return TimeForm::offset;
  return parts[8].length() > 0 ? TimeForm::fraction : TimeForm::exact;
}

}  // namespace

std::string_view name(TimeForm form) { return form_names.at(static_cast<std::size_t>(form)); }

bool is_mild(TimeForm form) {
  return form == TimeForm::fraction || form == TimeForm::offset || form == TimeForm::lower_case ||
         form == TimeForm::empty;
}

TimeText read_time(std::string_view text) {
  static const std::regex date_time(
      R"((\d{4})-(\d\d)-(\d\d)([Tt ])(\d\d):(\d\d):(\d\d)([.,]\d+)? ?([Zz]|[+-]\d\d(?::?\d\d)?)?)");
  static const std::regex decimal(R"([+-]?\d+(\.\d+)?([eE][+-]?\d+)?)");
  if (text.empty()) return {TimeForm::empty};
  if (text.size() > kLongest) return {};
  Parts parts;
  if (std::regex_match(text.begin(), text.end(), decimal)) return {TimeForm::number};
  if (!std::regex_match(text.begin(), text.end(), parts, date_time)) return {};
  const auto instant = instant_of(parts);
  if (!instant) return {TimeForm::no_such_date};
  return {form_of(parts), instant, parts[9].length() > 0};
}

std::optional<TimeText> read_time(const nlohmann::json& value) {
  if (value.is_null()) return std::nullopt;
  if (value.is_number()) return TimeText{TimeForm::number};
  if (!value.is_string()) return TimeText{};
  return read_time(std::string_view(value.get_ref<const std::string&>()));
}

}  // namespace assay::conformance
