// SPDX-License-Identifier: Apache-2.0
// What a gateway says in place of the service, in its own words, decides nothing, whatever the dialect.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "core/text.hpp"
#include "mock_server/site/site.hpp"
#include "selftest/in_process.hpp"

namespace assay::cli {
namespace {

using reports::Verdict;

constexpr auto page = "<!DOCTYPE html><html><title>Bad gateway</title><body>nginx</body></html>";

core::Response of_a_gateway(int status, std::string type, std::string body) {
  core::Response response;
  response.status = status;
  response.reason = "Trouble";
  response.headers = {{"Server", "nginx"}};
  if (!type.empty()) response.headers.add("Content-Type", std::move(type));
  response.body = std::move(body);
  return response;
}

struct Row {
  const char* says;
  core::Response answer;
};

const std::vector<Row>& gateways() {
  static const std::vector<Row> rows = {
      {"a page with a status of a gateway", of_a_gateway(502, "text/html", page)},
      {"a text for a service that is away", of_a_gateway(503, "text/plain", "no healthy upstream")},
      {"JSON that is nobody's", of_a_gateway(429, "application/json", R"({"error":{"kind":"quota"}})")},
      {"JSON that is none", of_a_gateway(504, "application/json", "upstream timed out")},
      {"a timeout without a body", of_a_gateway(408, "", "")},
      {"a page with a status of success", of_a_gateway(200, "text/html", page)},
      {"a text that is called a page", of_a_gateway(200, "text/html; charset=utf-8", "Please wait.")},
      {"a refusal of the proxy", of_a_gateway(407, "text/html", page)},
  };
  return rows;
}

// The mock, with every fifth request answered by the gateway.
reports::RunResult run_behind(const core::Response& answer, const std::string& dialect) {
  const auto clock = std::make_shared<core::VirtualClock>(
      core::Time(std::chrono::sys_days(std::chrono::year(2026) / 1 / 1)));
  mock::Options options;
  options.clock = clock;
  conformance::RunOptions suite;
  if (dialect != "wes")
    options.own_dialect = suite.dialect =
        schemas::load_dialect(dialect, schemas::dialect_versions(dialect).back()).value();
  const std::shared_ptr<mock::Site> site = mock::make_site(options).value();
  suite.base = core::parse_base_url("http://mock.invalid" + site->base_path()).value();
  suite.deadline = std::chrono::hours(24);
  int requests = 0;
  const mock::Handler handler = [&](const core::Request& request) {
    if (++requests % 5 != 0) return site->handle(request);
    mock::Answer instead;
    instead.response = answer;
    return instead;
  };
  return run_on_handler(handler, suite, clock, site->habits());
}

class Gateways : public testing::TestWithParam<const char*> {};

TEST_P(Gateways, AreNotTakenForTheService) {
  for (const Row& row : gateways()) {
    SCOPED_TRACE(row.says);
    const reports::RunResult result = run_behind(row.answer, GetParam());
    for (const reports::Judgement& judgement : result.judgements) {
      if (judgement.verdict != Verdict::fail && judgement.verdict != Verdict::flaky &&
          judgement.verdict != Verdict::warn && judgement.verdict != Verdict::error)
        continue;
      ADD_FAILURE() << reports::name(judgement.verdict) << " " << judgement.requirement << " by "
                    << judgement.check << ": "
                    << core::printable(judgement.findings.empty() ? judgement.reason
                                                                  : judgement.findings.front().message);
    }
    EXPECT_GT(reports::decided(result).decided, reports::decided(result).undecided);
  }
}

INSTANTIATE_TEST_SUITE_P(Each, Gateways,
                         testing::Values("wes", "healthomics", "sevenbridges", "cavatica-wes"),
                         [](const testing::TestParamInfo<const char*>& each) {
                           std::string name = each.param;
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

// An operation that is never answered otherwise, or what lies outside the document, is the service's own.
TEST(Pages, ThatStayAreTheService) {
  struct Trouble {
    const char* fault;
    const char* dialect;
    const char* broken;
  };
  for (const Trouble& row :
       {Trouble{"{do: page, match: {operation: ListTasks}}", "wes", "CT-01"},
        Trouble{"{do: page, match: {operation: ListRuns}}", "healthomics", "HOR-36"},
        Trouble{"{do: page, match: {path: /*wes-assay-no-such-path*}}", "wes", "ERR-08"}}) {
    SCOPED_TRACE(row.fault);
    InProcessRun run;
    if (std::string_view(row.dialect) != "wes")
      run.mock.own_dialect = run.suite.dialect =
          schemas::load_dialect(row.dialect, schemas::dialect_versions(row.dialect).back()).value();
    run.mock.faults = {row.fault};
    run.suite.profile = "core";
    const auto words = reports::roll_up(run_in_process(std::move(run)));
    EXPECT_TRUE(words.at(row.broken) == Verdict::fail || words.at(row.broken) == Verdict::warn);
    for (const auto& [requirement, word] : words) {
      if (word == Verdict::fail) {
        EXPECT_EQ(requirement, row.broken);
      }
    }
  }
}

}  // namespace
}  // namespace assay::cli
