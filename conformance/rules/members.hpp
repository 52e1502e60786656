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
// An id: a text, or the digits of a whole number. A service that numbers its runs breaks SUB-02; what else it
// does is judged all the same, and its runs are cancelled.
std::string id_member(const nlohmann::json* body, std::string_view name);

// The items of a page, and the member that holds them. `array` is null where no member does.
struct Items {
  const nlohmann::json* array = nullptr;
  std::string member = {};
};
// Where an answer has no array in "runs", its "workflows" is read (WES 0.x, Toil, workflow-service): one
// misnamed member, which LST-01 reports, hides nothing else.
Items items_in(const nlohmann::json* body, std::string_view name);

// The run that a request below /runs/{run_id} speaks of, decoded; "" for other requests.
std::string run_id_of(const core::Exchange& exchange);
// The same in the paths of a dialect; "" where its operation speaks of no run.
std::string run_id_of(const core::Exchange& exchange, const schemas::Dialect& dialect);

}  // namespace assay::conformance
