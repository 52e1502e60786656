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
    EXPECT_EQ(judged[0].held, held) << in_words(judged[0]);
    ++ran;
  }
  EXPECT_EQ(ran, 14);
}

TEST(Slo, ReadsAList) { EXPECT_EQ(parse_slo("p99<50ms, errors<0.1%, rate>1000/s").value().size(), 3u); }

TEST(Slo, RefusesWhatItCannotJudge) {
  int ran = 0;
  for (const char* text :
       {"", "p99", "p99<50", "p99<50kg", "q99<1ms", "p101<1ms", "errors<1ms", "rate>fast", "p99<-1ms"}) {
    const auto slo = parse_slo(text);
    ASSERT_FALSE(slo) << text;
    EXPECT_NE(slo.error().text().find("--slo"), std::string::npos);
    ++ran;
  }
  EXPECT_EQ(ran, 9);
}

TEST(Slo, WithoutARightAnswerNoLatencyHolds) {
  const Result nothing;
  EXPECT_FALSE(judge_slo(parse_slo("p99<1s").value(), nothing)[0].held);
  EXPECT_FALSE(judge_slo(parse_slo("errors<100%").value(), nothing)[0].held);
}

}  // namespace
}  // namespace assay::bench
