// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "core/exchange.hpp"
#include "schemas/dialect.hpp"

namespace assay::conformance {

// The member of an object where both are as hoped for; nullptr (or "") where `body` is null, is no object,
// has no such member, or (text_member) has another type there.
const nlohmann::json* member(const nlohmann::json* body, std::string_view name);
std::string text_member(const nlohmann::json* body, std::string_view name);

// The run that a request below /runs/{run_id} speaks of, decoded; "" for other requests.
std::string run_id_of(const core::Exchange& exchange);
// The same in the paths of a dialect; "" where its operation speaks of no run.
std::string run_id_of(const core::Exchange& exchange, const schemas::Dialect& dialect);

}  // namespace assay::conformance
