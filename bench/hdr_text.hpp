// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>

#include "bench/slot_counts.hpp"

namespace assay::bench {

// HdrHistogram's V2 encoding, deflated, in base64 ("HISTFAAA..."): what its libraries decode.
std::string hdr_text(const SlotCounts& counts);
SlotCounts of_hdr_text(std::string_view text);  // throws core::BadInput where it is none of ours

}  // namespace assay::bench
