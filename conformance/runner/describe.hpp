// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "conformance/runner/preflight.hpp"
#include "conformance/runner/runner.hpp"

namespace assay::conformance {

// Fills the header and the requirements under test.
void describe(reports::RunResult& result, const RunOptions& options, const Version& version,
              const WorkloadChoice& shipped, const core::Clock& clock);

// Why nothing was seen of the service: it refused nearly every request. "" where it did not.
std::string shut_out(const reports::RunResult& result);

// About the run itself: "nearly all answers were 404", "nothing but one page to walk".
std::vector<std::string> run_warnings(const reports::RunResult& result);

}  // namespace assay::conformance
