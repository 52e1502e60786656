// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "conformance/rules/finding.hpp"
#include "core/clock.hpp"
#include "schemas/dialect.hpp"

namespace assay::conformance {

// What one answer said of a run. The server looked at some instant between `sent` and `received`.
struct Observation {
  enum class Source { status, log, list };
  Source source = Source::status;
  std::string state;
  core::Time sent{};
  core::Time received{};
  std::uint64_t exchange = 0;
};
std::string_view name(Observation::Source source);  // "status", "run log", "list"

// In order of `received`.
using History = std::vector<Observation>;

// All that `exchanges` say, by the id of the run that was asked for (status, log) or shown (list); never empty. Answers that are not 200 or hold no state say nothing. List items
// count only from first pages: a later page may show the moment of the first (the list is a snapshot).
using JsonOf = std::function<const nlohmann::json*(const ExchangePtr&)>;  // the parsed body, or null
std::map<std::string, History> histories(const std::vector<ExchangePtr>& exchanges, const JsonOf& json_of);

// Two observations of one source that cannot both be true of a run: the later was asked after the earlier had
// come.
struct Contradiction {
  Observation earlier;
  Observation later;
  // "GET status said COMPLETE at 12.3 s; GET run log, sent 0.4 s after that, said RUNNING." Times since
  // `origin`.
  std::string text(core::Time origin) const;
};

// A terminal state, and then another state.
std::optional<Contradiction> leaves_terminal(const History& history, const schemas::Dialect& dialect);
// Back in the order QUEUED, INITIALIZING, RUNNING (PAUSED, PREEMPTED and UNKNOWN say nothing).
std::optional<Contradiction> goes_back(const History& history, const schemas::Dialect& dialect);
// From CANCELING to a state that is neither CANCELING nor terminal nor UNKNOWN.
std::optional<Contradiction> resumes_after_canceling(const History& history, const schemas::Dialect& dialect);

}  // namespace assay::conformance
