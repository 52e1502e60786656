// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string>

namespace assay::bench {

struct PollPolicy;

std::string thousands(std::uint64_t number);     // "45,120"
std::string time_text(double us);                // "840 us", "12.30 ms", "1.50 s"
std::string in_words(const PollPolicy& policy);  // "fixed:8s, as wes-client does"

}  // namespace assay::bench
