// SPDX-License-Identifier: Apache-2.0
#include "bench/slo.hpp"

#include <gtest/gtest.h>

#include "bench/result.hpp"

namespace assay::bench {
namespace {

Result measured() {
  Result result;
  result.measured_s = 10;
  result.outcomes[0] = 9990;
  result.outcomes[static_cast<std::size_t>(Outcome::status)] = 10;
  result.latency.record(1'000'000, 9900);
  result.latency.record(40'000'000, 90);
  return result;
}

TEST(Slo, HoldsOrBreaks) {
  const std::pair<const char*, bool> rows[] = {
      {"p50<2ms", true},      {"p50<1ms", false},     {"p99.9<50ms", true}, {"p99.9<39ms", false},
      {"max<41ms", true},     {"max<10000us", false}, {"mean<2ms", true},   {"errors<0.2%", true},
      {"errors<0.1%", false}, {"errors<0.002", true}, {"rate>998/s", true}, {"rate > 1000", false},
      {"rate<1000/s", true},  {"p99>0.5ms", true},
  };
  int ran = 0;
  for (const auto& [text, held] : rows) {
    const auto judged = judge_slo(parse_slo(text).value(), measured());
    ASSERT_EQ(judged.size(), 1u);
    EXPECT_EQ(judged[0].held(), held) << in_words(judged[0]);
    ++ran;
  }
  EXPECT_EQ(ran, 14);
}

TEST(Slo, ReadsAList) { EXPECT_EQ(parse_slo("p99<50ms, errors<0.1%, rate>1000/s").value().size(), 3u); }

TEST(Slo, RefusesWhatItCannotJudgeAtItsColumn) {
  const std::pair<const char*, const char*> rows[] = {
      {"", "--slo, column 1: no condition"},
      {" , ", "--slo, column 1: no condition"},
      {"p99", "--slo, column 1: 'p99' has neither < nor >"},
      {"p99<50", "--slo, column 5: '' is no unit of p99"},
      {"p99<1s, p99<50kg", "--slo, column 13: 'kg' is no unit"},
      {"max<1s,  q99<1ms", "--slo, column 10: 'q99' is no metric"},
      {"p101<1ms", "--slo, column 1: 'p101' is no metric"},
      {"errors<1ms", "--slo, column 8: 'ms' is no unit of errors"},
      {"rate>fast", "--slo, column 6: 'fast' is no limit of rate"},
      {"p99<-1ms", "--slo, column 5: '-1ms' is no limit"},
      {"p99<inf", "--slo, column 5: 'inf' is no limit"},
      {"p99<1ms over", "--slo, column 5: 'ms over' is no unit"},
      {"p99<1ms over 500ms", "--slo, column 14: '500ms' is no window"},
      {"p99<1ms over 1.5s", "--slo, column 14: '1.5s' is no window"},
      {"p99<1ms over 0s", "--slo, column 14: '0s' is no window"},
      {"max<1s, p99<1ms over 9e99s", "--slo, column 22: '9e99s' is no window"},
  };
  int ran = 0;
  for (const auto& [text, says] : rows) {
    const auto slo = parse_slo(text);
    ASSERT_FALSE(slo) << text;
    EXPECT_EQ(slo.error().text().find(says), 0u) << slo.error().text();
    ++ran;
  }
  EXPECT_EQ(ran, 16);
}

// Ten seconds, 100 right answers of 1 ms in each; in the seventh 50 wrong ones, too, and 10 right ones of 80
// ms.
Result with_a_bad_second() {
  Result result;
  result.measured_s = 10;
  result.seconds.resize(10);
  for (Second& second : result.seconds) {
    second.outcomes[0] = 100;
    second.latency = {{static_cast<std::uint32_t>(Histogram::slot_of(1'000'000)), 100}};
  }
  result.seconds[6].outcomes[0] = 110;
  result.seconds[6].outcomes[static_cast<std::size_t>(Outcome::status)] = 50;
  result.seconds[6].latency.add({{static_cast<std::uint32_t>(Histogram::slot_of(80'000'000)), 10}});
  for (const Second& second : result.seconds) {
    for (std::size_t i = 0; i < outcomes; ++i) result.outcomes[i] += second.outcomes[i];
    second.latency.add_to(result.latency);
  }
  return result;
}

TEST(Slo, AWindowSeesWhatTheWholeLoadHides) {
  struct Row {
    const char* text;
    bool held;
    int windows, broken, from;
  };
  const Row rows[] = {
      {"p99<50ms", true, 0, 0, 0},  // 10 of 1,010 are exactly the last per cent
      {"p99<50ms over 1s", false, 10, 1, 6}, {"p99<50ms over 2s", false, 9, 2, 5},
      {"p90<50ms over 2s", true, 9, 0, 0},   {"errors<5%", true, 0, 0, 0},
      {"errors<5% over 5s", false, 6, 4, 2}, {"errors<5% over 10s", true, 1, 0, 0},
      {"rate>99/s over 1s", true, 10, 0, 0}, {"rate>109/s over 1s", false, 10, 9, 0},
      {"max<79ms over 3s", false, 8, 3, 4},  {"mean<2ms over 1m", false, 0, 0, 0},  // there is no such window
  };
  int ran = 0;
  for (const Row& row : rows) {
    const auto judged = judge_slo(parse_slo(row.text).value(), with_a_bad_second()).at(0);
    EXPECT_EQ(judged.held(), row.held) << in_words(judged);
    EXPECT_EQ(judged.windows, row.windows) << in_words(judged);
    EXPECT_EQ(judged.broken, row.broken) << in_words(judged);
    if (!row.held) {
      EXPECT_EQ(judged.worst_from_s, row.from) << in_words(judged);
    }
    ++ran;
  }
  EXPECT_EQ(ran, 11);
}

TEST(Slo, SaysWhichWindowWasTheWorst) {
  const auto judged =
      judge_slo(parse_slo("errors<5% over 5s, mean<2ms over 1m").value(), with_a_bad_second());
  EXPECT_EQ(in_words(judged[0]), "errors<5% over 5s: 8.929 % from 2 s to 7 s; 4 of 6 windows broke it");
  EXPECT_EQ(in_words(judged[1]), "mean<2ms over 1m: the load had no 60 whole seconds");
}

TEST(Slo, AWindowWithoutARightAnswerHoldsNoLatency) {
  Result result = with_a_bad_second();
  result.seconds[3] = {};
  const auto judged = judge_slo(parse_slo("p99<1s over 1s").value(), result).at(0);
  EXPECT_EQ(in_words(judged),
            "p99<1s over 1s: no correct response from 3 s to 4 s; 1 of 10 windows broke it");
}

TEST(Slo, ASecondThatWasCutShortIsInNoWindow) {
  Result result = with_a_bad_second();
  result.measured_s = 6.5;  // the seventh second is not whole
  const auto judged = judge_slo(parse_slo("p99<50ms over 1s").value(), result).at(0);
  EXPECT_TRUE(judged.held()) << in_words(judged);
  EXPECT_EQ(judged.windows, 6);
}

TEST(Slo, WithoutARightAnswerNoLatencyHolds) {
  const Result nothing;
  EXPECT_FALSE(judge_slo(parse_slo("p99<1s").value(), nothing)[0].held());
  EXPECT_FALSE(judge_slo(parse_slo("errors<100%").value(), nothing)[0].held());
}

}  // namespace
}  // namespace assay::bench
