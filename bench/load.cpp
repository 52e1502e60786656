// SPDX-License-Identifier: Apache-2.0
#include "bench/load.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <thread>

#include "bench/judge.hpp"
#include "bench/list_watch.hpp"
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
  result.model = options.poll ? "polls" : options.rate > 0 ? "open" : "closed";
  result.options = options;
  result.runs = target.runs.size();
  return result;
}

std::string get_request(const Target& target, const std::string& path, bool keep_alive) {
  const std::string origin = target.base.origin();
  std::string text =
      "GET " + target.base.path + path + " HTTP/1.1\r\nHost: " + origin.substr(origin.find("//") + 2) +
      "\r\nAccept: application/json\r\nUser-Agent: wes-assay/" + std::string(core::suite_version()) + "\r\n";
  for (const core::Header& header : target.headers) text += header.name + ": " + header.value + "\r\n";
  if (!keep_alive) text += "Connection: close\r\n";
  return text + "\r\n";
}

// Waits for the threads of the load; when the last request had ended, in ns since the start.
std::int64_t wait_for(Load& load, Result& result, std::atomic<int>& working,
                      const std::function<void(const Live&)>& live, const std::atomic<bool>& stop) {
  constexpr auto nap = std::chrono::milliseconds(20);
  Live last;
  for (int naps = 1; working > 0; ++naps) {
    std::this_thread::sleep_for(nap);
    if (stop && !load.stop.exchange(true)) result.interrupted = true;
    const double at = static_cast<double>(monotonic_now() - load.start - load.measured_from()) / 1e9;
    if (!live || naps % 50 != 0) continue;
    Live next{at, load.done, load.wrong};
    const double passed = naps == 50 ? at + static_cast<double>(load.measured_from()) / 1e9 : at - last.at_s;
    next.rate = passed > 0 ? static_cast<double>(next.done - last.done) / passed : 0;
    {
      const std::lock_guard lock(load.passed_guard);
      next.passed.swap(load.passed);
    }
    live(next);
    last = std::move(next);
  }
  return std::min(monotonic_now() - load.start, load.measured_to());
}

// The status calls are the result; what the list cost stands beside them. Alone, the list is the result.
void add_list(Result& result, const ListWatch& list, const std::deque<PolledRun>& runs) {
  if (result.options.strategy == Strategy::list) {
    add(result, list.tally);
    result.ended = static_cast<std::uint64_t>(
        std::count_if(list.ended.begin(), list.ended.end(), [](std::int64_t at) { return at > 0; }));
    return;
  }
  Watches& both = result.watches.emplace();
  both.status = {result.requests(), result.wrong(), result.bytes_in, result.bytes_out, 0, {}};
  for (const std::uint64_t n : list.tally.outcomes) both.list.requests += n;
  both.list.wrong = both.list.requests - list.tally.outcomes[0];
  both.list.bytes_in = list.tally.bytes_in;
  both.list.bytes_out = list.tally.bytes_out;
  both.list.walks = list.walks;
  result.samples.insert(result.samples.end(), list.tally.samples.begin(), list.tally.samples.end());
  std::vector<std::int64_t> ended;
  for (const PolledRun& run : runs) ended.push_back(run.ended_at());
  compare_ends(both, ended, list.ended);
}

// No secret leaves a load, and its exchanges have the time of day.
void clean_samples(Result& result, const Target& target, core::Time start) {
  for (Sample& sample : result.samples) {
    for (std::string* text : {&sample.run, &sample.message}) *text = target.redactor.redact(*text);
    if (!sample.exchange) continue;
    core::Exchange& exchange = *sample.exchange;
    exchange.operation = sample.run == list_as_run ? "ListRuns" : "GetRunStatus";
    for (core::Time* time : {&exchange.timings.started, &exchange.timings.sent, &exchange.timings.received})
      *time = start + time->time_since_epoch();
    target.redactor.redact(exchange);
  }
}

}  // namespace

std::string status_request(const Target& target, const std::string& run_id, bool keep_alive) {
  return get_request(target,
                     schemas::fill_path(target.dialect.operation("GetRunStatus")->path, {{"run_id", run_id}}),
                     keep_alive);
}

std::string list_request(const Target& target, const std::string& token, bool keep_alive) {
  core::Query query = {{target.dialect.page_size_parameter, page_size}};
  if (!token.empty()) query.emplace_back(target.dialect.page_token_parameter, token);
  return get_request(target, target.dialect.operation("ListRuns")->path + "?" + core::encode_query(query),
                     keep_alive);
}

Result run_load(const Target& target, const LoadOptions& options,
                const std::function<void(const Live&)>& live, const std::atomic<bool>& stop) {
  Result result = blank(target, options);
  const Judge judge(target.dialect);
  std::deque<PolledRun> runs;
  for (const std::string& id : target.runs) {
    runs.emplace_back(id, runs.size()).request = status_request(target, id, options.keep_alive);
  }
  Load load{options, target.origin, runs, judge};
  load.watched = live != nullptr;
  load.start = monotonic_now();
  const int workers = options.strategy == Strategy::list ? 0 : options.threads;
  const bool lists = options.strategy != Strategy::status;
  std::vector<Tally> tallies(static_cast<std::size_t>(workers));
  ListWatch list;
  std::atomic<int> working = workers + lists;
  std::vector<std::jthread> threads;
  for (int i = 0; i < workers; ++i) {
    threads.emplace_back([&, i] {
      tallies[static_cast<std::size_t>(i)] = run_worker(load, i);
      --working;
    });
  }
  if (lists) {
    threads.emplace_back([&] {
      list = watch_list(load, target);
      --working;
    });
  }
  const auto start = core::Time(std::chrono::duration_cast<core::Duration>(
      std::chrono::system_clock::now().time_since_epoch() - Nanoseconds(monotonic_now() - load.start)));
  const std::int64_t ended = wait_for(load, result, working, live, stop);
  threads.clear();
  for (const Tally& tally : tallies) add(result, tally);
  result.ended = static_cast<std::uint64_t>(
      std::count_if(runs.begin(), runs.end(), [](const PolledRun& run) { return run.ended(); }));
  if (lists) add_list(result, list, runs);
  clean_samples(result, target, start);
  result.measured_s = std::max<double>(0, static_cast<double>(ended - load.measured_from())) / 1e9;
  return result;
}

}  // namespace assay::bench
