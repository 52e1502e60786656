// SPDX-License-Identifier: Apache-2.0
// What one request costs the two hot loops, part by part. Built where Google Benchmark is found:
//   build/dev/micro --benchmark_filter=judge
#include <benchmark/benchmark.h>

#include <nlohmann/json.hpp>

#include "bench/histogram.hpp"
#include "bench/judge.hpp"
#include "bench/response_head.hpp"
#include "mock_server/script/timeline.hpp"
#include "mock_server/server.hpp"
#include "mock_server/serving/connection.hpp"
#include "mock_server/site/site.hpp"
#include "schemas/openapi.hpp"

namespace assay {
namespace {

constexpr std::string_view status_body =
    R"({"run_id":"0b6f3a61-0c3c-4c5e-9a53-2a8b4c1d7e90","state":"RUNNING"})";
constexpr std::string_view odd_body =
    R"({"run_id":"0b6f3a61-0c3c-4c5e-9a53-2a8b4c1d7e90","state":"RUNNING","more":[1]})";
constexpr std::string_view answer =
    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nDate: Sat, 31 Jan 2026 12:00:00 GMT\r\n"
    "Connection: keep-alive\r\nContent-Length: 67\r\n\r\n";

void histogram_record(benchmark::State& state) {
  bench::Histogram histogram;
  std::int64_t value = 1;
  for (auto _ : state) {
    histogram.record(value);
    value = value * 5 % 1'000'000'007;
  }
  benchmark::DoNotOptimize(histogram.count());
}
BENCHMARK(histogram_record);

void response_head(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(bench::read_response_head(answer));
}
BENCHMARK(response_head);

void judge(benchmark::State& state, std::string_view body) {
  const bench::Judge judge(*schemas::load_dialect("wes", "1.1.0").value());
  bench::PolledRun run("0b6f3a61-0c3c-4c5e-9a53-2a8b4c1d7e90");
  const bench::ResponseHead head = bench::read_response_head(answer);
  int word = -1;
  for (auto _ : state) benchmark::DoNotOptimize(judge(run, head, body, 1, 2, &word));
  if (word < 0) state.SkipWithError("the body was not right");
}
BENCHMARK_CAPTURE(judge, scanned, status_body);
BENCHMARK_CAPTURE(judge, parsed, odd_body);

void schema_validation(benchmark::State& state) {
  const auto document = schemas::OpenApi::shipped("wes", "1.1.0");
  const auto body = nlohmann::json::parse(status_body);
  for (auto _ : state)
    benchmark::DoNotOptimize(document->check("GetRunStatus", 200, "application/json", body).size());
}
BENCHMARK(schema_validation);

// A site with so many live runs.
std::shared_ptr<mock::Site> crowd(std::int64_t runs) {
  mock::Options options;
  options.scenario_text =
      "says: Live runs.\npopulation:\n  runs: " + std::to_string(runs) +
      "\n  ages: {from: 0s, to: 1h}\n  mix:\n    - timeline: [{state: QUEUED}, {after: 1m, state: "
      "RUNNING}, {after: 24h, state: COMPLETE}]\nruns:\n  - timeline: [{state: RUNNING}]\n";
  return mock::make_site(options).value();
}

void timeline_state(benchmark::State& state) {
  const auto site = crowd(10);
  const mock::Life run = site->runs().life(5);
  const core::Time now = site->clock().now();
  for (auto _ : state) benchmark::DoNotOptimize(run.at(now).step);
}
BENCHMARK(timeline_state);

void mock_answers(benchmark::State& state, const std::string& path, std::int64_t runs) {
  const auto site = crowd(runs);
  core::Request request;
  request.method = "GET";
  request.target =
      site->base_path() + (path.empty() ? "/runs/" + site->runs().by_serial(3).id + "/status" : path);
  request.headers.add("Host", "127.0.0.1");
  if (site->handle(request).response.status != 200) state.SkipWithError("the mock refused");
  for (auto _ : state) benchmark::DoNotOptimize(site->handle(request).response.body.size());
}
BENCHMARK_CAPTURE(mock_answers, status_of_ten, "", 10);
BENCHMARK_CAPTURE(mock_answers, status_of_a_million, "", 1'000'000);
BENCHMARK_CAPTURE(mock_answers, page_of_100, "/runs?page_size=100", 10'000);

// From the bytes of a request to the bytes of its answer.
void mock_connection(benchmark::State& state) {
  const auto site = crowd(10);
  auto connection = std::make_unique<mock::Connection>(*site);
  int served = 0;
  const std::string request = "GET " + site->base_path() + "/runs/" + site->runs().by_serial(3).id +
                              "/status HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: application/json\r\n\r\n";
  for (auto _ : state) {
    if (++served % 5000 == 0)
      connection = std::make_unique<mock::Connection>(*site);  // it closes after 10,000
    if (connection->feed(request).size() != 1) state.SkipWithError("there was no answer");
  }
}
BENCHMARK(mock_connection);

}  // namespace
}  // namespace assay

BENCHMARK_MAIN();
