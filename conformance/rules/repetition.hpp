// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <vector>

#include "reports/run_result.hpp"

namespace assay::conformance {

using Judgements = std::vector<reports::Judgement>;

// The word of several repetitions. `error` wins; then only words that judge count (pass, info, warn, fail):
// the weightiest of them, but `flaky` where it is fail and not all are. Where none judged, the weightiest of
// the rest.
reports::Verdict verdict_of(const std::vector<reports::Verdict>& repetitions);

// What a check says after running several times: `repetitions` hold judgements of the same requirements in
// the same order. Findings of one reason are one; the reason begins with how many of how many broke it. One
// repetition is given back as it is.
Judgements combine(std::vector<Judgements> repetitions);

// fail and warn: what one repetition can hold against a server.
bool counts_against(reports::Verdict verdict);

}  // namespace assay::conformance
