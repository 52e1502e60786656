// SPDX-License-Identifier: Apache-2.0
#include "bench/result.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "bench/report.hpp"
#include "core/files.hpp"
#include "reports/json_schema.hpp"
#include "tests/support/paths.hpp"
#include "tests/support/program.hpp"

namespace assay::bench {
namespace {

Result sample_result() {
  Result result;
  result.suite_version = "0";
  result.target = "http://127.0.0.1:1/ga4gh/wes/v1";
  result.wes_version = "1.1.0";
  result.started = "2026-01-01T00:00:00Z";
  result.model = "open";
  result.options.rate = 100;
  result.options.poll = parse_poll("prowes").value();
  result.runs = 3;
  result.ended = 1;
  result.measured_s = 2;
  result.outcomes[0] = 199;
  result.outcomes[static_cast<std::size_t>(Outcome::left_terminal)] = 1;
  for (int i = 1; i <= 199; ++i) {
    result.latency.record(i * 100'000);
    result.service.record(i * 90'000);
    result.lag.record(i * 10);
  }
  for (int second = 0; second < 2; ++second) {
    Second& one = result.seconds.emplace_back();
    one.outcomes[0] = 99;
    one.latency = {{5, 90}, {3000, 9}};
  }
  result.samples.push_back({Outcome::left_terminal, 1.5, "r-1", "COMPLETE, then RUNNING"});
  result.states = {{"RUNNING", 199}};
  result.outages = {{0.5, 0.75}};
  result.cpu_user_s = 0.5;
  result.spun_s = 0.25;
  result.stale.record(70'000'000, 3);
  result.stale_answers = 2;
  result.options.strategy = Strategy::both;
  Watches& both = result.watches.emplace();
  both.status = {200, 1, 4000, 2000, 0, {}};
  both.list = {4, 0, 3000, 300, 2, {}};
  compare_ends(both, {1'000'000'000, 2'000'000'000, 0}, {1'500'000'000, 1'900'000'000, 7});
  result.slo = judge_slo(parse_slo("p99<1s, rate>1/s over 1s").value(), result);
  return result;
}

TEST(BenchResult, JsonRoundTrips) {
  const tests::TemporaryFolder folder;
  const std::string text = write_json(sample_result());
  const auto read = read_json(folder.write("r.json", text));
  ASSERT_TRUE(read) << read.error().text();
  EXPECT_EQ(write_json(*read), text);
  EXPECT_TRUE(read->latency == sample_result().latency);
}

TEST(BenchResult, JsonKeepsItsSchema) {
  const auto faults = [](const std::string& text) {
    return reports::schema_faults("bench/result.schema.json", "result", nlohmann::json::parse(text));
  };
  Result result = sample_result();
  for (const char* model : {"open", "closed", "polls"}) {
    result.model = model;
    EXPECT_EQ(faults(write_json(result)), std::vector<std::string>()) << model;
  }
  result.parts = {{{1, 2}, "2026-01-01T00:00:00Z", 1, {"it was interrupted"}, {"the injector was late"}}};
  result.lag.record(5'000'000'000, 199);
  result.slo = judge_slo(parse_slo("p99<1ms").value(), result);
  EXPECT_EQ(result.slo[0].verdict, Verdict::undecided);
  EXPECT_EQ(faults(write_json(result)), std::vector<std::string>());
  EXPECT_FALSE(faults("{}").empty());
}

TEST(BenchResult, AForeignFileIsRefusedInOneSentence) {
  const tests::TemporaryFolder folder;
  int ran = 0;
  for (const char* text : {"", "[]", "{\"requests\": 3}", "{\"suite_version\": 1}"}) {
    const auto read = read_json(folder.write("r.json", text));
    ASSERT_FALSE(read) << text;
    EXPECT_NE(read.error().text().find("r.json"), std::string::npos);
    ++ran;
  }
  EXPECT_EQ(ran, 4);
}

TEST(BenchResult, MergingAddsExactly) {
  Result both = sample_result();
  merge(both, sample_result());
  EXPECT_EQ(both.requests(), 400u);
  EXPECT_EQ(both.latency.count(), 398u);
  EXPECT_EQ(both.latency.at(50), sample_result().latency.at(50));
  EXPECT_EQ(both.seconds[1].latency, (SlotCounts{{5, 180}, {3000, 18}}));
  EXPECT_EQ(both.outages.size(), 1u) << "the same time is one outage";
  EXPECT_EQ(both.options.rate, 200);
  EXPECT_EQ(both.spun_s, 0.5);
}

TEST(BenchResult, WatchesMergeAndAreInEachReport) {
  Result both = sample_result();
  merge(both, sample_result());
  ASSERT_TRUE(both.watches);
  EXPECT_EQ(both.watches->status.requests, 400u);
  EXPECT_EQ(both.watches->list.walks, 4u);
  EXPECT_EQ(both.watches->list.noticed.count(), 6u);
  EXPECT_EQ(both.stale_answers, 4u);
  int ran = 0;
  for (const std::string& text :
       {write_console(both), write_json(both), write_html(both), write_markdown(both)}) {
    EXPECT_NE(
        text.find("of 4 ends that both noticed, the list was later 2 times, by 500.17 ms in the median, the "
                  "status calls were later 2 times, by 100.01 ms"),
        std::string::npos)
        << text;
    ++ran;
  }
  EXPECT_EQ(ran, 4);
}

TEST(HdrFiles, AnIndependentReaderFindsEachSecondExactly) {
  if (tests::run_shell("python3 --version").code != 0)
    GTEST_SKIP() << "there is no python3 to read the log with";
  Result result = sample_result();
  result.seconds[1].latency.add({{33'000, 1'000'000'000'000}});  // a count of many bytes, far out
  const tests::TemporaryFolder folder;
  const std::string log = folder.write("load.hlog", write_hlog(result));
  const tests::Outcome read =
      tests::run_shell("python3 " + tests::source_path("tests/data/read_hlog.py") + " " + log);
  EXPECT_EQ(read.code, 0) << read.err;
  EXPECT_EQ(read.out, "0.000 1.000 5:90 3000:9\n1.000 1.000 5:90 3000:9 33000:1000000000000\n");
}

TEST(HdrFiles, PercentileTextEndsAtTheMaximum) {
  const std::string text = write_percentiles(sample_result().latency);
  EXPECT_NE(text.find("1.000000000000        199\n"), std::string::npos) << text;
  EXPECT_NE(text.find("#[Max     ="), std::string::npos);
  EXPECT_NE(text.find("1/(1-Percentile)"), std::string::npos);
}

}  // namespace
}  // namespace assay::bench
