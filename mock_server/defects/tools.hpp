// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/exchange.hpp"
#include "mock_server/defects/defect.hpp"

// What rows of defects share.
namespace assay::mock {

// A good answer of that operation.
inline bool good(const Call& call, std::string_view operation) {
  return call.operation == operation && call.status == 200;
}
inline bool is_error(const Call& call) { return call.status >= 400; }

// The value of a query parameter, decoded; nothing where the request has none of that name.
std::optional<std::string> query_of(const Call& call, std::string_view name);
bool has_token(const Call& call);  // a page_token that is not empty
// Whether the run of that log has ended.
bool is_over(const Call& call, const nlohmann::json& log);
// Turns an answer into an error, with a body that fits.
void refuse(core::Response& answer, int status, std::string_view msg = "the request cannot be served");

// Calls `edit` with each object that tells of a run: the body itself, and the items of a list.
void each_run(nlohmann::json& body, const std::function<void(nlohmann::json& run)>& edit);
// With each log: run_log, task_logs and the body of GetTask.
void each_log(nlohmann::json& body, const std::function<void(nlohmann::json& log)>& edit);
// With each string that stands in a start_time or end_time, wherever it is.
void each_time(nlohmann::json& body, const std::function<void(nlohmann::json& time)>& edit);

// The tables, one for each area (groups.cpp lists them).
const std::vector<Defect>& service_info_defects();
const std::vector<Defect>& submission_defects();
const std::vector<Defect>& listing_defects();
const std::vector<Defect>& pagination_defects();
const std::vector<Defect>& run_log_defects();
const std::vector<Defect>& status_defects();
const std::vector<Defect>& consistency_defects();
const std::vector<Defect>& tasks_defects();
const std::vector<Defect>& cancellation_defects();
const std::vector<Defect>& transitions_defects();
const std::vector<Defect>& timestamps_defects();
const std::vector<Defect>& errors_defects();
const std::vector<Defect>& auth_defects();
const std::vector<Defect>& content_defects();
const std::vector<Defect>& http_hygiene_defects();
// Of no area: for every dialect that stands by itself (common.cpp).
const std::vector<Defect>& common_defects();
// Of one dialect alone: those of each dialects/*/mock/defects.cpp, in order of the names
// (cmake/dialects.cmake).
using DefectTable = const std::vector<Defect>& (*)();
std::span<const DefectTable> dialect_defects();

}  // namespace assay::mock
