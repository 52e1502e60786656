// SPDX-License-Identifier: Apache-2.0
#include "selftest/price.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>

#include "conformance/rules/members.hpp"
#include "core/json_guard.hpp"
#include "schemas/dialect.hpp"
#include "selftest/in_process.hpp"

namespace assay::cli {
namespace {

// How many runs a server is supposed to have when a profile comes that makes none.
constexpr int kEarlierRuns = 20;

std::string in_ms(core::Duration time) {
  return fmt::format("{}ms", std::chrono::duration_cast<std::chrono::milliseconds>(time).count());
}

// The default scenario at another pace: the parts of a run stay in proportion, a cancel takes five seconds at
// most.
std::string scenario_of(const Assumptions& assumptions) {
  struct Script {
    const char* match;
    core::Duration runs_for;
    const char* last;
    int tasks;
  };
  const core::Duration step = assumptions.run_time / 8;
  const core::Duration cancel = std::min<core::Duration>(assumptions.run_time / 2, std::chrono::seconds(5));
  const Script scripts[] = {
      {"match: {workflow_url: [\"*sleep*\", \"*slow*\"]}\n    ", std::chrono::hours(24 * 365), "COMPLETE", 2},
      {"match: {workflow_url: \"*fail*\"}\n    ", step * 4, "EXECUTOR_ERROR", 2},
      {"match: {workflow_url: \"*tasks*\"}\n    ", step * 6, "COMPLETE", 7},
      {"", step * 6, "COMPLETE", 2},
  };
  std::string text = fmt::format("delay: {}\nruns:\n", in_ms(assumptions.response_time));
  for (const Script& script : scripts) {
    text += fmt::format(
        "  - {0}timeline:\n      - {{state: QUEUED}}\n      - {{after: {1}, state: INITIALIZING}}\n"
        "      - {{after: {1}, state: RUNNING}}\n      - {{after: {2}, state: {3}}}\n"
        "    on_cancel:\n      - {{state: CANCELING}}\n      - {{after: {4}, state: CANCELED}}\n    tasks:\n",
        script.match, in_ms(step), in_ms(script.runs_for), script.last, in_ms(cancel));
    for (int i = 1; i <= script.tasks; ++i)
      text += fmt::format("      - {{name: task-{}, runs_for: {}}}\n", i, in_ms(step * 3));
  }
  return text;
}

// A target file's own workloads would mean nothing to the mock; that there is one of a name does.
conformance::Target as_if(const conformance::Target& given) {
  conformance::Target target;
  target.waits = given.waits;
  const std::vector<conformance::Workload> shipped = conformance::choose_workloads(nullptr, "", "").workloads;
  for (const conformance::Workload& own : given.workloads) {
    const auto same = std::find_if(shipped.begin(), shipped.end(),
                                   [&](const conformance::Workload& w) { return w.name == own.name; });
    conformance::Workload workload = same == shipped.end() ? shipped.front() : *same;
    workload.name = own.name;
    target.workloads.push_back(std::move(workload));
  }
  return target;
}

// The id of the run that an exchange made; "" where it made none, nothing where it is no submission.
std::optional<std::string> submitted_run(const core::Exchange& exchange, const schemas::Dialect& dialect) {
  const std::string path = exchange.request.target.substr(0, exchange.request.target.find('?'));
  const bool submits =
      exchange.request.method == "POST" && path.ends_with(dialect.operation("RunWorkflow")->path);
  if (!submits) return std::nullopt;
  const auto body = core::parse_json(exchange.response ? exchange.response->body : "");
  return body ? conformance::text_member(&*body, dialect.readings.run_id) : std::string();
}

InProcessRun run_as_assumed(conformance::RunOptions options, const Assumptions& assumptions) {
  InProcessRun run;
  run.mock.own_dialect = options.dialect;
  if (!options.dialect) run.mock.wes_version = options.wes_version;
  run.mock.scenario_text = scenario_of(assumptions);
  run.suite = std::move(options);
  run.suite.target = as_if(run.suite.target);
  run.suite.deadline = std::chrono::hours(24 * 300);
  run.suite.repeat = std::max(run.suite.repeat, 1);
  run.suite.baseline.reset();
  run.suite.wait_for = {};
  run.suite.budget.runs.reset();
  run.suite.budget.requests.reset();
  run.suite.auth = {};
  run.suite.other_auth = {};
  run.suite.bad_auth = {};
  if (assumptions.users > 0) {
    const auto dialect =
        run.suite.dialect ? run.suite.dialect : schemas::load_dialect("wes", run.suite.wes_version).value();
    use_two_users(run, *dialect);
    if (assumptions.users == 1) run.suite.other_auth = {};
  }
  if (run.suite.profile == "read-only") run.earlier_runs = kEarlierRuns;
  return run;
}

// What has been seen of a check so far.
struct Seen {
  std::size_t place = 0;  // among the prices
  core::Time first{}, last{};
};

void add_up(Price& price, const std::vector<core::ExchangePtr>& exchanges, const schemas::Dialect& dialect) {
  std::map<std::string, Seen> seen;
  std::map<std::string, std::string> makers;  // of runs, by id
  for (const core::ExchangePtr& exchange : exchanges) {
    const core::Timings& timings = exchange->timings;
    const auto [at, fresh] =
        seen.try_emplace(exchange->check, Seen{price.checks.size(), timings.started, timings.received});
    if (fresh) price.checks.push_back({exchange->check});
    Seen& span = at->second;
    CheckPrice& cost = price.checks[span.place];
    ++cost.requests;
    span.first = std::min(span.first, timings.started);
    span.last = std::max(span.last, timings.received);
    cost.time = span.last - span.first;
    const auto made = submitted_run(*exchange, dialect);
    if (made) price.room_for_runs = std::max(price.room_for_runs, price.runs + 1);
    if (made && !made->empty()) {
      makers[*made] = exchange->check;
      ++cost.runs;
      ++price.runs;
    }
    const auto maker = makers.find(conformance::run_id_of(*exchange, dialect));
    if (maker != makers.end() && maker->second != exchange->check && exchange->check != "runner")
      price.checks[seen[maker->second].place].shared = true;
  }
}

}  // namespace

std::string Price::exceeds(const conformance::RunOptions& options) const {
  std::string flags;
  const auto above = [&](bool is, const std::string& flag) {
    if (is) flags += (flags.empty() ? "" : " and ") + flag;
  };
  const conformance::BudgetLimits& budget = options.budget;
  above(budget.runs && room_for_runs > *budget.runs, fmt::format("--max-runs {}", budget.runs.value_or(0)));
  above(budget.requests && requests > *budget.requests,
        fmt::format("--max-requests {}", budget.requests.value_or(0)));
  above(time > options.deadline,
        fmt::format("--deadline {}s",
                    std::chrono::duration_cast<std::chrono::seconds>(options.deadline).count()));
  return flags;
}

Price measure_price(conformance::RunOptions options, const Assumptions& assumptions) {
  Price price;
  if (options.wes_version == "auto") options.wes_version = schemas::dialect_versions("wes").back();
  const auto dialect =
      options.dialect ? options.dialect : schemas::load_dialect("wes", options.wes_version).value();
  price.dialect = dialect->name;
  price.wes_version = dialect->version;
  const reports::RunResult result = run_in_process(run_as_assumed(std::move(options), assumptions));
  add_up(price, result.exchanges, *dialect);
  price.requests = result.footer.requests;
  price.time = result.footer.finished - result.header.started;
  for (const reports::Judgement& judgement : result.judgements) {
    if (judgement.verdict != reports::Verdict::inconclusive) continue;
    if (price.undecided++ == 0) price.why_undecided = judgement.reason;
  }
  return price;
}

}  // namespace assay::cli
