// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "conformance/rules/finding.hpp"
#include "core/clock.hpp"
#include "schemas/dialect.hpp"

namespace assay::conformance {

// What one answer said of a run. The server looked at some instant from `since` to `received`.
struct Observation {
  enum class Source { status, log, list, cancel };
  Source source = Source::status;
  std::string state;   // for a cancel the HTTP status of its answer
  core::Time since{};  // before the request; of a later page of the list, before that of the first page
  core::Time received{};
  std::uint64_t exchange = 0;
};
std::string_view name(Observation::Source source);  // "status", "run log", "list", "cancel"

// In order of `received`.
using History = std::vector<Observation>;

// All that `exchanges` (in order of sending) say, by the id of the run that was asked for (status, log) or
// shown (list); never empty. Answers that are no success or hold no state say nothing. A page that was asked
// for with a token may show the moment of the first page of its walk, and is left out where no page gave that
// token. A run that was deleted says nothing any more: its id may be given to another.
using JsonOf = std::function<const nlohmann::json*(const ExchangePtr&)>;  // the parsed body, or null
std::map<std::string, History> histories(const std::vector<ExchangePtr>& exchanges,
                                         const schemas::Dialect& dialect, const JsonOf& json_of);

// The observations of some views only.
History only(const History& history, std::initializer_list<Observation::Source> sources);

}  // namespace assay::conformance
