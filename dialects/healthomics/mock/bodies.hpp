// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "mock_server/base/view.hpp"
#include "mock_server/operations/operations.hpp"
#include "mock_server/runs/runs.hpp"

// Bodies of AWS HealthOmics runs (API 2022-11-28), written member by member. An absent value is an absent
// member.
namespace assay::mock::healthomics {

nlohmann::json started_run(const View& view, const Run& run);
nlohmann::json run(const View& view, const Run& run);  // without its definition
nlohmann::json listed_run(const View& view, const Run& run);
nlohmann::json listed_task(const View& view, const Run& run, const TaskSituation& task);
nlohmann::json task(const View& view, const Run& run, const TaskSituation& task);

std::string task_status(const View& view, const Run& run, const TaskSituation& task);

bool is_id(std::string_view text);  // 1 to 18 digits
// What is wrong with the body of StartRun; "" where nothing is. `body` is an object.
std::string mistake_in(const nlohmann::json& body);

Reply start_run(Ask& ask);

}  // namespace assay::mock::healthomics
