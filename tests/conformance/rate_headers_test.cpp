// SPDX-License-Identifier: Apache-2.0
#include "conformance/rules/rate_headers.hpp"

#include <gtest/gtest.h>

namespace assay::conformance {
namespace {

using namespace std::chrono_literals;

// Sent and received so many seconds after the start of all.
ExchangePtr answer(std::uint64_t id, int sent, int received, const std::string& remaining,
                   const std::string& reset = "1700000000") {
  core::Exchange exchange;
  exchange.id = id;
  exchange.timings = {core::Time(1s * sent), core::Time(1s * sent), core::Time(1s * received)};
  exchange.response = core::Response{.status = 200};
  exchange.response->headers = {
      {"X-RateLimit-Limit", "1000"}, {"X-RateLimit-Remaining", remaining}, {"X-RateLimit-Reset", reset}};
  return std::make_shared<const core::Exchange>(std::move(exchange));
}

TEST(RateHeaders, AreThreeNumbers) {
  std::string lacks;
  core::Response response{.status = 200};
  EXPECT_FALSE(read_rate(response, lacks));
  EXPECT_EQ(lacks, "X-RateLimit-Limit");
  response.headers = {{"x-ratelimit-limit", "1000"}, {"X-RateLimit-Remaining", "12"}};
  EXPECT_FALSE(read_rate(response, lacks));
  EXPECT_EQ(lacks, "X-RateLimit-Reset");
  response.headers.set("X-RateLimit-Reset", "Sat, 31 Jan 2026 12:00:00 GMT");
  EXPECT_FALSE(read_rate(response, lacks));
  response.headers.set("X-RateLimit-Reset", "1700000000");
  const auto said = read_rate(response, lacks);
  ASSERT_TRUE(said);
  EXPECT_EQ(lacks, "");
  EXPECT_EQ(said->remaining, 12u);
}

TEST(RateHeaders, FallFromAnswerToAnswer) {
  const struct {
    const char* what;
    std::vector<ExchangePtr> exchanges;
    std::vector<std::uint64_t> blamed;
  } rows[] = {
      {"one after the other", {answer(1, 0, 1, "9"), answer(2, 2, 3, "8"), answer(3, 4, 5, "6")}, {}},
      {"the same twice", {answer(1, 0, 1, "9"), answer(2, 2, 3, "9")}, {2, 1}},
      {"more than before", {answer(1, 0, 1, "9"), answer(2, 2, 3, "7"), answer(3, 4, 5, "8")}, {3, 2}},
      {"at the same time in any order", {answer(1, 0, 3, "7"), answer(2, 1, 2, "8")}, {}},
      {"a new window", {answer(1, 0, 1, "9"), answer(2, 2, 3, "999", "1700000300")}, {}},
      {"nothing left", {answer(1, 0, 1, "0"), answer(2, 2, 3, "0")}, {}},
      {"no time between", {answer(1, 0, 1, "7"), answer(2, 1, 2, "8")}, {}},
  };
  std::size_t ran = 0;
  for (const auto& row : rows) {
    const auto findings = rate_that_does_not_fall(row.exchanges);
    EXPECT_EQ(findings.size(), row.blamed.empty() ? 0u : 1u) << row.what;
    if (!findings.empty()) {
      EXPECT_EQ(findings[0].exchanges, row.blamed) << row.what;
    }
    ++ran;
  }
  EXPECT_EQ(ran, 7u);
}

}  // namespace
}  // namespace assay::conformance
