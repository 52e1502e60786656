// SPDX-License-Identifier: Apache-2.0
#include "cli/bench_population.hpp"
#include "cli/parse.hpp"
#include "cli/wait_for.hpp"

#include <nlohmann/json.hpp>

#include "bench/population.hpp"
#include "conformance/runner/workload.hpp"
#include "core/json_guard.hpp"

namespace assay::cli {

namespace asio = boost::asio;

Population::Population(const BenchFlags& flags, const core::Url& base, const schemas::Dialect& dialect,
                       core::Headers headers)
    : flags_(flags),
      clock_(core::make_system_clock(context_.get_executor())),
      connector_(conformance::make_socket_connector(*clock_, {flags.ca_file})),
      http_(*clock_, *connector_, base, {}),
      dialect_(dialect),
      headers_(std::move(headers)) {}

Population::~Population() {
  if (!made_.empty()) wait_for(context_, cancel());
}

core::Result<std::vector<std::string>> Population::find(const conformance::Target& target,
                                                        const bench::Shard& shard) {
  auto runs = all(target, shard);
  if (!runs) return runs;
  if (runs->empty()) refuse("the server lists no run that could be polled", "URL", "--run ID, or --create N");
  if (flags_.create > 0) return runs;
  auto own = bench::runs_of(shard, *runs);
  if (own.empty())
    refuse("there are " + std::to_string(runs->size()) + " runs, and none for shard " + shard.text(),
           "--shard", "no more shards than runs");
  return own;
}

core::Result<std::vector<std::string>> Population::all(const conformance::Target& target,
                                                       const bench::Shard& shard) {
  if (!flags_.runs.empty()) return flags_.runs;
  if (flags_.create == 0)
    return wait_for(context_, bench::list_runs(http_, dialect_, headers_, flags_.most_runs));
  const std::size_t share = bench::share_of(shard, flags_.create);
  if (share == 0)
    refuse("of " + std::to_string(flags_.create) + " runs none is for shard " + shard.text(), "--create",
           "a run for each shard, or more");
  const conformance::Form form = slow_form(target);
  const auto done = wait_for(context_, bench::create_runs(http_, dialect_, headers_, form, share, made_));
  if (!done) return done.error();
  return made_;
}

conformance::Form Population::slow_form(const conformance::Target& target) {
  const std::string body = wait_for(context_, bench::read_service_info(http_, dialect_, headers_));
  const auto info = core::parse_json(body);
  const auto shipped = conformance::choose_workloads(info ? &*info : nullptr, target.workflow_type,
                                                     target.workflow_type_version);
  for (const auto* list : {&target.workloads, &shipped.workloads}) {
    for (const conformance::Workload& workload : *list) {
      if (workload.name == "slow") return conformance::make_form(workload, target, "bench");
    }
  }
  refuse("there is no slow workload for this server", "--create", "workloads: in a --target file");
}

asio::awaitable<int> Population::cancel() {
  co_await bench::cancel_runs(http_, dialect_, headers_, made_);
  co_return 0;
}

}  // namespace assay::cli
