// SPDX-License-Identifier: Apache-2.0
// Servers of which too little is seen: the run is NOT ENOUGH SEEN, and the cause stands first, in every
// report.
#include <gmock/gmock.h>

#include <algorithm>
#include <sstream>

#include "mock_server/site/site.hpp"
#include "reports/root_causes.hpp"
#include "reports/writer.hpp"
#include "selftest/in_process.hpp"

namespace assay::cli {
namespace {

using reports::Verdict;
using testing::HasSubstr;

constexpr auto never_starts = "says: No run ever starts.\nruns: [{timeline: [{state: QUEUED}]}]\n";
constexpr auto never_ends =
    "says: No run ever ends.\nruns: [{timeline: [{state: QUEUED}, {after: 200ms, state: RUNNING}]}]\n";

void with_short_waits(conformance::RunOptions& suite) {
  using std::chrono::seconds;
  suite.target.waits.finish = seconds(8);
  suite.target.waits.start = seconds(8);
  suite.target.waits.canceled = seconds(10);
}

InProcessRun plain(std::vector<std::string> faults, std::vector<std::string> defects = {}) {
  InProcessRun run;
  run.mock.faults = std::move(faults);
  run.mock.defects = std::move(defects);
  with_short_waits(run.suite);
  return run;
}

InProcessRun scripted(const char* scenario) {
  InProcessRun run = plain({});
  run.mock.scenario_text = scenario;
  return run;
}

InProcessRun refused(bool has_wrong_credentials) {
  InProcessRun run = plain({});
  run.mock.auth = two_users();
  if (has_wrong_credentials)
    run.suite.auth = {"Authorization", "Bearer ", core::Secret("no-such-token", "$T"), {}};
  return run;
}

std::string first_lines(const std::string& text, int n) {
  std::istringstream lines(text);
  std::string first;
  for (std::string line; n > 0 && std::getline(lines, line); --n) first += line + "\n";
  return first;
}

// `cause` has no letters that a format writes otherwise.
void expect_incomplete(const std::string& what, const reports::RunResult& result, const std::string& unseen,
                       const std::string& cause) {
  SCOPED_TRACE(what);
  const std::string console = reports::write_console(result);
  EXPECT_EQ(reports::exit_code(result), 3) << console;
  EXPECT_EQ(reports::run_word(result).word, "NOT ENOUGH SEEN");
  EXPECT_THAT(reports::verdict_sentence(result), HasSubstr(unseen));
  EXPECT_THAT(first_lines(console, 5), HasSubstr(cause));
  for (const char* name : {"html", "json", "junit", "tap", "ctrf", "sarif", "testbed", "markdown", "github",
                           "annotations", "openmetrics"})
    EXPECT_THAT(reports::writer(name)->write(result), HasSubstr(cause)) << name;
  for (const char* name : {"badge", "shields", "badgen"})
    EXPECT_THAT(reports::writer(name)->write(result), HasSubstr("not enough seen")) << name;
  EXPECT_THAT(reports::write_html(result), HasSubstr("that could be decided"));
  EXPECT_THAT(reports::write_junit(result), HasSubstr("<error message="));
  EXPECT_THAT(reports::write_tap(result), HasSubstr("\nBail out! "));
  EXPECT_THAT(reports::write_annotations(result), HasSubstr("::error title=wes-assay::"));
  EXPECT_THAT(reports::write_json(result), HasSubstr("\"verdict\": \"INCOMPLETE\""));
  int reasonless = 0;
  for (const reports::Judgement& judgement : result.judgements)
    reasonless += judgement.verdict == Verdict::inconclusive && judgement.reason.empty() ? 1 : 0;
  EXPECT_EQ(reasonless, 0);
  for (const char* untrue : {"no reason was given", "last seen: )"})
    EXPECT_THAT(console, testing::Not(HasSubstr(untrue)));
}

TEST(Foundations, ThatWereNeverSeenMakeARunIncomplete) {
  struct Row {
    const char* what;
    InProcessRun run;
    const char* unseen;
    const char* cause;
  };
  const std::vector<Row> rows = {
      {"no credentials", refused(false), "no operation but service-info was answered",
       "give credentials (--auth)"},
      {"wrong credentials", refused(true), "no operation but service-info was answered",
       "give other credentials (--auth)"},
      {"no credentials, open service-info",
       plain({"{do: status, status: 401, match: {operation: [RunWorkflow, ListRuns, GetRunLog, GetRunStatus, "
              "CancelRun, ListTasks, GetTask]}}"}),
       "no operation but service-info was answered", "give credentials (--auth)"},
      {"credentials for reading only", plain({"{do: status, status: 403, match: {method: POST}}"}),
       "no submission was accepted", "403 on"},
      {"all 404", plain({"{do: status, status: 404}"}), "no operation but service-info was answered",
       "check the base URL: it ends before /service-info"},
      {"every submission 429", plain({"{do: status, status: 429, match: {operation: RunWorkflow}}"}),
       "no submission was accepted", "send fewer requests per second (--rate)"},
      {"no run starts", scripted(never_starts), "no run was seen to end", "runs stay QUEUED"},
      {"no run ends", scripted(never_ends), "no run was seen to end", "runs stay RUNNING and do not"},
  };
  for (const Row& row : rows) expect_incomplete(row.what, run_in_process(row.run), row.unseen, row.cause);
  EXPECT_EQ(rows.size(), 8u);
}

std::shared_ptr<core::VirtualClock> new_clock() {
  return std::make_shared<core::VirtualClock>(
      core::Time(std::chrono::sys_days(std::chrono::year(2026) / 1 / 1)));
}

TEST(Foundations, APageForPeopleIsNoAnswer) {
  conformance::RunOptions suite;
  suite.base = core::parse_base_url("http://mock.invalid/ga4gh/wes/v1").value();
  with_short_waits(suite);
  const mock::Handler login = [](const core::Request&) {
    mock::Answer answer;
    answer.response = {200, "OK", 11, {{"Content-Type", "text/html"}}, "<html><title>Sign in</title></html>"};
    return answer;
  };
  expect_incomplete("all HTML", run_on_handler(login, suite, new_clock()),
                    "no operation but service-info was answered", "this is a login page or another site");
}

// The mock, but no status says a state.
reports::RunResult run_without_states() {
  const auto clock = new_clock();
  mock::Options options;
  options.clock = clock;
  const std::shared_ptr<mock::Site> site = mock::make_site(options).value();
  conformance::RunOptions suite;
  suite.base = core::parse_base_url("http://mock.invalid" + site->base_path()).value();
  with_short_waits(suite);
  const mock::Handler silent = [&site](const core::Request& request) {
    mock::Answer answer = site->handle(request);
    constexpr std::string_view runs = "/runs/";
    constexpr std::string_view status = "/status";
    const std::string path = request.target.substr(0, request.target.find('?'));
    if (path.ends_with(status) && answer.response.status == 200) {
      const std::size_t id = path.rfind(runs) + runs.size();
      answer.response.body =
          R"({"run_id":")" + path.substr(id, path.size() - status.size() - id) + R"(","state":null})";
    }
    return answer;
  };
  return run_on_handler(silent, suite, clock);
}

TEST(Foundations, AStatusWithoutAStateIsNone) {
  const auto result = run_without_states();
  expect_incomplete("status unreadable", result, "no status was read", "the status of a run has no");
  EXPECT_EQ(reports::roll_up(result).at("STA-03"), Verdict::warn);
  EXPECT_GT(reports::warned(result), 0) << "a warning beside what is undecided";
  EXPECT_THAT(reports::write_console(result), HasSubstr("the status has no state of type string"));
}

// The same of every dialect beside WES; nobody is told the words of WES there.
TEST(Foundations, AreThoseOfEveryDialect) {
  struct Row {
    const char* what;
    std::vector<std::string> faults;
    const char* scenario;
    bool has_users, is_stranger;
    const char* unseen;
    const char* cause;
  };
  const std::vector<Row> rows = {
      {"no credentials", {}, "", true, false, "was answered", "give credentials (--auth)"},
      {"wrong credentials", {}, "", true, true, "was answered", "(--auth)"},
      {"reading only",
       {"{do: status, status: 403, match: {operation: [RunWorkflow, CancelRun]}}"},
       "",
       false,
       false,
       "no submission was accepted",
       "403 on"},
      {"all 404", {"{do: status, status: 404}"}, "", false, false, "was answered", "404"},
      {"all HTML", {"{do: page}"}, "", false, false, "was answered", "this is a login page or another site"},
      {"every submission 429",
       {"{do: status, status: 429, match: {operation: RunWorkflow}}"},
       "",
       false,
       false,
       "no submission was accepted",
       "fewer requests per second (--rate"},
      {"no run starts", {}, never_starts, false, false, "no run was seen to end", "runs stay"},
      {"no run ends", {}, never_ends, false, false, "no run was seen to end", "runs stay"},
  };
  int ran = 0;
  for (const char* name : {"healthomics", "sevenbridges", "cavatica-wes"}) {
    const auto dialect = schemas::load_dialect(name, schemas::dialect_versions(name).back()).value();
    for (const Row& row : rows) {
      InProcessRun run = plain(row.faults);
      run.mock.own_dialect = run.suite.dialect = dialect;
      run.mock.scenario_text = row.scenario;
      if (row.has_users) {
        use_two_users(run, *dialect);
        run.suite.other_auth = {};
        if (row.is_stranger) {
          run.suite.auth.secret = core::Secret("no-such-secret", "$T");
        } else {
          run.suite.auth = {};
        }
      }
      expect_incomplete(std::string(name) + " " + row.what, run_in_process(std::move(run)), row.unseen,
                        row.cause);
      ++ran;
    }
  }
  EXPECT_EQ(ran, 24);
}

TEST(Foundations, NothingIsJudgedWhereAllIsThrottled) {
  for (const char* name : {"wes", "healthomics", "sevenbridges", "cavatica-wes"}) {
    InProcessRun run = plain({"{do: status, status: 429}"});
    if (std::string_view(name) != "wes")
      run.mock.own_dialect = run.suite.dialect =
          schemas::load_dialect(name, schemas::dialect_versions(name).back()).value();
    const auto result = run_in_process(std::move(run));
    EXPECT_EQ(reports::exit_code(result), 3) << name;
    EXPECT_THAT(reports::verdict_sentence(result), HasSubstr("was answered 429 each time")) << name;
  }
}

TEST(Foundations, WhatIsNotAskedIsNone) {
  InProcessRun run = plain({});
  run.suite.profile = "read-only";
  run.earlier_runs = 3;
  const auto result = run_in_process(std::move(run));
  EXPECT_EQ(result.footer.unseen, std::vector<std::string>{});
  EXPECT_EQ(reports::exit_code(result), 0) << reports::write_console(result);
}

TEST(Foundations, WhatAServiceBreaksByItselfStaysBroken) {
  const auto result = run_in_process(
      plain({"{do: status, status: 429, match: {operation: RunWorkflow}}"}, {"service_info.nulls"}));
  EXPECT_NE(reports::too_little(result), "");
  const auto words = reports::roll_up(result);
  const bool broken =
      std::any_of(words.begin(), words.end(), [](const auto& row) { return row.second == Verdict::fail; });
  EXPECT_EQ(reports::exit_code(result), broken ? 1 : 3) << reports::verdict_sentence(result);
}

}  // namespace
}  // namespace assay::cli
