// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <random>
#include <set>
#include <string>
#include <string_view>

namespace assay::conformance {

// Where an asker ("status.answers", in a repetition "status.answers#2") draws its names from: what one is
// given does not depend on who else asks.
std::mt19937_64 names_from(std::uint64_t seed, std::string_view asker);
std::string name_of(std::uint64_t drawn);  // twelve hexadecimal digits

// The names that an asker may have drawn in a run with this seed and so many repetitions.
std::set<std::string> names_of(std::uint64_t seed, int repetitions, const std::string& asker);
// Whether a run with this seed, and so many repetitions, may have given this tag, CHECK-NAME, to a
// submission.
bool may_have_named(std::uint64_t seed, int repetitions, std::string_view tag);

}  // namespace assay::conformance
