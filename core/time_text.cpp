// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <string_view>

#include "core/clock.hpp"

namespace assay::core {

namespace {

constexpr std::array<std::string_view, 7> days = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::array<std::string_view, 12> months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

struct Calendar {
  std::chrono::year_month_day date;
  std::chrono::weekday weekday;
  std::chrono::hh_mm_ss<std::chrono::seconds> clock;

  explicit Calendar(Time time)
      : date(std::chrono::floor<std::chrono::days>(time)),
        weekday(std::chrono::floor<std::chrono::days>(time)),
        clock(std::chrono::floor<std::chrono::seconds>(time) - std::chrono::floor<std::chrono::days>(time)) {}
  int year() const { return static_cast<int>(date.year()); }
  unsigned month() const { return static_cast<unsigned>(date.month()); }
  unsigned day() const { return static_cast<unsigned>(date.day()); }
  int hour() const { return static_cast<int>(clock.hours().count()); }
  int minute() const { return static_cast<int>(clock.minutes().count()); }
  int second() const { return static_cast<int>(clock.seconds().count()); }
};

// The decimal number that is exactly `text`, or -1.
int number(std::string_view text) {
  const bool digits = !text.empty() && text.find_first_not_of("0123456789") == text.npos;
  int value = -1;
  if (digits) std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

template <std::size_t N>
int place_of(const std::array<std::string_view, N>& names, std::string_view name) {
  const auto found = std::ranges::find(names, name);
  return found == names.end() ? -1 : static_cast<int>(found - names.begin());
}

}  // namespace

std::string to_iso8601(Time time) {
  const Calendar at(time);
  char text[64];
  std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02dZ", at.year(), at.month(), at.day(),
                at.hour(), at.minute(), at.second());
  return text;
}

std::string to_http_date(Time time) {
  // A server writes the same date many thousand times.
  thread_local auto known = std::chrono::floor<std::chrono::seconds>(Time::min());
  thread_local std::string last;
  const auto second = std::chrono::floor<std::chrono::seconds>(time);
  if (second == known && !last.empty()) return last;
  const Calendar at(time);
  char text[64];
  std::snprintf(text, sizeof text, "%s, %02u %s %04d %02d:%02d:%02d GMT",
                days[at.weekday.c_encoding()].data(), at.day(), months[at.month() - 1].data(), at.year(),
                at.hour(), at.minute(), at.second());
  known = second;
  return last = text;
}

bool from_http_date(const std::string& text, Time& time) {
  static constexpr std::string_view form = "ddd, dd mmm yyyy hh:mm:ss GMT";
  if (text.size() != form.size()) return false;
  for (std::size_t i = 0; i < form.size(); ++i)
    if (std::string_view("dmyhs").find(form[i]) == std::string_view::npos && text[i] != form[i]) return false;

  const std::string_view view = text;
  const int weekday = place_of(days, view.substr(0, 3));
  const int day = number(view.substr(5, 2));
  const int month = place_of(months, view.substr(8, 3)) + 1;
  const int year = number(view.substr(12, 4));
  const int hour = number(view.substr(17, 2));
  const int minute = number(view.substr(20, 2));
  const int second = number(view.substr(23, 2));
  // 60 is the leap second of RFC 9110.
  if (day < 1 || month < 1 || year < 0 || hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 ||
      second > 60)
    return false;
  const std::chrono::year_month_day date(std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day)));
  if (!date.ok()) return false;
  const std::chrono::sys_days midnight = date;
  if (std::chrono::weekday(midnight).c_encoding() != static_cast<unsigned>(weekday)) return false;
  time = midnight + std::chrono::hours(hour) + std::chrono::minutes(minute) + std::chrono::seconds(second);
  return true;
}

}  // namespace assay::core
