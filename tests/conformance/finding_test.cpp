// SPDX-License-Identifier: Apache-2.0
#include "conformance/rules/finding.hpp"

#include <gtest/gtest.h>

namespace assay::conformance {
namespace {

Finding at(std::string reason, std::string pointer, std::uint64_t exchange) {
  Finding made;
  made.reason = std::move(reason);
  made.pointers = {std::move(pointer)};
  made.exchanges = {exchange};
  return made;
}

TEST(Finding, PointersOfListsBecomePatterns) {
  EXPECT_EQ(pointer_pattern("/runs/12/tags/3a/0"), "/runs/*/tags/3a/*");
  EXPECT_EQ(pointer_pattern(""), "");
}

TEST(Finding, OneCauseIsOneFinding) {
  std::vector<Finding> findings;
  for (std::uint64_t i = 0; i < 50; ++i)
    merge_finding(findings, at("explicit-null", "/runs/" + std::to_string(i) + "/end_time", i));
  merge_finding(findings, at("explicit-null", "/next_page_token", 3));
  merge_finding(findings, at("other", "/x", 4));
  ASSERT_EQ(findings.size(), 2u);
  EXPECT_EQ(findings[0].pointers, (std::vector<std::string>{"/runs/0/end_time"}));
  EXPECT_EQ(findings[0].elsewhere, (std::vector<std::string>{"/next_page_token"}));
  EXPECT_EQ(findings[0].exchanges.size(), 20u);
}

TEST(Finding, PointersAreThoseOfItsFirstAnswer) {
  std::vector<Finding> findings;
  merge_finding(findings, at("explicit-null", "/run_log/end_time", 1));
  merge_finding(findings, at("explicit-null", "/run_log/stdout", 1));
  merge_finding(findings, at("explicit-null", "/run_log/start_time", 2));
  merge_finding(findings, at("explicit-null", "/run_log/end_time", 2));
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].pointers, (std::vector<std::string>{"/run_log/end_time", "/run_log/stdout"}));
  EXPECT_EQ(findings[0].elsewhere, (std::vector<std::string>{"/run_log/start_time"}));
}

TEST(Finding, ARefusalIsToldInTheWordsOfTheServer) {
  core::Exchange exchange;
  exchange.request.method = "POST";
  exchange.request.target = "/runs";
  exchange.response =
      core::Response{400, "", 11, {}, R"({"msg":"Invalid  workflow_engine\n: , please","status_code":400})"};
  EXPECT_EQ(in_words(exchange), "POST /runs answered 400 (\"Invalid workflow_engine : , please\")");
}

TEST(Finding, AFaultIsToldInWords) {
  core::Exchange exchange;
  exchange.request.target = "/runs";
  exchange.fault = core::TransportFault::timeout;
  exchange.fault_text = "no answer\x1b[2J";
  EXPECT_EQ(in_words(exchange), "GET /runs got no answer (timeout: no answer\\x1b[2J)");
}

}  // namespace
}  // namespace assay::conformance
