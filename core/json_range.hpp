// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <nlohmann/json_fwd.hpp>

#include "core/clock.hpp"

namespace assay::core {

// Numbers of a file that a stranger may have written. BadInput names the member and the range where it is
// missing, no number of that kind, or out of range: no conversion of another kind takes place.
std::int64_t whole_in(const nlohmann::json& object, const char* member, std::int64_t least,
                      std::int64_t most);
// From 0 to 2^64-1, or to `most`.
std::uint64_t count_in(const nlohmann::json& object, const char* member, std::uint64_t most = UINT64_MAX);
// Finite, and within the range.
double number_in(const nlohmann::json& object, const char* member, double least, double most);
// Microseconds since 1970, up to the year 9999.
Time time_in(const nlohmann::json& object, const char* member);
// Microseconds, from 0 to 1,000 days.
Duration duration_in(const nlohmann::json& object, const char* member);

}  // namespace assay::core
