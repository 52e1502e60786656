// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <set>
#include <string>
#include <vector>

#include "conformance/rules/finding.hpp"

namespace assay::conformance {

// What a service has told its clients, by its good answers: the ids of runs and tasks, and page tokens.
struct Told {
  std::set<std::string> runs = {};
  std::set<std::string> tasks = {};
  std::set<std::string> tokens = {};
};
Told told_by(const std::vector<ExchangePtr>& exchanges,
             const std::function<const nlohmann::json*(const ExchangePtr&)>& json_of);

// Whether the request holds a mistake of the client's: missing or wrong credentials, a path or method outside
// the document, an id or token that was never told, a page_size that is no sensible number. HEAD and OPTIONS
// are none. Of a submission the form is not looked at: `refusable` says whether it was sent to be refused.
bool is_mistake(const core::Exchange& exchange, const Told& told, bool refusable);

}  // namespace assay::conformance
