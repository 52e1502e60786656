// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace assay::reports {

// What is wrong with a GA4GH testbed report 0.1.0 of any suite, a sentence each: its structure
// (reports/testbed.schema.json), summaries and statuses that do not follow from the cases, and times that
// readers of the format refuse. Empty: nothing.
std::vector<std::string> lint_testbed(std::string_view text);

}  // namespace assay::reports
