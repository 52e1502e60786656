// SPDX-License-Identifier: Apache-2.0
#include "bench/evidence.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "bench/load.hpp"
#include "bench/report.hpp"
#include "core/files.hpp"
#include "mock_server/server.hpp"
#include "tests/support/paths.hpp"

namespace assay::bench {
namespace {

using namespace std::chrono_literals;

// A load whose secret comes back in answers: it stands in the path, and 404s repeat it.
Result load_with_a_secret() {
  mock::Server server{mock::Options{}};
  const auto dialect = schemas::load_dialect("wes", "1.1.0").value();
  const core::Url base = core::parse_base_url(server.url()).value();
  Target target{base,
                find_origin(base, "").value(),
                *dialect,
                {{"Authorization", "Bearer s3cret-token"}},
                {"no-run-s3cret-token"}};
  target.redactor.add(core::Secret("s3cret-token", "$TOKEN"));
  LoadOptions load;
  load.connections = 2;
  load.warmup = 0s;
  load.duration = 20s;
  load.most_requests = 20;
  const std::atomic<bool> stop = false;
  return run_load(target, load, {}, stop);
}

TEST(BenchEvidence, KeepsSamplesAsExchangesWithoutSecrets) {
  const Result result = load_with_a_secret();
  ASSERT_EQ(result.samples.size(), most_samples);
  for (const Sample& sample : result.samples) {
    ASSERT_TRUE(sample.exchange);
    EXPECT_EQ(sample.exchange->request.headers.get("Authorization"), "Bearer $TOKEN");
    EXPECT_EQ(sample.exchange->request.target, "/ga4gh/wes/v1/runs/no-run-$TOKEN/status");
    EXPECT_EQ(sample.exchange->operation, "GetRunStatus");
    ASSERT_TRUE(sample.exchange->response);
    EXPECT_EQ(sample.exchange->response->status, 404);
    EXPECT_EQ(sample.exchange->response->headers.get("Content-Type"), "application/json");
    EXPECT_FALSE(sample.exchange->response->body.empty());
    EXPECT_GE(sample.exchange->timings.received, sample.exchange->timings.sent);
    EXPECT_GT(core::to_iso8601(sample.exchange->timings.sent), "2026");
  }
  for (const Writer& writer : writers()) {
    EXPECT_EQ(writer.write(result).find("s3cret"), std::string::npos) << writer.name;
  }
  EXPECT_NE(write_html(result).find("GET /ga4gh/wes/v1/runs/no-run-$TOKEN/status"), std::string::npos);
}

TEST(BenchEvidence, AllFormatsAreMadeOfItAgain) {
  Result result = load_with_a_secret();
  result.samples.push_back({Outcome::connect, 0.5, "", "no connection in time"});  // of no request
  result.seconds.resize(1);
  result.slo = judge_slo(parse_slo("errors<1%, rate>1/s over 1s").value(), result);
  const std::string text = write_evidence(result);
  const auto read = read_evidence("load.ndjson", text);
  ASSERT_TRUE(read) << read.error().text();
  for (const Writer& writer : writers()) {
    EXPECT_EQ(writer.write(*read), writer.write(result)) << writer.name;
  }
}

TEST(BenchEvidence, ALoadThatWasTamperedWithOrCutIsRefused) {
  const std::string text = write_evidence(load_with_a_secret());
  const std::size_t second = text.find('\n') + 1, third = text.find('\n', second) + 1;
  const std::size_t footer = text.rfind('\n', text.size() - 2) + 1;
  std::string changed = text;
  changed.replace(changed.find("\"right\":0"), 9, "\"right\":9");
  const std::pair<std::string, const char*> rows[] = {
      {changed, "load.ndjson:8: the SHA-256"},
      {text.substr(0, second) + text.substr(third), "load.ndjson:6: there is no exchange 5"},
      {text.substr(0, footer), "load.ndjson:7: it ends before its footer"},
      {text.substr(0, text.size() - 1), "load.ndjson:8: it ends before its footer"},
      {text.substr(0, second), "load.ndjson:1: it ends before its footer"},
      {text + "{}\n", "load.ndjson:9: "},
      {text.substr(0, second) + "[]\n", "load.ndjson:2: not a"},
      {"", "load.ndjson:0: it ends"},
  };
  int ran = 0;
  for (const auto& [bad, says] : rows) {
    const auto read = read_evidence("load.ndjson", bad);
    ASSERT_FALSE(read) << says;
    EXPECT_EQ(read.error().text().find(says), 0u) << read.error().text();
    ++ran;
  }
  EXPECT_EQ(ran, 8);
}

TEST(BenchEvidence, OtherFilesAreNot) {
  EXPECT_TRUE(is_evidence(write_evidence(Result())));
  int ran = 0;
  for (const std::string& text : {std::string(), std::string("{}"), write_json(Result()),
                                  std::string(R"({"t":"header","format":"wes-assay-evidence/1"})")}) {
    EXPECT_FALSE(is_evidence(text)) << text;
    ++ran;
  }
  EXPECT_EQ(ran, 4);
}

TEST(BenchRaw, HasALineForEachRequest) {
  Result result;
  result.raw = {{2000, 2500, 9000, Outcome::right}, {1000, 1100, 5000, Outcome::status}};
  EXPECT_EQ(write_raw(result),
            "intended_ns,sent_ns,ended_ns,outcome\n1000,1100,5000,status\n2000,2500,9000,right\n");
}

}  // namespace
}  // namespace assay::bench
