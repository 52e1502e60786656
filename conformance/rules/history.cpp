// SPDX-License-Identifier: Apache-2.0
#include "conformance/rules/history.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>

#include "conformance/rules/members.hpp"
#include "conformance/rules/walk.hpp"
#include "core/url.hpp"

namespace assay::conformance {
namespace {

using nlohmann::json;
using Source = Observation::Source;

void observe(History& history, const core::Exchange& exchange, Source source, core::Time since,
             const std::string& state) {
  if (state.empty()) return;
  history.push_back({source, state, since, exchange.timings.received, exchange.id});
}

// The token of a list request; nothing where it has none, "" where it is empty.
std::optional<std::string> token_of(const core::Exchange& exchange, std::string_view parameter) {
  const std::string& target = exchange.request.target;
  const std::size_t question = target.find('?');
  if (question == std::string::npos) return std::nullopt;
  for (const auto& [name, value] : core::decode_query(std::string_view(target).substr(question + 1))) {
    if (name == parameter) return value;
  }
  return std::nullopt;
}

// When the walk of each token began: a token that several pages gave counts from the first of them.
class Walks {
 public:
  explicit Walks(const schemas::Dialect& dialect) : parameter_(dialect.page_token_parameter) {}
  std::optional<core::Time> since(const core::Exchange& page) const {
    const auto token = token_of(page, parameter_);
    if (!token || token->empty()) return page.timings.started;
    const auto at = begun_.find(*token);
    return at == begun_.end() ? std::nullopt : std::optional(at->second);
  }
  void gave(const std::string& token, core::Time since) {
    if (token.empty()) return;
    const auto [at, fresh] = begun_.emplace(token, since);
    if (!fresh) at->second = std::min(at->second, since);
  }

 private:
  std::string_view parameter_;
  std::map<std::string, core::Time> begun_;
};

void observe_list(std::map<std::string, History>& runs, Walks& walks, const schemas::Dialect& dialect,
                  const ExchangePtr& exchange, const json& body) {
  const auto since = walks.since(*exchange);
  if (!since) return;
  walks.gave(read_page(exchange, &body, page_reading(dialect, "ListRuns")).token, *since);
  const Items items = items_in(&body, dialect.readings.runs);
  if (!items.array) return;
  for (const json& item : *items.array) {
    const std::string id = id_member(&item, dialect.readings.run_id);
    if (!id.empty())
      observe(runs[id], *exchange, Source::list, *since, text_member(&item, dialect.readings.state));
  }
}

}  // namespace

std::string_view name(Source source) {
  switch (source) {
    case Source::status:
      return "status";
    case Source::log:
      return "run log";
    case Source::list:
      return "list";
    case Source::cancel:
      return "cancel";
  }
  return "";
}

std::map<std::string, History> histories(const std::vector<ExchangePtr>& exchanges,
                                         const schemas::Dialect& dialect, const JsonOf& json_of) {
  std::map<std::string, History> runs;
  Walks walks(dialect);
  for (const ExchangePtr& exchange : exchanges) {
    if (exchange->operation == "DeleteRun" && core::status_of(*exchange) / 100 == 2)
      runs.erase(run_id_of(*exchange, dialect));  // what comes later may be another run of that id
    const bool is_status = exchange->operation == "GetRunStatus";
    const bool is_log = exchange->operation == "GetRunLog";
    if (!is_status && !is_log && exchange->operation != "ListRuns") continue;
    const schemas::Operation* operation = dialect.operation(exchange->operation);
    if (!operation || core::status_of(*exchange) != operation->success) continue;
    const json* body = json_of(exchange);
    if (!body || !body->is_object()) continue;
    if (is_status || is_log) {
      observe(runs[run_id_of(*exchange, dialect)], *exchange, is_status ? Source::status : Source::log,
              exchange->timings.started, text_member(body, dialect.readings.state));
    } else {
      observe_list(runs, walks, dialect, exchange, *body);
    }
  }
  std::erase_if(runs, [](const auto& run) { return run.second.empty(); });
  for (auto& [id, history] : runs) {
    std::stable_sort(history.begin(), history.end(),
                     [](const Observation& a, const Observation& b) { return a.received < b.received; });
  }
  return runs;
}

History only(const History& history, std::initializer_list<Source> sources) {
  History some;
  std::copy_if(history.begin(), history.end(), std::back_inserter(some), [&](const Observation& seen) {
    return std::find(sources.begin(), sources.end(), seen.source) != sources.end();
  });
  return some;
}

}  // namespace assay::conformance
