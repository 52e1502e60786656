// SPDX-License-Identifier: Apache-2.0
#include "bench/report.hpp"

#include <gtest/gtest.h>

#include <algorithm>
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

std::size_t times_in(const std::string& text, std::string_view what) {
  std::size_t n = 0;
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++n;
  return n;
}

TEST(BenchReports, HtmlIsOneFileWithEachChart) {
  const std::string text = write_html(hostile_result());
  EXPECT_EQ(text.find(" src="), std::string::npos);
  EXPECT_EQ(times_in(text, " href="), times_in(text, " href=\"#")) << "no page but this one";
  EXPECT_EQ(text.find(" style="), std::string::npos) << "its own policy forbids them";
  EXPECT_EQ(times_in(text, "<figure"), 3u);
  EXPECT_NE(text.find("<span class=\"word\">BROKEN</span>"), std::string::npos);
  EXPECT_NE(text.find("tone-fail"), std::string::npos);
  EXPECT_EQ(times_in(text, "class=\"bullet\""), 2u) << "a bar for each objective";
}

// The word, its colour, and what becomes of objectives that were not measured.
TEST(BenchReports, HtmlSaysOneOfFourWords) {
  struct Row {
    const char *slo, *word, *tone;
    void (*spoil)(Result&) = nullptr;
  };
  const Row rows[] = {
      {"", "MEASURED", "tone-info"},
      {"p99<1s", "HELD", "tone-pass"},
      {"errors<0.1%", "BROKEN", "tone-fail"},
      {"p99<1s", "NOT MEASURED", "tone-not_judged", [](Result& r) { r.interrupted = true; }},
      {"p99<1us", "NOT MEASURED", "tone-inconclusive", [](Result& r) { r.busiest = 1; }},
  };
  int ran = 0;
  for (const Row& row : rows) {
    Result result = hostile_result();
    result.slo.clear();
    if (row.spoil) row.spoil(result);
    if (*row.slo) result.slo = judge_slo(parse_slo(row.slo).value(), result);
    const std::string text = write_html(result);
    EXPECT_NE(text.find(std::string("<span class=\"word\">") + row.word + "</span>"), std::string::npos)
        << row.slo;
    EXPECT_NE(text.find(std::string(row.tone)), std::string::npos) << row.tone;
    EXPECT_EQ(times_in(text, "<ul class=\"figures\">"), 1u);
    ++ran;
  }
  EXPECT_EQ(ran, 5);
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
  EXPECT_NE(write_html(result).find("NOT MEASURED"), std::string::npos);
  EXPECT_NE(write_markdown(result).find("**not measured**"), std::string::npos);
}

TEST(BenchReports, AnEmptyResultIsAPageToo) {
  for (const Writer& writer : writers()) EXPECT_FALSE(writer.write(Result()).empty()) << writer.name;
  EXPECT_EQ(write_html(Result()).find("<figure"), std::string::npos);
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

TEST(BenchCharts, LogarithmicAxesEncloseWhatTheyShow) {
  int ran = 0;
  for (const auto& [least, most] : {std::pair(80.0, 4500.0), std::pair(1.0, 1.0), std::pair(0.0, 0.0),
                                    std::pair(3.0, 7.0), std::pair(10.0, 1000.0), std::pair(50.0, 3e7)}) {
    const auto values = log_axis_of(least, most);
    ASSERT_GE(values.size(), 2u) << least;
    EXPECT_LE(values.size(), 9u) << least;
    EXPECT_GT(values.front(), 0);
    EXPECT_LE(values.front(), std::max(least, 1.0) * 1.0001);
    EXPECT_GE(values.back(), most * 0.9999);
    EXPECT_TRUE(std::is_sorted(values.begin(), values.end()));
    ++ran;
  }
  EXPECT_EQ(ran, 6);
}

TEST(BenchCharts, ARampIsACurveWithItsLimitAndASpotForEachStep) {
  Result result = hostile_result();
  result.slo = judge_slo(parse_slo("errors<5%, p99<50ms").value(), result);
  result.ramp = Ramp{100, 800, {}};
  for (const double rate : {100.0, 200.0, 800.0, 400.0})
    result.ramp->steps.push_back({rate, rate, rate * 100, 0,
                                  rate < 500 ? RampStep::Verdict::held : RampStep::Verdict::broken,
                                  rate < 500 ? "" : "p99<50ms: 80.000 ms"});
  const Chart chart = ramp_chart(result);
  ASSERT_EQ(chart.lines.size(), 2u);
  EXPECT_EQ(chart.lines[0].points.size(), 4u);
  EXPECT_TRUE(std::is_sorted(chart.lines[0].points.begin(), chart.lines[0].points.end()));
  EXPECT_EQ(chart.lines[1].name, "limit: p99<50ms");
  EXPECT_EQ(chart.lines[1].points[0].second, 50'000) << "us";
  EXPECT_EQ(chart.spots.size(), 4u);
  EXPECT_EQ(std::count_if(chart.spots.begin(), chart.spots.end(),
                          [](const Spot& spot) { return spot.tone == "state-bad"; }),
            1);
  EXPECT_NE(draw(chart).find("400/s held"), std::string::npos);
  EXPECT_EQ(draw(ramp_chart(Result())), "");
}

TEST(BenchCharts, ALoadOfOneSecondIsDrawnAsPoints) {
  Result result = hostile_result();
  result.seconds.resize(1);
  const std::string svg = draw(latency_chart(result));
  EXPECT_EQ(times_in(svg, "<circle"), 3u);
  EXPECT_EQ(times_in(svg, "<path"), 0u);
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
