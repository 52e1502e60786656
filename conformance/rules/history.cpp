// SPDX-License-Identifier: Apache-2.0
#include "conformance/rules/history.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <tuple>

#include "conformance/rules/members.hpp"
#include "core/text.hpp"

namespace assay::conformance {
namespace {

using schemas::Phase;

std::optional<Observation::Source> source_of(const core::Exchange& exchange) {
  if (exchange.operation == "GetRunStatus") return Observation::Source::status;
  if (exchange.operation == "GetRunLog") return Observation::Source::log;
  if (exchange.operation == "ListRuns" && exchange.request.target.find("page_token=") == std::string::npos) {
    return Observation::Source::list;
  }
  return std::nullopt;
}

void observe(History& history, const core::Exchange& exchange, Observation::Source source,
             const nlohmann::json& item) {
  const std::string state = text_member(&item, "state");
  if (state.empty()) return;
  history.push_back({source, state, exchange.timings.started, exchange.timings.received, exchange.id});
}

// 1, 2, 3 for the states whose order is plain; 0 for all others.
int rank(const schemas::Dialect& dialect, const std::string& state) {
  const schemas::StateWord* word = dialect.state(state);
  if (!word) return 0;
  switch (word->phase) {
    case Phase::queued:
      return 1;
    case Phase::initializing:
      return 2;
    case Phase::running:
      return 3;
    default:
      return 0;
  }
}

// On a virtual clock many exchanges share an instant: then their numbers tell which was asked first.
bool is_before(const Observation& a, const Observation& b) {
  return a.received < b.sent || (a.received == b.sent && a.exchange < b.exchange);
}

// Of each source and state the observation that came first and the one that was asked last: if any pair
// clashes, a pair of these does, and a run that was polled for hours is judged as quickly as a short one.
History extremes(const History& history) {
  std::map<std::pair<Observation::Source, std::string>, std::pair<Observation, Observation>> kept;
  for (const Observation& seen : history) {
    const auto [at, fresh] = kept.try_emplace({seen.source, seen.state}, seen, seen);
    if (fresh) continue;
    Observation& first = at->second.first;
    Observation& last = at->second.second;
    if (std::tie(seen.received, seen.exchange) < std::tie(first.received, first.exchange)) first = seen;
    if (std::tie(seen.sent, seen.exchange) > std::tie(last.sent, last.exchange)) last = seen;
  }
  History ends;
  for (const auto& [key, pair] : kept) ends.insert(ends.end(), {pair.first, pair.second});
  std::sort(ends.begin(), ends.end(),
            [](const Observation& a, const Observation& b) { return a.received < b.received; });
  return ends;
}

// The first pair that one source showed one after the other and that does not go together. Sources are not
// compared here: a list may lag behind the status, which is a matter of consistency and not of the order of
// states.
template <class Clash>
std::optional<Contradiction> first_clash(const History& history, Clash clash) {
  const History ends = extremes(history);
  for (const Observation& b : ends) {
    for (const Observation& a : ends) {
      if (a.source == b.source && is_before(a, b) && clash(a.state, b.state)) return Contradiction{a, b};
    }
  }
  return std::nullopt;
}

bool is_canceling(const schemas::Dialect& dialect, const std::string& state) {
  const schemas::StateWord* word = dialect.state(state);
  return word && word->phase == Phase::canceling;
}

}  // namespace

std::string_view name(Observation::Source source) {
  switch (source) {
    case Observation::Source::status:
      return "status";
    case Observation::Source::log:
      return "run log";
    case Observation::Source::list:
      return "list";
  }
  return "";
}

std::map<std::string, History> histories(const std::vector<ExchangePtr>& exchanges, const JsonOf& json_of) {
  std::map<std::string, History> runs;
  for (const ExchangePtr& exchange : exchanges) {
    const auto source = source_of(*exchange);
    if (!source || core::status_of(*exchange) != 200) continue;
    const nlohmann::json* body = json_of(exchange);
    if (!body || !body->is_object()) continue;
    if (*source != Observation::Source::list) {
      observe(runs[run_id_of(*exchange)], *exchange, *source, *body);
      continue;
    }
    const auto items = body->find("runs");
    if (items == body->end() || !items->is_array()) continue;
    for (const nlohmann::json& item : *items) {
      const std::string id = text_member(&item, "run_id");
      if (!id.empty()) observe(runs[id], *exchange, *source, item);
    }
  }
  std::erase_if(runs, [](const auto& run) { return run.second.empty(); });
  for (auto& [id, history] : runs) {
    std::stable_sort(history.begin(), history.end(),
                     [](const Observation& a, const Observation& b) { return a.received < b.received; });
  }
  return runs;
}

std::string Contradiction::text(core::Time origin) const {
  const auto seconds = [](core::Duration time) { return std::chrono::duration<double>(time).count(); };
  return fmt::format("The {} said {} at {:.3f} s; the {}, asked {:.3f} s after that, said {}.",
                     name(earlier.source), core::printable(earlier.state), seconds(earlier.received - origin),
                     name(later.source), seconds(later.sent - earlier.received),
                     core::printable(later.state));
}

std::optional<Contradiction> leaves_terminal(const History& history, const schemas::Dialect& dialect) {
  return first_clash(history, [&](const std::string& before, const std::string& after) {
    return dialect.is_terminal(before) && after != before;
  });
}

std::optional<Contradiction> goes_back(const History& history, const schemas::Dialect& dialect) {
  return first_clash(history, [&](const std::string& before, const std::string& after) {
    return rank(dialect, after) > 0 && rank(dialect, after) < rank(dialect, before);
  });
}

std::optional<Contradiction> resumes_after_canceling(const History& history,
                                                     const schemas::Dialect& dialect) {
  return first_clash(history, [&](const std::string& before, const std::string& after) {
    if (!is_canceling(dialect, before) || is_canceling(dialect, after)) return false;
    const schemas::StateWord* word = dialect.state(after);
    return word && !word->terminal && word->phase != Phase::unknown;
  });
}

}  // namespace assay::conformance
