// SPDX-License-Identifier: Apache-2.0
#include "core/json_range.hpp"

#include <cmath>
#include <nlohmann/json.hpp>
#include <string>

#include "core/result.hpp"
#include "core/text.hpp"

namespace assay::core {
namespace {

constexpr std::int64_t kLastTime = 253'402'300'799'999'999;  // 9999-12-31T23:59:59.999999Z
constexpr std::int64_t kLongest = std::int64_t{1'000} * 24 * 3600 * 1'000'000;

const nlohmann::json& number_at(const nlohmann::json& object, const char* member) {
  const auto at = object.is_object() ? object.find(member) : object.end();
  if (at == object.end()) throw BadInput({std::string("there is no member ") + member});
  if (!at->is_number()) throw BadInput({std::string(member) + " is no number"});
  return *at;
}

[[noreturn]] void out_of_range(const nlohmann::json& value, const char* member, const std::string& least,
                               const std::string& most) {
  throw BadInput({std::string(member) + " is " + shortened(value.dump(), 40) + ", which is not in " + least +
                  " to " + most});
}

}  // namespace

std::int64_t whole_in(const nlohmann::json& object, const char* member, std::int64_t least,
                      std::int64_t most) {
  const nlohmann::json& value = number_at(object, member);
  const bool too_large = value.is_number_unsigned() && value.get<std::uint64_t>() > INT64_MAX;
  if (value.is_number_integer() && !too_large) {
    const auto number = value.get<std::int64_t>();
    if (number >= least && number <= most) return number;
  }
  out_of_range(value, member, std::to_string(least), std::to_string(most));
}

std::uint64_t count_in(const nlohmann::json& object, const char* member, std::uint64_t most) {
  const nlohmann::json& value = number_at(object, member);
  const bool negative =
      value.is_number_integer() && !value.is_number_unsigned() && value.get<std::int64_t>() < 0;
  if (value.is_number_integer() && !negative) {
    const auto number = value.get<std::uint64_t>();
    if (number <= most) return number;
  }
  out_of_range(value, member, "0", std::to_string(most));
}

double number_in(const nlohmann::json& object, const char* member, double least, double most) {
  const nlohmann::json& value = number_at(object, member);
  const auto number = value.get<double>();
  if (std::isfinite(number) && number >= least && number <= most) return number;
  out_of_range(value, member, nlohmann::json(least).dump(), nlohmann::json(most).dump());
}

Time time_in(const nlohmann::json& object, const char* member) {
  return Time(Duration(whole_in(object, member, 0, kLastTime)));
}

Duration duration_in(const nlohmann::json& object, const char* member) {
  return Duration(whole_in(object, member, 0, kLongest));
}

}  // namespace assay::core
