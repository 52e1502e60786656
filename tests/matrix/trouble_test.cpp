// SPDX-License-Identifier: Apache-2.0
// Whatever the trouble, whenever it comes and whatever it hits: nothing is blamed but that very answer, and
// the run ends in time. The whole product takes long; here a part of it that holds every triple of kind, time
// and operation, and every pair with a dialect. ASSAY_WHOLE_MATRIX=1 runs all of it.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cctype>
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
  int status;  // 0: no answer, or one that is never judged
};
constexpr Kind kinds[] = {{"do: status, status: 401", 401},  {"do: status, status: 429", 429},
                          {"do: status, status: 500", 500},  {"do: status, status: 502", 502},
                          {"do: status, status: 503", 503},  {"do: status, status: 504", 504},
                          {"do: reset, at: before-head", 0}, {"do: hang", 0},
                          {"do: close, at: before-head", 0}, {"do: page", 0}};
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

// A fault of an operation that a dialect lacks never acts.
bool can_act(const Case& one) {
  static const auto loaded = [] {
    std::array<std::shared_ptr<const schemas::Dialect>, std::size(dialects)> all;
    for (std::size_t i = 0; i < all.size(); ++i)
      all[i] = schemas::load_dialect(dialects[i], schemas::dialect_versions(dialects[i]).back()).value();
    return all;
  }();
  return operations[one.operation][0] == 0 || loaded[one.dialect]->has(operations[one.operation]);
}

std::vector<Case> whole() {
  std::vector<Case> cases;
  for (std::size_t kind = 0; kind < std::size(kinds); ++kind) {
    for (std::size_t time = 0; time < std::size(times); ++time) {
      for (std::size_t operation = 0; operation < std::size(operations); ++operation) {
        for (std::size_t dialect = 0; dialect < std::size(dialects); ++dialect) {
          const Case one{kind, time, operation, dialect};
          if (can_act(one)) cases.push_back(one);
        }
      }
    }
  }
  return cases;
}

// Each kind at each time on each operation, in one of the dialects by turns; `step` of them are left out.
// Independent of any seed.
std::vector<Case> sample(std::size_t step = 1) {
  std::vector<Case> cases;
  for (std::size_t operation = 0; operation < std::size(operations); ++operation) {
    for (std::size_t kind = 0; kind < std::size(kinds); ++kind) {
      for (std::size_t time = (kind + operation) % step; time < std::size(times); time += step) {
        Case one{kind, time, operation, (kind + time + operation) % std::size(dialects)};
        while (!can_act(one)) one.dialect = (one.dialect + 1) % std::size(dialects);
        cases.push_back(one);
      }
    }
  }
  return cases;
}

std::vector<Case> chosen() {
  if (std::getenv("ASSAY_WHOLE_MATRIX")) return whole();
#ifdef __SANITIZE_ADDRESS__
  return sample(5);
#else
  return sample();
#endif
}

std::string fault_of(const Case& one) {
  const std::string operation = operations[one.operation];
  return fmt::format("{{{}, {}{}}}", kinds[one.kind].fault, times[one.time],
                     operation.empty() ? "" : ", match: {operation: " + operation + "}");
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

bool blames(Verdict word) {
  return word == Verdict::fail || word == Verdict::flaky || word == Verdict::warn || word == Verdict::error;
}

// What is wrong with an answer may be said of it: of a 500, that it is one.
bool is_about_the_answer(const reports::RunResult& result, const Judgement& judgement, int status) {
  if (status != 500 || judgement.verdict == Verdict::error || judgement.findings.empty()) return false;
  return std::all_of(judgement.findings.begin(), judgement.findings.end(), [&](const auto& finding) {
    if (!blames(finding.verdict.value_or(judgement.verdict))) return true;
    return std::any_of(finding.exchanges.begin(), finding.exchanges.end(), [&](std::uint64_t id) {
      const core::ExchangePtr exchange = result.exchange(id);
      return exchange && core::status_of(*exchange) == status;
    });
  });
}

std::string text_of(const Judgement& judgement) {
  return fmt::format(
      "{} {} by {}: {}", reports::name(judgement.verdict), judgement.requirement, judgement.check,
      core::printable(judgement.findings.empty() ? judgement.reason : judgement.findings.front().message));
}

void expect_no_false_word(const reports::RunResult& result, int status) {
  for (const Judgement& judgement : result.judgements) {
    if (blames(judgement.verdict) && !is_about_the_answer(result, judgement, status))
      ADD_FAILURE() << text_of(judgement);
    if (judgement.verdict == Verdict::inconclusive && judgement.reason.empty())
      ADD_FAILURE() << text_of(judgement) << "no reason";
  }
}

TEST(TroubleSample, HoldsEveryTripleAndEveryPair) {
  std::set<std::array<std::size_t, 3>> triples;
  std::set<std::pair<std::size_t, std::size_t>> kinds_of, times_of, operations_of;
  for (const Case& one : sample()) {
    triples.insert({one.kind, one.time, one.operation});
    kinds_of.emplace(one.kind, one.dialect);
    times_of.emplace(one.time, one.dialect);
    operations_of.emplace(one.operation, one.dialect);
  }
  EXPECT_EQ(triples.size(), std::size(kinds) * std::size(times) * std::size(operations));
  EXPECT_EQ(kinds_of.size(), std::size(kinds) * std::size(dialects));
  EXPECT_EQ(times_of.size(), std::size(times) * std::size(dialects));
  std::set<std::pair<std::size_t, std::size_t>> possible;
  for (const Case& one : whole()) possible.emplace(one.operation, one.dialect);
  EXPECT_EQ(operations_of, possible);
}

class TroubleMatrix : public testing::TestWithParam<std::size_t> {};  // by kind

TEST_P(TroubleMatrix, BlamesNothingButThatVeryAnswerAndEndsInTime) {
  core::Duration longest{};
  for (const Case& one : chosen()) {
    if (one.kind != GetParam()) continue;
    SCOPED_TRACE(std::string(dialects[one.dialect]) + " " + fault_of(one));
    const reports::RunResult result = run_of(one);
    const core::Duration took = result.footer.finished - result.header.started;
    longest = std::max(longest, took);
    EXPECT_LE(took, bound);
    const reports::Decided decided = reports::decided(result);
    if (reports::exit_code(result) == 0) {
      EXPECT_GE(decided.decided * 100, decided.applied() * 80);
    }
    expect_no_false_word(result, kinds[one.kind].status);
    if (std::getenv("ASSAY_WHOLE_MATRIX")) {
      fmt::print("{} {}: exit {}, {} of {} decided, {} s\n", dialects[one.dialect], fault_of(one),
                 reports::exit_code(result), decided.decided, decided.applied(),
                 took / std::chrono::seconds(1));
    }
  }
  RecordProperty("longest_seconds", static_cast<int>(longest / std::chrono::seconds(1)));
}

INSTANTIATE_TEST_SUITE_P(Each, TroubleMatrix, testing::Range<std::size_t>(0, std::size(kinds)),
                         [](const testing::TestParamInfo<std::size_t>& each) {
                           std::string name(std::string_view(kinds[each.param].fault).substr(4));  // "do: "
                           std::erase_if(name, [](unsigned char c) { return !std::isalnum(c); });
                           return name;
                         });

}  // namespace
}  // namespace assay::cli
