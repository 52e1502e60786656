// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "core/exchange.hpp"

namespace assay::core {

// One entry of an HTTP archive 1.2. Names with an underscore are ours, as the format allows. `origin`,
// "https://host", stands before a target that is a path. Nothing is decoded and nothing redacted: secrets
// must be placeholders already.
nlohmann::ordered_json har_entry(const Exchange& exchange, std::string_view origin, std::string comment);
// The archive; `entries` is an array of such.
nlohmann::ordered_json har_archive(std::string_view creator, std::string_view version,
                                   nlohmann::ordered_json entries);

}  // namespace assay::core
