// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <chrono>

#include "conformance/runner/describe.hpp"

namespace assay::conformance {
namespace {

using namespace std::chrono_literals;

const core::Time start{std::chrono::sys_days{2026y / 1 / 31} + 12h};

core::Exchange answer(int status = 200, core::Duration took = 10ms) {
  core::Exchange e;
  e.operation = "GetServiceInfo";
  e.response = core::Response{status, "", 11, {{"Date", "Sat, 31 Jan 2026 12:00:00 GMT"}}, "{}"};
  e.timings = {start, start, start + took};
  return e;
}

core::Exchange page(const std::string& token, const std::string& next) {
  core::Exchange e = answer();
  e.operation = "ListRuns";
  e.check = "pagination.walk";
  e.request.target = "/runs?page_size=1" + (token.empty() ? "" : "&page_token=" + token);
  e.response->body = R"({"runs":[{"run_id":"a"}],"next_page_token":")" + next + "\"}";
  return e;
}

std::vector<std::string> warnings_of(const std::vector<core::Exchange>& exchanges) {
  reports::RunResult result;
  result.header.dialect = "wes";
  result.header.wes_version = "1.1.0";
  for (core::Exchange e : exchanges) {
    e.id = result.exchanges.size() + 1;
    result.exchanges.push_back(std::make_shared<const core::Exchange>(std::move(e)));
  }
  return run_warnings(result);
}

std::vector<core::Exchange> many(const core::Exchange& one) { return std::vector<core::Exchange>(20, one); }

std::vector<core::Exchange> long_walk(bool cut) {
  std::vector<core::Exchange> pages;
  for (int i = 0; i < 50; ++i)
    pages.push_back(page(i == 0 ? "" : std::to_string(i), i < 49 || cut ? std::to_string(i + 1) : ""));
  return pages;
}

TEST(RunWarnings, SayWhatMakesARunLessTelling) {
  core::Exchange ahead = answer();
  ahead.response->headers.set("Date", "Sat, 31 Jan 2026 14:00:03 GMT");
  core::Exchange behind = answer();
  behind.response->headers.set("Date", "Sat, 31 Jan 2026 11:59:00 GMT");
  core::Exchange moved = answer();
  moved.wire_notes = {"redirected to /wes/v1/service-info"};
  core::Exchange proxied = answer();
  proxied.response->headers.add("Via", "1.1 squid");
  core::Exchange broken;
  broken.fault = core::TransportFault::closed;
  const std::vector<std::pair<std::vector<core::Exchange>, std::string>> table = {
      {many(answer(404)), "100 % of the answers were 404"},
      {many(broken), "100 % of the requests ended in a network error"},
      {many(ahead), "7202 s ahead of ours"},
      {many(behind), "60 s behind ours"},
      {{answer(), moved}, "1 requests were redirected"},
      {{answer(), proxied}, "through a proxy (Via: 1.1 squid)"},
      {many(answer(200, 1500ms)), "half of the answers took 1500 ms or more"},
      {long_walk(true), "1 walk through the list stopped at a cap of ours, after up to 50 pages"},
      {{page("", "")}, "never had a second page"},
  };
  int rows = 0;
  for (const auto& [exchanges, said] : table) {
    const auto warnings = warnings_of(exchanges);
    ASSERT_EQ(warnings.size(), 1u) << said << testing::PrintToString(warnings);
    EXPECT_NE(warnings[0].find(said), std::string::npos) << warnings[0];
    ++rows;
  }
  EXPECT_EQ(rows, 9);
}

TEST(RunWarnings, AreNotMadeOfAnOrdinaryRun) {
  core::Exchange odd_date = answer();
  odd_date.response->headers.set("Date", "yesterday");
  std::vector<core::Exchange> some = many(answer());
  some.insert(some.end(),
              {answer(401), answer(404), odd_date, answer(200, 30s), page("", "t"), page("t", "")});
  EXPECT_EQ(warnings_of(some), std::vector<std::string>{});
  EXPECT_EQ(warnings_of(long_walk(false)), std::vector<std::string>{});
  EXPECT_EQ(warnings_of({}), std::vector<std::string>{});
}

}  // namespace
}  // namespace assay::conformance
