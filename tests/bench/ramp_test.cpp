// SPDX-License-Identifier: Apache-2.0
// The search against servers that are functions of the rate.
#include "bench/ramp.hpp"

#include <gtest/gtest.h>

#include "bench/report.hpp"
#include "bench/validity.hpp"
#include "core/files.hpp"
#include "tests/support/program.hpp"

namespace assay::bench {
namespace {

// A server that answers within 5 ms up to its capacity, and in half a second beyond it.
Result answered(double rate, double capacity) {
  Result result;
  result.model = "open";
  result.options.rate = rate;
  result.measured_s = 10;
  result.outcomes[0] = static_cast<std::uint64_t>(rate * 10);
  result.latency.record(rate <= capacity ? 5'000'000 : 500'000'000, result.outcomes[0]);
  return result;
}

struct Search {
  std::vector<double> rates;
  Result result;
};

Search search(const char* range, const std::function<Result(double)>& server) {
  Search search;
  const auto drive = [&](double rate) {
    search.rates.push_back(rate);
    return server(rate);
  };
  search.result =
      run_ramp(parse_ramp(range).value(), parse_slo("p99<50ms").value(), drive, [](const RampStep&) {});
  return search;
}

TEST(Ramp, FindsTheCapacityWithinFivePerCent) {
  int ran = 0;
  for (const double capacity : {101.0, 150.0, 777.0, 1000.0, 6399.0}) {
    const Search found = search("100..6400", [&](double rate) { return answered(rate, capacity); });
    const Ramp& ramp = *found.result.ramp;
    EXPECT_LE(ramp.held(), capacity);
    EXPECT_GT(ramp.broken(), capacity);
    EXPECT_LE(ramp.broken() / ramp.held(), 1.051) << capacity;
    EXPECT_LE(found.rates.size(), 12u) << capacity;
    EXPECT_EQ(found.result.options.rate, ramp.held()) << "the result is that of the best step";
    EXPECT_NE(verdict(found.result).find("HELD: the highest rate"), std::string::npos)
        << verdict(found.result);
    ++ran;
  }
  EXPECT_EQ(ran, 5);
}

TEST(Ramp, DoublesThenHalves) {
  const Search found = search("100..1000", [](double rate) { return answered(rate, 300); });
  EXPECT_EQ(found.rates, (std::vector<double>{100, 200, 400, 283, 336, 308, 295}));
  EXPECT_EQ(found.result.ramp->held(), 295);
}

TEST(Ramp, StopsAtTheUpperEnd) {
  const Search found = search("100..350", [](double rate) { return answered(rate, 1e6); });
  EXPECT_EQ(found.rates, (std::vector<double>{100, 200, 350}));
  EXPECT_NE(verdict(found.result).find("the upper end"), std::string::npos);
}

TEST(Ramp, WhereTheFirstStepBreaksNothingIsFound) {
  const Search found = search("100..6400", [](double rate) { return answered(rate, 50); });
  EXPECT_EQ(found.rates.size(), 1u);
  EXPECT_EQ(found.result.ramp->held(), 0);
  EXPECT_TRUE(why_invalid(found.result).empty());
  EXPECT_NE(verdict(found.result).find("BROKEN: not even 100/s"), std::string::npos) << verdict(found.result);
}

// Held with the lag in it is held.
TEST(Ramp, ABusyInjectorEndsNoSearchThatHolds) {
  const Search found = search("100..800", [](double rate) {
    Result result = answered(rate, 1e6);
    result.busiest = 0.99;
    result.lag.record(4'000'000, result.right());
    return result;
  });
  EXPECT_EQ(found.rates, (std::vector<double>{100, 200, 400, 800}));
  EXPECT_EQ(conclude(found.result).word, Conclusion::Word::held);
}

TEST(Ramp, GoesOnBelowARateThatTheLagLeavesUndecided) {
  const Search found = search("100..6400", [](double rate) {
    Result result = answered(rate, 500);
    result.lag.record(rate > 500 ? 300'000'000 : 1000, result.right());
    return result;
  });
  const Ramp& ramp = *found.result.ramp;
  EXPECT_EQ(found.rates, (std::vector<double>{100, 200, 400, 800, 566, 476, 519, 497}));
  EXPECT_EQ(ramp.held(), 497);
  EXPECT_EQ(ramp.broken(), 0);
  EXPECT_EQ(ramp.not_held(), 519);
  EXPECT_EQ(conclude(found.result).word, Conclusion::Word::held);
  EXPECT_NE(verdict(found.result)
                .find("HELD: 497/s held, and perhaps more: at 519/s the injector's lag does not "
                      "allow a verdict"),
            std::string::npos)
      << verdict(found.result);
}

TEST(Ramp, WhereTheFirstStepIsUndecidedNothingIsMeasured) {
  const Search found = search("100..6400", [](double rate) {
    Result result = answered(rate, 50);
    result.lag.record(300'000'000, result.right());
    return result;
  });
  EXPECT_EQ(found.rates.size(), 1u);
  EXPECT_EQ(conclude(found.result).word, Conclusion::Word::invalid);
  EXPECT_NE(verdict(found.result).find("NOT MEASURED: at 100/s, the lowest rate"), std::string::npos)
      << verdict(found.result);
}

TEST(Ramp, AServerThatFallsBehindHasBroken) {
  const Search found = search("100..6400", [](double rate) {
    Result result = answered(rate, 1e6);
    if (rate > 150) result.unsent = 500;
    if (rate > 300) result.outcomes = {};
    return result;
  });
  EXPECT_TRUE(why_invalid(found.result).empty());
  EXPECT_LT(found.result.ramp->held(), 151);
  EXPECT_NE(verdict(found.result).find("no free connection"), std::string::npos) << verdict(found.result);
}

TEST(Ramp, IsInEveryReportAndRoundTrips) {
  const Result result = search("100..1000", [](double rate) { return answered(rate, 300); }).result;
  const tests::TemporaryFolder folder;
  const auto read = read_json(folder.write("r.json", write_json(result)));
  ASSERT_TRUE(read) << read.error().text();
  ASSERT_TRUE(read->ramp);
  EXPECT_EQ(read->ramp->steps.size(), 7u);
  EXPECT_EQ(in_words(*read->ramp), in_words(*result.ramp));
  EXPECT_EQ(read->ramp->broken(), result.ramp->broken());
  int ran = 0;
  for (const std::string& text :
       {write_console(result), write_json(result), write_html(result), write_markdown(result)}) {
    EXPECT_NE(text.find("295/s"), std::string::npos) << text;
    EXPECT_NE(text.find("336"), std::string::npos) << text;
    ++ran;
  }
  EXPECT_EQ(ran, 4);
}

TEST(Ramp, RefusesWhatIsNoRange) {
  int ran = 0;
  for (const char* text : {"", "100", "100..", "..100", "0..100", "200..100", "a..b", "100..inf", "-1..5"}) {
    const auto ramp = parse_ramp(text);
    ASSERT_FALSE(ramp) << text;
    EXPECT_EQ(ramp.error().where, "--ramp");
    ++ran;
  }
  EXPECT_EQ(ran, 9);
}

}  // namespace
}  // namespace assay::bench
