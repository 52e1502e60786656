// SPDX-License-Identifier: Apache-2.0
// The rule of what the injector's lag may decide, as a table.
#include "bench/validity.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace assay::bench {
namespace {

using Word = Conclusion::Word;

// 2,000 requests at 100/s; latency and lag in ms.
Result measured_with(double latency, double lag) {
  Result result;
  result.model = "open";
  result.options.rate = 100;
  result.measured_s = 20;
  result.outcomes[0] = 2000;
  result.latency.record(static_cast<std::int64_t>(latency * 1e6), 2000);
  result.service.record(static_cast<std::int64_t>((latency - lag) * 1e6), 2000);
  result.lag.record(static_cast<std::int64_t>(lag * 1e6), 2000);
  for (int i = 0; i < 20; ++i) {
    Second& second = result.seconds.emplace_back();
    second.outcomes[0] = 100;
    second.latency = {
        {static_cast<std::uint32_t>(Histogram::slot_of(static_cast<std::int64_t>(latency * 1e6))), 100}};
  }
  return result;
}

void close_the_loop(Result& result) {
  result.options.rate = 0;
  result.lag.clear();
}

TEST(BenchValidity, TheRule) {
  struct Row {
    const char* what;
    double latency, lag;  // ms
    const char* slo;      // "": the figures are what is claimed
    Word word;
    void (*spoil)(Result&) = nullptr;
  };
  const Row rows[] = {
      {"nothing is claimed but figures without lag", 5, 0.01, "", Word::measured},
      {"a lag below a millisecond is never held against figures", 1, 0.9, "", Word::measured},
      {"figures within the reach of the lag", 5, 4, "", Word::invalid},
      {"a lag below a tenth of the figure", 50, 4, "", Word::measured},
      {"held with the lag in it", 5, 4, "p99<50ms", Word::held},
      {"held, however late the injector was", 40, 39, "p99<50ms", Word::held},
      {"the lag decides", 5, 4, "p99<1ms", Word::invalid},
      {"broken without the lag, too", 5, 0.1, "p99<1ms", Word::broken},
      {"a response waits for the injector, too", 5, 2.1, "p99<1ms", Word::invalid},
      {"one is broken, another undecided", 5, 2.1, "p99<1ms, p99<100us, errors<0%", Word::broken},
      {"one is held, another undecided", 5, 4, "p99<50ms, p99<1ms", Word::invalid},
      {"mean", 5, 4, "mean<1ms", Word::invalid},
      {"mean, broken", 5, 0.1, "mean<1ms", Word::broken},
      {"max", 5, 4, "max<1ms", Word::invalid},
      {"a latency that must be high is high because of the lag", 5, 4, "p99>3ms", Word::invalid},
      {"a latency that must be high is low even with the lag", 5, 4, "p99>6ms", Word::broken},
      {"windows", 5, 4, "p99<50ms over 5s", Word::held},
      {"windows that the lag decides", 5, 4, "p99<1ms over 5s", Word::invalid},
      {"windows that are broken", 5, 0.1, "p99<1ms over 5s", Word::broken},
      {"wrong responses are not the injector's", 5, 4, "errors<0.1%", Word::broken,
       [](Result& r) { r.outcomes[static_cast<std::size_t>(Outcome::status)] = 100; }},
      {"a rate that was achieved", 5, 4, "rate>50/s", Word::held},
      {"a rate that was not", 5, 4, "rate>150/s", Word::broken},
      {"nor could be, by this injector", 5, 0, "rate>150/s", Word::invalid,
       [](Result& r) { close_the_loop(r), r.busiest = 0.99; }},
      {"a closed loop that waited for a CPU", 5, 0, "p99<1ms", Word::invalid,
       [](Result& r) { close_the_loop(r), r.waited_for_cpu_s = 4; }},
      {"a closed loop that did not", 5, 0, "p99<1ms", Word::broken, close_the_loop},
      {"a busy closed loop that holds", 5, 0, "p99<50ms", Word::held,
       [](Result& r) { close_the_loop(r), r.busiest = 0.99; }},
      {"the figures of a busy injector", 5, 0, "", Word::invalid, [](Result& r) { r.busiest = 0.99; }},
      {"interrupted", 5, 0, "p99<50ms", Word::invalid, [](Result& r) { r.interrupted = true; }},
      {"nothing was right", 5, 0, "p99<50ms", Word::invalid, [](Result& r) { r.outcomes = {}; }},
      {"the target was lost", 5, 0, "p99<50ms", Word::invalid,
       [](Result& r) {
         r.outages = {{0.5, 0.9}};
       }},
      {"requests that were not sent make figures better", 5, 0, "p99<50ms", Word::invalid,
       [](Result& r) { r.unsent = 50; }},
      {"and what is broken is broken", 5, 0, "p99<1ms", Word::broken, [](Result& r) { r.unsent = 50; }},
      {"a few are none", 5, 0, "p99<50ms", Word::held, [](Result& r) { r.unsent = 1; }},
  };
  std::size_t ran = 0;
  for (const Row& row : rows) {
    Result result = measured_with(row.latency, row.lag);
    if (row.spoil) row.spoil(result);
    if (*row.slo) result.slo = judge_slo(parse_slo(row.slo).value(), result);
    const Conclusion end = conclude(result);
    EXPECT_EQ(end.word, row.word) << row.what << ": " << name(end.word);
    EXPECT_EQ(end.why.empty(), row.word != Word::invalid) << row.what;
    ++ran;
  }
  EXPECT_EQ(ran, std::size(rows));
}

TEST(BenchValidity, SaysWhatToDo) {
  struct Row {
    const char* says;
    void (*spoil)(Result&);
  };
  const Row rows[] = {
      {"interrupted", [](Result& r) { r.interrupted = true; }},
      {"not one response", [](Result& r) { r.outcomes = {}; }},
      {"did not answer from 0.5 s",
       [](Result& r) {
         r.outages = {{0.5, 0.9}};
       }},
      {"add --threads", [](Result& r) { r.busiest = 0.99; }},
      {"the injector was late: p99 of its lag is 50.0", [](Result& r) { r.lag.record(50'000'000, 50); }},
      {"not one page of the list", [](Result& r) { r.watches.emplace(); }},
      {"found no free connection before the end; add --connections", [](Result& r) { r.unsent = 50; }},
  };
  int ran = 0;
  for (const Row& row : rows) {
    Result result = measured_with(5, 0.01);
    ASSERT_TRUE(why_invalid(result).empty());
    row.spoil(result);
    const auto why = why_invalid(result);
    ASSERT_EQ(why.size(), 1u) << row.says;
    EXPECT_NE(why[0].find(row.says), std::string::npos) << why[0];
    ++ran;
  }
  EXPECT_EQ(ran, 7);
}

TEST(BenchValidity, TellsTheLagOfWhatIsHeld) {
  Result result = measured_with(5, 4);
  result.slo = judge_slo(parse_slo("p99<50ms").value(), result);
  ASSERT_EQ(lag_notes(result).size(), 1u);
  EXPECT_NE(lag_notes(result)[0].find("p99 4.00 ms"), std::string::npos) << lag_notes(result)[0];
  Result quiet = measured_with(5, 0.01);
  quiet.slo = result.slo;
  EXPECT_TRUE(lag_notes(quiet).empty());
}

// Latencies are made of a server's and of two lags; what is left is never above the server's own.
TEST(BenchBounds, TheLeastIsNeverMoreThanTheServerItself) {
  std::mt19937_64 random(7);
  std::exponential_distribution<double> server(1 / 3e6), lag(1 / 1e6);
  std::bernoulli_distribution stalls(0.01);
  int close = 0;
  for (int round = 0; round < 20; ++round) {
    Histogram own, with, lags;
    const double size = round % 4 == 0 ? 0.001 : 1;
    for (int i = 0; i < 5000; ++i) {
      const double time = server(random), late = size * lag(random) * (stalls(random) ? 20 : 1);
      const double read = size * lag(random) * (stalls(random) ? 20 : 1);
      own.record(static_cast<std::int64_t>(time));
      lags.record(static_cast<std::int64_t>(late));
      with.record(static_cast<std::int64_t>(time + late + std::min(late, read)));
    }
    for (const double percentile : {50.0, 90.0, 99.0, 99.9, 100.0}) {
      EXPECT_LE(least_at(percentile, with, lags), own.at(percentile)) << percentile;
      EXPECT_LE(least_at(percentile, with, lags), with.at(percentile)) << percentile;
    }
    close += least_at(99, with, lags) > own.at(99) / 2;
  }
  EXPECT_GE(close, 5) << "a small lag leaves the figure near";
}

TEST(BenchBounds, WithoutLagAFigureIsWhatItIs) {
  Histogram latency;
  latency.record(5'000'000, 10);
  EXPECT_EQ(least_at(99, latency, {}), latency.at(99));
  EXPECT_EQ(least_at(99, {}, latency), 0);
}

}  // namespace
}  // namespace assay::bench
