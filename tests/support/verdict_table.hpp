// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <map>
#include <set>
#include <string>

#include "conformance/runner/runner.hpp"
#include "reports/run_result.hpp"

namespace assay::tests {

// What the suite must find on a server, in a file under tests/data: how to run it, and then every requirement
// that ends as fail, warn, inconclusive or not_applicable, but those of other versions. All others pass, or
// are info or skipped.
struct VerdictTable {
  std::string path;
  conformance::RunOptions suite;                          // wes_version, profile, only and target are set
  std::string moment;                                     // of a recording
  std::map<std::string, std::set<std::string>> expected;  // word of a verdict -> requirements
};

// "tests/data/personas/toil.yaml"; an unreadable one fails the test that asks for it.
VerdictTable read_table(const std::string& path);

// EXPECTs that the result is that of the table. With ASSAY_BLESS in the environment the table is rewritten,
// from its first verdict on, with what was found as comments: script/bless does so, and a reviewer
// reads the difference.
void expect_verdicts(const VerdictTable& table, const reports::RunResult& result);

}  // namespace assay::tests
