// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>

#include "bench/result.hpp"

namespace assay::bench {

inline constexpr std::string_view evidence_format = "wes-assay-bench-evidence/1";

// A load as lines of JSON: a header (suite, target, model, options), an exchange line for each sample of a
// wrong answer as in the evidence of a check, the result, and a footer with counts and the SHA-256 of all
// lines before it. Secrets were replaced when the load ended. All reports of the load can be made of it
// again.
std::string write_evidence(const Result& result);

// Whether the file begins like such evidence, by its first bytes.
bool is_evidence(std::string_view text);

// write_evidence() of what was read gives the bytes that were read. The error names file:line: a line that
// was changed, added or removed, a file that ends before its footer.
core::Result<Result> read_evidence(const std::string& name, std::string_view text);

}  // namespace assay::bench
