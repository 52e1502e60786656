// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <variant>

#include "mock_server/operations/operations.hpp"
#include "mock_server/operations/submission.hpp"

// What the operations of every dialect have in common: whose run it is, what Behaviour switches, what is
// remembered. A dialect gives the bodies.
namespace assay::mock {

using RenderRun = nlohmann::json (*)(const View&, const Run&);
using RenderTask = nlohmann::json (*)(const View&, const Run&, const TaskSituation&);

// Adds a run of the caller, by the script that the scenario has for it. An empty id leaves it to the store.
Run make_run(Ask& ask, RunRequest request, std::string id = {});
// The run that the path names, or the answer that refuses it.
std::variant<Run, Reply> named_run(Ask& ask, bool every_users, bool make_unknown);
// Performs `read` on that run.
Reply with_run(Ask& ask, const std::function<Reply(const Run&)>& read);
// Runs that are neither deleted nor still hidden.
bool exists(const Ask& ask, const Life& run);

Reply submit_run(Ask& ask, Submission submission, RenderRun render, std::string id = {});
Reply poll_run(Ask& ask, RenderRun render);    // who reads the body has seen the state
Reply cancel_run(Ask& ask, RenderRun render);  // as Dialect::cancel says
Reply read_task(Ask& ask, RenderTask render);

// What the stdout and stderr URLs of WES point at.
Reply get_run_text(Ask& ask);
Reply get_task_text(Ask& ask);

}  // namespace assay::mock
