// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "conformance/session/context.hpp"

// Checks that every dialect can be asked, WES apart, which has deeper ones. They know readings, operations
// and promises of the dialect, and no member's name; what they decide are questions ("no-run-twice"), which
// the dialect's rows ask.
namespace assay::conformance::common {

// What an answer shows of a run; "" where it is no success of its operation or shows none.
std::string state_of(CheckContext& t, const ExchangePtr& answer);
bool is_success(CheckContext& t, const ExchangePtr& answer);
// GetRunStatus and GetRunLog, one of them where they are one operation; those of `wanted` that there are.
std::vector<std::string> operations_of(CheckContext& t, std::initializer_list<const char*> wanted);

}  // namespace assay::conformance::common
