// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <set>
#include <string>
#include <vector>

#include "conformance/rules/finding.hpp"

namespace assay::conformance {

// A run that exists because somebody asked for it.
struct MadeByReading {
  std::string id;
  ExchangePtr asked;   // the first GET of it
  ExchangePtr listed;  // the list that shows it
};

// Ids that the suite made up (none of `own`, and in no list before the GET) and that a later list shows.
// `exchanges` in order of sending.
std::vector<MadeByReading> made_by_reading(
    const std::vector<ExchangePtr>& exchanges, const std::set<std::string>& own,
    const std::function<const nlohmann::json*(const ExchangePtr&)>& json_of);

// Members of a run log that only the run itself may change: the first that differs, "" where none does.
std::string changed_fact(const nlohmann::json* before, const nlohmann::json* after);

}  // namespace assay::conformance
