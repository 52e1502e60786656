// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "mock_server/defects/tools.hpp"

// Defects of every dialect that stands by itself. They know readings, operations and switches, and no
// member's name; what they break are questions of the common checks.
namespace assay::mock::common {

bool succeeds(const Call& call, std::string_view operation);
// One answer may be both status and detail, where the dialect has one operation for them.
bool shows_run(const Call& call);
const schemas::Readings& names_of(const Call& call);
std::string text_at(const nlohmann::json& object, const std::string& name);  // "" where it is no text
std::string word_of(const Call& call, schemas::Phase phase);
bool is_of(const Call& call, const nlohmann::json& run, schemas::Phase phase);
// Of ListRuns or ListTasks; nullptr where this is no good answer of it.
nlohmann::json* items_of(const Call& call, nlohmann::json& body, std::string_view operation);
// Each object of a good answer that tells of a run.
void on_runs(const Call& call, nlohmann::json& body, const std::function<void(nlohmann::json& run)>& edit);

// The parts of common_defects().
std::vector<Defect> run_rows();
std::vector<Defect> cancel_rows();
std::vector<Defect> list_rows();
std::vector<Defect> task_rows();
std::vector<Defect> refusal_rows();
std::vector<Defect> answer_rows();

}  // namespace assay::mock::common
