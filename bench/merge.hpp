// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "bench/result.hpp"

namespace assay::bench {

struct NamedResult {
  std::string name;  // of its file, for messages
  Result result;
};

// The one load that several processes drove. Counts, histograms and seconds add exactly; rates, connections
// and threads too; runs add where they were split into shards. An Error where the parts were not driven
// alike (target, model, times), or where one is there twice. SLOs are not carried over: judge them again.
core::Result<Result> merge_parts(const std::vector<NamedResult>& parts);

}  // namespace assay::bench
