// SPDX-License-Identifier: Apache-2.0
#include "bench/load.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <thread>

#include "bench/judge.hpp"
#include "bench/worker.hpp"
#include "core/clock.hpp"
#include "core/version.hpp"

namespace assay::bench {
namespace {

// "2026-01-31T12:00:00.250Z": to the millisecond, because parts of one load are compared.
std::string wall_clock() {
  const auto now = std::chrono::system_clock::now();
  const auto part = std::chrono::duration_cast<std::chrono::milliseconds>(now.time_since_epoch()) % 1000;
  std::string text = core::to_iso8601(std::chrono::time_point_cast<core::Duration>(now));
  text.pop_back();
  return text + fmt::format(".{:03}Z", part.count());
}

Result blank(const Target& target, const LoadOptions& options) {
  Result result;
  result.suite_version = core::suite_version();
  result.target = target.base.text();
  result.wes_version = target.dialect.version;
  result.started = wall_clock();
  result.model = options.rate > 0 ? "open" : "closed";
  result.options = options;
  result.runs = target.runs.size();
  return result;
}

}  // namespace

std::string status_request(const Target& target, const std::string& run_id, bool keep_alive) {
  const std::string path =
      target.base.path +
      schemas::fill_path(target.dialect.operation("GetRunStatus")->path, {{"run_id", run_id}});
  const std::string origin = target.base.origin();
  std::string text = "GET " + path + " HTTP/1.1\r\nHost: " + origin.substr(origin.find("//") + 2) +
                     "\r\nAccept: application/json\r\nUser-Agent: wes-assay/" +
                     std::string(core::suite_version()) + "\r\n";
  for (const core::Header& header : target.headers) text += header.name + ": " + header.value + "\r\n";
  if (!keep_alive) text += "Connection: close\r\n";
  return text + "\r\n";
}

Result run_load(const Target& target, const LoadOptions& options,
                const std::function<void(const Live&)>& live, const std::atomic<bool>& stop) {
  Result result = blank(target, options);
  const Judge judge(target.dialect);
  std::deque<PolledRun> runs;
  for (const std::string& id : target.runs) {
    runs.emplace_back(id).request = status_request(target, id, options.keep_alive);
  }
  Load load{options, target.origin, runs, judge};
  load.start = monotonic_now();
  std::vector<Tally> tallies(static_cast<std::size_t>(options.threads));
  std::atomic<int> working = options.threads;
  std::vector<std::jthread> threads;
  for (int i = 0; i < options.threads; ++i) {
    threads.emplace_back([&, i] {
      tallies[static_cast<std::size_t>(i)] = run_worker(load, i);
      --working;
    });
  }
  constexpr auto nap = std::chrono::milliseconds(20);
  for (int naps = 1; working > 0; ++naps) {
    std::this_thread::sleep_for(nap);
    if (stop && !load.stop.exchange(true)) result.interrupted = true;
    const double at = static_cast<double>(monotonic_now() - load.start - load.measured_from()) / 1e9;
    if (live && naps % 50 == 0) live({at, load.done, load.wrong});
  }
  const std::int64_t ended = std::min(monotonic_now() - load.start, load.measured_to());
  threads.clear();
  for (const Tally& tally : tallies) add(result, tally, judge.words());
  result.measured_s = std::max<double>(0, static_cast<double>(ended - load.measured_from())) / 1e9;
  return result;
}

}  // namespace assay::bench
