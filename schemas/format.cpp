// SPDX-License-Identifier: Apache-2.0
#include "schemas/format.hpp"

#include <algorithm>
#include <boost/url/parse.hpp>
#include <cmath>
#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>

#include "core/ascii.hpp"
#include "schemas/pattern.hpp"
#include "schemas/pointer.hpp"

namespace assay::schemas {
namespace {

using core::is_digit;

constexpr std::size_t longest_matched = 2000;

// The number of `count` digits at the head of `text`, which is moved on; -1 when they are not there.
int take_digits(std::string_view& text, std::size_t count) {
  if (text.size() < count) {
    return -1;
  }
  int number = 0;
  for (const char c : text.substr(0, count)) {
    if (!is_digit(c)) {
      return -1;
    }
    number = number * 10 + (c - '0');
  }
  text.remove_prefix(count);
  return number;
}

bool take_any(std::string_view& text, std::string_view characters) {
  if (text.empty() || characters.find(text.front()) == std::string_view::npos) {
    return false;
  }
  text.remove_prefix(1);
  return true;
}

bool within(int number, int least, int most) { return number >= least && number <= most; }

int days_in(int year, int month) {
  static constexpr int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  return days[month - 1] + (month == 2 && leap ? 1 : 0);
}

bool take_date(std::string_view& text) {
  const int year = take_digits(text, 4);
  if (year < 0 || !take_any(text, "-")) {
    return false;
  }
  const int month = take_digits(text, 2);
  if (!within(month, 1, 12) || !take_any(text, "-")) {
    return false;
  }
  return within(take_digits(text, 2), 1, days_in(year, month));
}

bool take_time(std::string_view& text) {
  if (!within(take_digits(text, 2), 0, 23) || !take_any(text, ":") || !within(take_digits(text, 2), 0, 59) ||
      !take_any(text, ":") || !within(take_digits(text, 2), 0, 60)) {
    return false;
  }
  if (!take_any(text, ".")) {
    return true;
  }
  const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
  text.remove_prefix(digits);
  return digits > 0;
}

bool take_zone(std::string_view& text) {
  if (take_any(text, "Zz")) {
    return true;
  }
  return take_any(text, "+-") && within(take_digits(text, 2), 0, 23) && take_any(text, ":") &&
         within(take_digits(text, 2), 0, 59);
}

std::size_t characters(std::string_view text) {
  std::size_t count = 0;
  for (const char c : text) {
    count += (static_cast<unsigned char>(c) & 0xc0u) != 0x80u ? 1 : 0;
  }
  return count;
}

bool fits(const nlohmann::json& number, std::int64_t least, std::int64_t most) {
  if (number.is_number_unsigned()) {
    return number.get<std::uint64_t>() <= static_cast<std::uint64_t>(most);
  }
  const auto value = number.get<std::int64_t>();
  return value >= least && value <= most;
}

template <class Integer>
bool fits(const nlohmann::json& number) {
  return fits(number, std::numeric_limits<Integer>::min(), std::numeric_limits<Integer>::max());
}

struct Format {
  std::string_view name;
  std::string_view expected;
  bool (*applies)(const nlohmann::json&);
  bool (*holds)(const nlohmann::json&);
};
bool is_integer(const nlohmann::json& value) { return value.is_number_integer(); }
bool is_text(const nlohmann::json& value) { return value.is_string(); }
const std::string& text_of(const nlohmann::json& value) { return value.get_ref<const std::string&>(); }

const Format formats[] = {
    {"int32", "an int32, -2147483648 to 2147483647", is_integer,
     [](const nlohmann::json& value) { return fits<std::int32_t>(value); }},
    {"int64", "an int64, -9223372036854775808 to 9223372036854775807", is_integer,
     [](const nlohmann::json& value) { return fits<std::int64_t>(value); }},
    {"date-time", "a date-time (RFC 3339), such as 2026-01-31T12:00:00Z", is_text,
     [](const nlohmann::json& value) { return is_date_time(text_of(value)); }},
    {"uri", "a URI with a scheme (RFC 3986)", is_text,
     [](const nlohmann::json& value) { return is_uri(text_of(value)); }},
};

bool is_multiple(double value, double of) {
  const double quotient = value / of;
  return std::abs(quotient - std::round(quotient)) <= 1e-9 * std::max(1.0, std::abs(quotient));
}

std::optional<ScalarFault> text_fault(const Schema& schema, const std::string& text) {
  const std::size_t length = characters(text);
  const std::string actual = std::to_string(length) + " characters";
  if (schema.min_length && length < *schema.min_length) {
    return ScalarFault{"minLength", "at least " + std::to_string(*schema.min_length) + " characters", actual};
  }
  if (schema.max_length && length > *schema.max_length) {
    return ScalarFault{"maxLength", "at most " + std::to_string(*schema.max_length) + " characters", actual};
  }
  // A search that takes too many steps decides nothing.
  if (schema.pattern && text.size() <= longest_matched &&
      schema.pattern->find_in(text) == Pattern::Found::no) {
    return ScalarFault{"pattern", "a match of " + schema.pattern->text(), describe(text)};
  }
  return std::nullopt;
}

}  // namespace

bool is_date_time(std::string_view text) {
  return take_date(text) && take_any(text, "Tt") && take_time(text) && take_zone(text) && text.empty();
}

bool is_uri(std::string_view text) { return boost::urls::parse_uri(text).has_value(); }

std::optional<ScalarFault> scalar_fault(const Schema& schema, const nlohmann::json& value) {
  for (const Format& format : formats) {
    if (schema.format == format.name && format.applies(value) && !format.holds(value)) {
      return ScalarFault{"format", std::string(format.expected), describe(value)};
    }
  }
  if (value.is_string()) {
    return text_fault(schema, text_of(value));
  }
  if (value.is_number() && schema.multiple_of && !is_multiple(value.get<double>(), *schema.multiple_of)) {
    return ScalarFault{"multipleOf", "a multiple of " + nlohmann::json(*schema.multiple_of).dump(),
                       describe(value)};
  }
  return std::nullopt;
}

}  // namespace assay::schemas
