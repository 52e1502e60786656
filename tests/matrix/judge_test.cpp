// SPDX-License-Identifier: Apache-2.0
// Judging again what was recorded: nothing but the recorded answers, and the same words.
#include "conformance/replay/judge.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>

#include "mock_server/defects/defect.hpp"
#include "reports/evidence.hpp"
#include "reports/writer.hpp"
#include "schemas/dialect.hpp"
#include "selftest/in_process.hpp"

namespace assay::cli {
namespace {

using conformance::Judged;
using reports::Judgement;
using reports::RunResult;
using reports::Verdict;
using testing::HasSubstr;
using testing::IsEmpty;

RunResult record(const std::string& version, bool two, std::vector<std::string> defects) {
  InProcessRun run;
  run.mock.wes_version = version;
  run.mock.defects = std::move(defects);
  run.suite.profile = "full";
  run.suite.deadline = std::chrono::hours(24);
  if (two) {
    run.mock.auth = two_users();
    use_two_users(run.suite);
  }
  return run_in_process(std::move(run));
}

// As a reader of the file has it.
RunResult reread(const RunResult& result) {
  return reports::read_evidence("evidence.ndjson", reports::write_evidence(result)).value();
}

Judged judged(const RunResult& evidence) { return conformance::judge(evidence, nullptr).value(); }

void expect_the_same(const RunResult& result, const std::string& name) {
  const std::string text = reports::write_evidence(result);
  const Judged again = judged(reports::read_evidence(name, text).value());
  EXPECT_THAT(again.changes, IsEmpty()) << name;
  EXPECT_TRUE(again.same_suite) << name;
  EXPECT_EQ(again.lacking, 0u) << name;
  EXPECT_EQ(again.not_asked_for, 0u) << name;
  EXPECT_TRUE(reports::write_evidence(again.result) == text) << name << ": other bytes";
}

TEST(Judge, SaysOfACleanServerWhatTheRunSaid) {
  int ran = 0;
  for (const std::string& version : schemas::dialect_versions("wes")) {
    for (const bool two : {false, true}) {
      const RunResult result = record(version, two, {});
      EXPECT_GT(result.judgements.size(), 100u);
      expect_the_same(result, version + (two ? ", two users" : ""));
      ++ran;
    }
  }
  EXPECT_EQ(ran, 6);
}

std::vector<const mock::Defect*> sample() {
  if (std::getenv("ASSAY_JUDGE_ALL")) return mock::all_defects();
  std::vector<const mock::Defect*> chosen;
  std::set<std::string_view> areas;
  for (const mock::Defect* defect : mock::all_defects()) {
    const bool by_turns = defect->id.ends_with("-by-turns");  // repeated, and flaky
    if (by_turns || areas.insert(defect->id.substr(0, defect->id.find('.'))).second) chosen.push_back(defect);
  }
  return chosen;
}

TEST(Judge, SaysOfADefectOfEachAreaWhatTheRunSaid) {
  int broken = 0;
  for (const mock::Defect* defect : sample()) {
    const RunResult result = record(std::string(defect->version), true, {std::string(defect->id)});
    broken += std::any_of(result.judgements.begin(), result.judgements.end(), [](const Judgement& judgement) {
      return judgement.verdict >= Verdict::warn && judgement.verdict != Verdict::inconclusive;
    });
    expect_the_same(result, std::string(defect->id));
  }
  EXPECT_EQ(broken, std::ssize(sample()));
  EXPECT_GE(broken, 15);
}

RunResult without(const RunResult& evidence, std::uint64_t id) {
  RunResult cut = evidence;
  std::erase_if(cut.exchanges, [&](const core::ExchangePtr& exchange) { return exchange->id == id; });
  std::erase(cut.line_order, id);
  return cut;
}

// What is lost makes nothing pass and nothing fail.
TEST(Judge, WithoutOneExchangeWordsOnlyBecomeInconclusive) {
  int lost = 0;
  int undecided = 0;
  for (const auto& defects : {std::vector<std::string>{}, {"pagination.repeats-a-run"}}) {
    const RunResult evidence = reread(record("1.1.0", true, defects));
    std::map<std::pair<std::string, std::string>, Verdict> before;
    for (const Judgement& judgement : evidence.judgements)
      before[{judgement.requirement, judgement.check}] = judgement.verdict;
    std::mt19937_64 random(5);
    for (int i = 0; i < 12; ++i, ++lost) {
      const std::uint64_t id = 2 + random() % (evidence.exchanges.size() - 1);  // 1 is service-info
      const core::ExchangePtr gone = evidence.exchange(id);
      const Judged again = judged(reread(without(evidence, id)));
      EXPECT_EQ(again.result.judgements.size(), evidence.judgements.size());
      EXPECT_FALSE(again.result.footer.complete);
      EXPECT_EQ(again.result.footer.why_incomplete, "the evidence lacks exchange " + std::to_string(id));
      for (const Judgement& judgement : again.result.judgements) {
        const Verdict was = before.at({judgement.requirement, judgement.check});
        if (judgement.verdict == was) continue;
        ++undecided;
        EXPECT_EQ(judgement.verdict, Verdict::inconclusive)
            << "exchange " << id << " of " << gone->check << ": " << judgement.requirement << " by "
            << judgement.check << " was " << reports::name(was);
      }
    }
  }
  EXPECT_EQ(lost, 24);
  EXPECT_GT(undecided, 24);
}

TEST(Judge, NamesTheExchangeThatACheckMisses) {
  const RunResult evidence = reread(record("1.1.0", false, {}));
  const auto asked =
      std::find_if(evidence.exchanges.begin(), evidence.exchanges.end(),
                   [](const auto& exchange) { return exchange->check == "errors.unknown-paths-are-404"; });
  const auto first = asked != evidence.exchanges.end() ? *asked : evidence.exchanges[5];
  const Judged again = judged(without(evidence, first->id));
  int named = 0;
  for (const Judgement& judgement : again.result.judgements) {
    if (judgement.check != first->check) continue;
    EXPECT_EQ(judgement.verdict, Verdict::inconclusive);
    EXPECT_THAT(judgement.reason, HasSubstr("the evidence lacks exchange " + std::to_string(first->id)));
    EXPECT_THAT(judgement.reason, HasSubstr(first->request.target));
    ++named;
  }
  EXPECT_GE(named, 1);
}

TEST(Judge, WithoutServiceInfoNothingCanBeSaid) {
  const RunResult evidence = reread(record("1.1.0", false, {}));
  const Judged again = judged(without(evidence, 1));
  EXPECT_THAT(again.result.judgements, IsEmpty());
  EXPECT_EQ(reports::exit_code(again.result), 3);
}

// A run that met its deadline, and one whose process was killed, end where they ended.
TEST(Judge, ARunThatWasStoppedIsStoppedAgain) {
  InProcessRun run;
  run.suite.deadline = std::chrono::seconds(10);
  const RunResult stopped = run_in_process(std::move(run));
  EXPECT_FALSE(stopped.footer.complete);
  expect_the_same(stopped, "stopped");

  const std::string whole = reports::write_evidence(record("1.1.0", false, {}));
  const std::string half = whole.substr(0, whole.find("\n{\"t\":\"exchange\"", whole.size() / 2) + 1);
  const Judged again = judged(reports::read_evidence("half", half).value());
  EXPECT_FALSE(again.result.footer.complete);
  EXPECT_THAT(again.result.footer.why_incomplete, HasSubstr("no footer"));
  int decided = 0;
  for (const Judgement& judgement : again.result.judgements) decided += judgement.verdict == Verdict::pass;
  EXPECT_GT(decided, 10);
  EXPECT_EQ(reports::exit_code(again.result), 3);
}

TEST(Judge, RefusesWhatCannotBeReplayed) {
  RunResult evidence = record("1.1.0", false, {});
  evidence.header.settings.clear();
  EXPECT_THAT(conformance::judge(evidence, nullptr).error().text(), HasSubstr("options as data"));
  evidence.header.settings = "{}";
  EXPECT_THAT(conformance::judge(evidence, nullptr).error().text(), HasSubstr("cannot be read"));
}

}  // namespace
}  // namespace assay::cli
