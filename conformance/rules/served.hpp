// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <vector>

#include "conformance/rules/finding.hpp"
#include "schemas/dialect.hpp"

namespace assay::conformance {

// A GET of an operation with nothing in it that is not needed: no body, no condition, no range, JSON asked
// for, no parameter but the size of a page. Whether what it names exists is not looked at.
bool is_plain_read(const core::Exchange& exchange, const schemas::Dialect& dialect);

// For each operation whose requests were answered with a server error, one finding with how many of how many.
// `asked`: requests without a mistake, about what exists.
std::vector<Finding> failed_reads(const std::vector<ExchangePtr>& asked);

}  // namespace assay::conformance
