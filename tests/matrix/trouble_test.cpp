// SPDX-License-Identifier: Apache-2.0
// Whatever the trouble, whenever it comes and whatever it hits: nothing is blamed but that very answer, and
// the run ends in time. The whole product takes long; here a part of it that holds every pair of kind, time,
// operation and dialect. ASSAY_WHOLE_MATRIX=1 runs all of it.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <set>

#include "core/text.hpp"
#include "selftest/in_process.hpp"

namespace assay::cli {
namespace {

using reports::Judgement;
using reports::Verdict;

constexpr auto bound = std::chrono::minutes(40);  // by the virtual clock

struct Kind {
  const char* fault;
  int status;  // 0: no answer
};
constexpr Kind kinds[] = {{"do: status, status: 401", 401},  {"do: status, status: 429", 429},
                          {"do: status, status: 500", 500},  {"do: status, status: 502", 502},
                          {"do: status, status: 503", 503},  {"do: status, status: 504", 504},
                          {"do: reset, at: before-head", 0}, {"do: hang", 0},
                          {"do: close, at: before-head", 0}};
constexpr const char* times[] = {"every: 2",
                                 "every: 3",
                                 "every: 5",
                                 "every: 7",
                                 "every: 10",
                                 "every: 25",
                                 "window: {from: 500ms, to: 1500ms}",
                                 "window: {from: 500ms, to: 3500ms}",
                                 "window: {from: 500ms, to: 10500ms}",
                                 "window: {from: 500ms, to: 30500ms}"};
constexpr const char* operations[] = {"",          "RunWorkflow", "GetRunStatus", "GetRunLog",     "ListRuns",
                                      "CancelRun", "ListTasks",   "GetTask",      "GetServiceInfo"};
constexpr const char* dialects[] = {"wes", "healthomics", "sevenbridges", "cavatica-wes"};

struct Case {
  std::size_t kind, time, operation, dialect;
};

std::vector<Case> sample() {
  std::vector<Case> cases;
  for (std::size_t kind = 0; kind < std::size(kinds); ++kind) {
    for (std::size_t time = 0; time < std::size(times); ++time)
      cases.push_back({kind, time, (kind + time) % std::size(operations),
                       (kind + 2 * time + time / 4) % std::size(dialects)});
  }
  return cases;
}

std::vector<Case> whole() {
  std::vector<Case> cases;
  for (std::size_t kind = 0; kind < std::size(kinds); ++kind) {
    for (std::size_t time = 0; time < std::size(times); ++time) {
      for (std::size_t operation = 0; operation < std::size(operations); ++operation) {
        for (std::size_t dialect = 0; dialect < std::size(dialects); ++dialect)
          cases.push_back({kind, time, operation, dialect});
      }
    }
  }
  return cases;
}

std::string fault_of(const Case& one) {
  const std::string operation = operations[one.operation];
  return fmt::format("{{{}, {}{}}}", kinds[one.kind].fault, times[one.time],
                     operation.empty() ? "" : ", match: {operation: " + operation + "}");
}

// A fault of an operation that a dialect lacks never acts.
bool can_act(const Case& one) {
  const std::string name = dialects[one.dialect];
  const auto dialect = schemas::load_dialect(name, schemas::dialect_versions(name).back()).value();
  return operations[one.operation][0] == 0 || dialect->has(operations[one.operation]);
}

reports::RunResult run_of(const Case& one) {
  InProcessRun run;
  const std::string dialect = dialects[one.dialect];
  if (dialect == "wes") {
    run.suite.wes_version = "1.1.0";
  } else {
    const std::string version = schemas::dialect_versions(dialect).back();
    run.mock.own_dialect = run.suite.dialect = schemas::load_dialect(dialect, version).value();
  }
  run.mock.faults = {fault_of(one)};
  run.suite.profile = "core";
  run.suite.deadline = std::chrono::hours(24);
  return run_in_process(std::move(run));
}

// What is wrong with an answer may be said of it: with a 500, that it is one; of a connection, that it
// closes.
bool is_about_the_answer(const reports::RunResult& result, const Judgement& judgement, int status) {
  if (status == 0 && (judgement.requirement == "HTTP-08" || judgement.requirement == "HTTP-10")) return true;
  if (status != 500 || judgement.findings.empty()) return false;
  return std::all_of(judgement.findings.begin(), judgement.findings.end(), [&](const auto& finding) {
    return std::any_of(finding.exchanges.begin(), finding.exchanges.end(), [&](std::uint64_t id) {
      const auto at = std::find_if(result.exchanges.begin(), result.exchanges.end(),
                                   [&](const auto& exchange) { return exchange->id == id; });
      return at != result.exchanges.end() && core::status_of(**at) == status;
    });
  });
}

TEST(TroubleMatrix, SampleHoldsEveryPair) {
  std::set<std::pair<std::size_t, std::size_t>> kind_time, kind_operation, kind_dialect, time_operation,
      time_dialect, operation_dialect;
  for (const Case& one : sample()) {
    kind_time.emplace(one.kind, one.time);
    kind_operation.emplace(one.kind, one.operation);
    kind_dialect.emplace(one.kind, one.dialect);
    time_operation.emplace(one.time, one.operation);
    time_dialect.emplace(one.time, one.dialect);
    operation_dialect.emplace(one.operation, one.dialect);
  }
  EXPECT_EQ(kind_time.size(), 90u);
  EXPECT_EQ(kind_operation.size(), 81u);
  EXPECT_EQ(kind_dialect.size(), 36u);
  EXPECT_EQ(time_operation.size(), 90u);
  EXPECT_EQ(time_dialect.size(), 40u);
  EXPECT_EQ(operation_dialect.size(), 36u);
}

TEST(TroubleMatrix, BlamesNothingButThatVeryAnswerAndEndsInTime) {
  const std::vector<Case> cases = std::getenv("ASSAY_WHOLE_MATRIX") ? whole() : sample();
  for (const Case& one : cases) {
    if (!can_act(one)) continue;
    const reports::RunResult result = run_of(one);
    const std::string name = std::string(dialects[one.dialect]) + " " + fault_of(one);
    EXPECT_LE(result.footer.finished - result.header.started, bound) << name;
    for (const Judgement& judgement : result.judgements) {
      const Verdict word = judgement.verdict;
      const bool blames = word == Verdict::fail || word == Verdict::flaky || word == Verdict::warn;
      if (word != Verdict::error &&
          (!blames || is_about_the_answer(result, judgement, kinds[one.kind].status)))
        continue;
      ADD_FAILURE() << name << ": " << reports::name(word) << " " << judgement.requirement << " by "
                    << judgement.check << ": "
                    << core::printable(judgement.findings.empty() ? judgement.reason
                                                                  : judgement.findings.front().message);
    }
  }
}

}  // namespace
}  // namespace assay::cli
