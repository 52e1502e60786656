// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "reports/run_result.hpp"

namespace assay::reports {

// Several runs side by side: servers, versions of one server, or dates. A row for each requirement that any
// of them judged, a column for each run.
struct NamedRun {
  std::string label;  // of the column
  RunResult result;
};

std::string write_matrix_markdown(const std::vector<NamedRun>& runs);
std::string write_matrix_html(const std::vector<NamedRun>& runs);

}  // namespace assay::reports
