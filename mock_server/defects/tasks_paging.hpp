// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <vector>

#include "mock_server/defects/defect.hpp"

namespace assay::mock {

// How the pages of a task list go wrong; rows of the table in tasks.cpp.
const std::vector<Defect>& task_paging_rows();

}  // namespace assay::mock
