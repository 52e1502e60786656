// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "mock_server/base/capabilities.hpp"
#include "mock_server/base/view.hpp"
#include "mock_server/runs/runs.hpp"

// Bodies of WES 1.0.0, 1.0.1 and 1.1.0, written member by member. On purpose nothing here is shared with the
// client: a misspelt member must not be read back by the code that misspelt it. An absent value is an absent
// member, never null.
namespace assay::mock::wes {

nlohmann::json error(int status, std::string_view msg);
nlohmann::json service_info(const View& view, const RunStore& runs, core::Time started,
                            const Capabilities& known);
nlohmann::json run_id(const View& view, const Run& run);
nlohmann::json run_status(const View& view, const Run& run);
// Adds the text of the same, of an id and a state that need no escapes in JSON.
void append_run_status(std::string_view id, std::string_view state, std::string& text);
// An item of the list: RunSummary in 1.1, RunStatus before.
nlohmann::json run_item(const View& view, const Run& run);
nlohmann::json run_log(const View& view, const Run& run);
// TaskLog in 1.1, Log before.
nlohmann::json task_log(const View& view, const Run& run, const TaskSituation& task);

}  // namespace assay::mock::wes
