// SPDX-License-Identifier: Apache-2.0
#include "cli/bench/bench_population.hpp"
#include "cli/shared/parse.hpp"
#include "cli/shared/say.hpp"
#include "cli/shared/wait_for.hpp"

#include <nlohmann/json.hpp>

#include "bench/population.hpp"
#include "conformance/session/submissions.hpp"
#include "core/json_guard.hpp"

namespace assay::cli {

namespace asio = boost::asio;

namespace {

// The server is not trusted to answer: what comes before and after the measurement has its time, too.
constexpr auto to_answer = std::chrono::seconds(60);
constexpr auto to_create_one = std::chrono::seconds(10);
constexpr auto to_cancel = std::chrono::seconds(20);  // as check has for its clean-up

core::Error late(const char* what) {
  return {std::string(what) + " did not come in time", "URL", "is the server well?"};
}

}  // namespace

Population::Population(const BenchFlags& flags, const core::Url& base, const schemas::Dialect& dialect,
                       core::Headers headers)
    : flags_(flags),
      clock_(core::make_system_clock(context_.get_executor())),
      connector_(conformance::make_socket_connector(*clock_, {flags.ca_file})),
      http_(*clock_, *connector_, base, {}),
      dialect_(dialect),
      headers_(std::move(headers)) {}

Population::~Population() {
  if (made_.empty() || wait_for(context_, cancel(), to_cancel)) return;
  say("wes-assay bench: not all of the {} runs that it made could be cancelled within 20 s\n", made_.size());
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
  if (flags_.create == 0) {
    auto listed =
        wait_for(context_, bench::list_runs(http_, dialect_, headers_, flags_.most_runs), to_answer);
    return listed ? std::move(*listed) : late("the list of runs");
  }
  const std::size_t share = bench::share_of(shard, flags_.create);
  if (share == 0)
    refuse("of " + std::to_string(flags_.create) + " runs none is for shard " + shard.text(), "--create",
           "a run for each shard, or more");
  const bench::SubmissionOf runs = slow_runs(target);
  const core::Duration length = to_answer + to_create_one * std::min<std::size_t>(share, 10'000);
  const auto done =
      wait_for(context_, bench::create_runs(http_, dialect_, headers_, runs, share, made_), length);
  if (!done) return late("the answers to the submissions");
  if (!*done) return done->error();
  return made_;
}

bench::SubmissionOf Population::slow_runs(const conformance::Target& target) {
  const schemas::SubmissionShape& shape = dialect_.submission;
  if (shape.encoding == schemas::SubmissionShape::Encoding::json) {
    const std::string mark = "bench-" + std::to_string(clock_->now().time_since_epoch().count()) + "-";
    return [this, target, mark](std::size_t n) {
      core::Request request;
      const std::string query = dialect_.submission.query;
      request.target = dialect_.operation("RunWorkflow")->path + (query.empty() ? "" : "?" + query);
      request.headers.add("Content-Type", "application/json");
      request.body =
          conformance::json_submission(dialect_, target, "slow", "bench", mark + std::to_string(n));
      return request;
    };
  }
  const std::string body =
      wait_for(context_, bench::read_service_info(http_, dialect_, headers_), to_answer).value_or("");
  const auto info = core::parse_json(body);
  const auto shipped = conformance::workloads_for(dialect_, target, info ? &*info : nullptr);
  for (const auto* list : {&target.workloads, &shipped.workloads}) {
    for (const conformance::Workload& workload : *list) {
      if (workload.name != "slow") continue;
      return [form = conformance::make_form(workload, target, "bench")](std::size_t) {
        core::Request request;
        conformance::set_multipart(request, form);
        return request;
      };
    }
  }
  refuse("there is no slow workload for this server", "--create", "workloads: in a --target file");
}

asio::awaitable<int> Population::cancel() {
  co_await bench::cancel_runs(http_, dialect_, headers_, made_);
  co_return 0;
}

}  // namespace assay::cli
