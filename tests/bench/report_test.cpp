// SPDX-License-Identifier: Apache-2.0
#include "bench/report.hpp"

#include <gtest/gtest.h>

#include <pugixml.hpp>

#include "bench/charts.hpp"
#include "bench/report_charts.hpp"

namespace assay::bench {
namespace {

Result hostile_result() {
  const std::string hostile = "<script>alert(1)</script> & \x1b[31m ::error::x";
  Result result;
  result.target = "http://127.0.0.1:1/" + hostile;
  result.wes_version = "1.1.0";
  result.started = hostile;
  result.model = "closed";
  result.measured_s = 3;
  result.outcomes[0] = 300;
  result.outcomes[static_cast<std::size_t>(Outcome::status)] = 3;
  for (int i = 0; i < 3; ++i) {
    Second& second = result.seconds.emplace_back();
    second.outcomes[0] = 100;
    second.outcomes[static_cast<std::size_t>(Outcome::status)] = 1;
    second.latency = {{3000, 100}};
  }
  result.latency.record(Histogram::lowest_of(3000), 300);
  result.samples.push_back({Outcome::status, 0.5, hostile, hostile});
  result.states = {{hostile, 300}};
  result.slo = judge_slo(parse_slo("p99<1s, errors<0.1%").value(), result);
  return result;
}

TEST(BenchReports, NoFormatLetsHostileTextThrough) {
  for (const Writer& writer : writers()) {
    const std::string text = writer.write(hostile_result());
    EXPECT_EQ(text.find('\x1b'), std::string::npos) << writer.name;
    if (writer.name == "html" || writer.name == "markdown" || writer.name == "junit") {
      EXPECT_EQ(text.find("<script"), std::string::npos) << writer.name;
    }
  }
  EXPECT_GE(writers().size(), 8u);
}

TEST(BenchReports, HtmlIsOneFileWithEachChart) {
  const std::string text = write_html(hostile_result());
  EXPECT_EQ(text.find(" src="), std::string::npos);
  EXPECT_EQ(text.find(" href="), std::string::npos);
  std::size_t charts = 0;
  for (std::size_t at = text.find("<svg"); at != std::string::npos; at = text.find("<svg", at + 1)) ++charts;
  EXPECT_EQ(charts, 3u);
  EXPECT_NE(text.find("SLO BROKEN: errors"), std::string::npos);
  EXPECT_NE(text.find("tone-fail"), std::string::npos);
}

TEST(BenchReports, JUnitHasACaseForEachCondition) {
  pugi::xml_document document;
  ASSERT_TRUE(document.load_string(write_junit(hostile_result()).c_str()));
  EXPECT_EQ(document.select_nodes("//testcase").size(), 3u);
  EXPECT_EQ(document.select_nodes("//testcase[@name='errors<0.1%']/failure").size(), 1u);
  EXPECT_EQ(document.select_nodes("//error").size(), 0u);
  EXPECT_STREQ(document.child("testsuites").attribute("failures").value(), "1");
}

TEST(BenchReports, OpenMetricsTellsWhatHeldAndEndsWithItsMark) {
  Result result = hostile_result();
  const std::string text = write_openmetrics(result);
  EXPECT_NE(text.find("\nwes_assay_bench_valid 1\n"), std::string::npos) << text;
  EXPECT_NE(text.find("\nwes_assay_bench_slo{condition=\"p99<1s\"} 1\n"), std::string::npos);
  EXPECT_NE(text.find("\nwes_assay_bench_slo{condition=\"errors<0.1%\"} 0\n"), std::string::npos);
  EXPECT_NE(text.find("\nwes_assay_bench_latency_seconds_count 300\n"), std::string::npos);
  EXPECT_TRUE(text.ends_with("\n# EOF\n"));
  result.interrupted = true;
  EXPECT_EQ(write_openmetrics(result).find("_slo{condition=\"p99<1s\"} 1"), std::string::npos);
}

TEST(BenchReports, AnInvalidLoadIsAnErrorInJUnitWhateverItsConditions) {
  Result result = hostile_result();
  result.interrupted = true;
  pugi::xml_document document;
  ASSERT_TRUE(document.load_string(write_junit(result).c_str()));
  EXPECT_EQ(document.select_nodes("//testcase/error").size(), 3u);
  EXPECT_EQ(document.select_nodes("//failure").size(), 0u);
  EXPECT_STREQ(document.child("testsuites").attribute("errors").value(), "3");
  EXPECT_NE(write_html(result).find("must not be believed"), std::string::npos);
  EXPECT_NE(write_markdown(result).find("**invalid**"), std::string::npos);
}

TEST(BenchReports, TheLiveLineTellsHowItGoes) {
  EXPECT_EQ(live_line({-0.5, 12, 0, 30, 0}, 30), "  warming up, 12 requests");
  EXPECT_EQ(live_line({12, 45'120, 3, 3760.4, 1'200'000}, 30),
            "   12.0 s of 30   45,120 requests, 3 wrong, 3,760/s, p99 1.20 ms, 18 s left");
  EXPECT_EQ(live_line({31, 7, 7, 0, 0}, 30), "   30.0 s of 30   7 requests, 7 wrong, 0/s, 0 s left");
}

TEST(BenchReports, AnEmptyResultIsAPageToo) {
  for (const Writer& writer : writers()) EXPECT_FALSE(writer.write(Result()).empty()) << writer.name;
  EXPECT_EQ(write_html(Result()).find("<svg"), std::string::npos);
}

TEST(BenchCharts, AxesHaveAFewRoundValuesAndReachTheTop) {
  int ran = 0;
  for (const double most : {0.0, 0.003, 0.7, 1.0, 9.99, 10.0, 123.0, 6e6, -1.0}) {
    const auto values = axis_of(most);
    EXPECT_GE(values.back(), most);
    EXPECT_GE(values.size(), 3u) << most;
    EXPECT_LE(values.size(), 8u) << most;
    EXPECT_EQ(values.front(), 0);
    ++ran;
  }
  EXPECT_EQ(ran, 9);
}

TEST(BenchCharts, ALongLoadIsDrawnWithFewPoints) {
  Result result = hostile_result();
  result.seconds.resize(7200, result.seconds[0]);
  for (const Chart& chart : {latency_chart(result), rate_chart(result), percentile_chart(result)}) {
    for (const Line& line : chart.lines) EXPECT_LE(line.points.size(), 460u) << chart.title;
  }
}

}  // namespace
}  // namespace assay::bench
