// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <nlohmann/json_fwd.hpp>
#include <string_view>

#include "mock_server/base/view.hpp"
#include "mock_server/runs/runs.hpp"

// Bodies with what Dialect::readings names, and nothing else. An absent value is an absent member.
namespace assay::mock::plain {

nlohmann::json error(const schemas::Dialect& dialect, int status, std::string_view message);
nlohmann::json run(const View& view, const Run& run);
nlohmann::json task(const View& view, const Run& run, const TaskSituation& task);

// The word that the dialect has for what the task does.
std::string_view task_state(const schemas::Dialect& dialect, const Run& run, const TaskSituation& task,
                            core::Time now);

}  // namespace assay::mock::plain
