// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "reports/run_result.hpp"
#include "schemas/dialect.hpp"
#include "schemas/openapi.hpp"

namespace assay::conformance {

struct Judged {
  reports::RunResult result;               // the evidence, with the judgements of this suite
  bool same_suite = false;                 // the version and the requirements of this program
  std::vector<std::string> suite_changes;  // requirements that are new, gone or changed, one a line
  std::vector<std::string> changes;        // judgements that are not those of the evidence, one a line
  std::size_t lacking = 0;                 // judgements that the evidence has no answer for
  std::size_t not_asked_for = 0;           // recorded exchanges (or groups of raw ones) that no check wanted
};

// Runs the checks again, on the recorded answers and at the recorded times. `openapi`: the user's document,
// where the run had one. `dialect`: the one of the run, where it is not shipped. An Error where the evidence
// cannot be replayed at all.
core::Result<Judged> judge(const reports::RunResult& evidence,
                           std::shared_ptr<const schemas::OpenApi> openapi,
                           std::shared_ptr<const schemas::Dialect> dialect = nullptr);

}  // namespace assay::conformance
