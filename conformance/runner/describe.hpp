// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "conformance/runner/preflight.hpp"
#include "conformance/runner/runner.hpp"

namespace assay::conformance {

// Fills the header and the requirements under test.
void describe(reports::RunResult& result, const Session& session, const Version& version);

// About the run itself: "nearly all answers were 404", "nothing but one page to walk".
std::vector<std::string> run_warnings(const reports::RunResult& result);

}  // namespace assay::conformance
