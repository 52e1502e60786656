// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "mock_server/operations.hpp"

namespace assay::mock {

// GET /runs: newest first, as the list was when page 1 was read. States are those of now.
Reply list_runs(Ask& ask);
// GET /runs/{run_id}/tasks, in the order of RunLog.task_logs.
Reply list_tasks(Ask& ask, const Run& run);

// Runs that are neither deleted nor still hidden.
bool exists(const Ask& ask, const Life& run);

}  // namespace assay::mock
