// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <string_view>

#include "core/exchange.hpp"
#include "mock_server/script/run.hpp"

namespace assay::mock {

// What a status that says `word` owes to the truth: how long before `now` the run left that state; negative
// where it is still there and leaves it by time alone in so long. Nothing where it never was there, or where
// only an event will end it.
std::optional<core::Duration> left_ago(const Life& run, std::string_view word, core::Time now);

// The header of Options::truth: left_ago in microseconds. A benchmark reads how old a state was when it came.
constexpr std::string_view truth_header = "Mock-State-Left-Us";

// Adds it to the answer to a status request, whatever a defect has made of the body.
void tell_truth(const Life& run, core::Time now, std::string_view member, core::Response& response);

}  // namespace assay::mock
