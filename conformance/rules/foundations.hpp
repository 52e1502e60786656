// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <set>
#include <string>
#include <vector>

#include "conformance/rules/finding.hpp"
#include "schemas/dialect.hpp"

namespace assay::conformance {

// What the checks of a run set out to see, beside what the requests show by themselves.
struct Wanted {
  bool submission = false;  // a workload was submitted that has to be accepted
  bool end = false;         // the end of a run of ours was waited for
  // Runs whose submission was no workload, but something that is to end in an error: their end proves
  // nothing.
  std::set<std::string> odd = {};
};

// The foundations that were asked for and never seen, as sentences: "no submission was accepted". Only what
// the main user asked counts; what a profile or a selection does not ask is no foundation.
std::vector<std::string> unseen_foundations(
    const std::vector<ExchangePtr>& exchanges, const schemas::Dialect& dialect, const Wanted& wanted,
    const std::function<const nlohmann::json*(const ExchangePtr&)>& json_of);

}  // namespace assay::conformance
