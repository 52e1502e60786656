// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <nlohmann/json_fwd.hpp>

#include "bench/result.hpp"
#include "core/json_guard.hpp"

namespace assay::bench {

// Hours of seconds with their histograms.
inline constexpr core::JsonLimits result_limits = {std::size_t{512} << 20, 64, 100'000'000};

nlohmann::ordered_json json_of(const Result& result);
// Conditions of --slo are judged again. Throws nlohmann exceptions or core::BadInput.
Result result_of(const nlohmann::json& json);

}  // namespace assay::bench
