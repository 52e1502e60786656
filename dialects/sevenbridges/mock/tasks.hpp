// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <nlohmann/json_fwd.hpp>
#include <string_view>

#include "mock_server/base/behaviour.hpp"
#include "mock_server/base/view.hpp"
#include "mock_server/operations/handlers.hpp"

// Tasks of the Seven Bridges API, written member by member. What made a task is kept as it will be told: as
// the JSON object RunRequest::params; its app stands for the workflow_url of a scenario, its project and name
// for tags.
namespace assay::mock::sevenbridges {

// Reasons of a refusal, by the published numbers: Reply::error_type holds one.
inline constexpr std::string_view not_a_task = "7002", not_a_uuid = "7005", not_a_status = "7006",
                                  only_drafts_run = "7007", only_drafts_go = "7010", only_active_end = "7011",
                                  inputs_do_not_fit = "7024", only_names_change = "7026",
                                  foreign_task = "7001", not_json = "90009", bad_request = "90000";

// {status, code, message, more_info}; the code by the status where `type` is empty.
nlohmann::json error(int status, std::string_view type, std::string_view message);
nlohmann::json task(const View& view, const Run& run);
nlohmann::json details(const View& view, const Run& run);
nlohmann::json made_of(const Run& run);  // what somebody gave to make it

// The task as PATCH has left it: the store keeps what was sent first.
Run as_changed(const SiteState& site, Run run);
void keep_change(SiteState& site, const Run& run, const RunRequest& request);

// What keeps a task from being started: inputs that are null. Empty where nothing does.
nlohmann::json input_errors(const RunRequest& request);
// Body and query of POST /tasks. Rules of refusals, beside content-type and too-large: not-json, not-object,
// missing-project, malformed-project, missing-app, malformed-app, MEMBER-type (name, inputs, batch...).
Submission read_task(const core::Request& request, const Behaviour& behaviour);
// The number of the reason that such a rule has.
std::string_view code_of(std::string_view rule);
// Its request with what the body of a PATCH changes, or why it does not.
Submission changed(const Run& run, std::string_view body, bool draft);
// Its request once more, with the task as the origin.
RunRequest cloned(const Run& run);

// GET /tasks, with filters, order and position.
Reply list_tasks(Ask& ask);
// Only the members that the query's `fields` name; all where it names none, or _all.
void select_fields(const core::Query& query, nlohmann::json& task);

}  // namespace assay::mock::sevenbridges
