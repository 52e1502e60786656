// SPDX-License-Identifier: Apache-2.0
// What real servers did, and what the suite says of it.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "selftest/in_process.hpp"

namespace assay::cli {
namespace {

using reports::Verdict;

struct Asked {
  std::vector<std::string> defects;
  std::string persona = {};
  std::string profile = "core";
  std::vector<std::string> only = {};
  int earlier_runs = 0;
};

// By requirement the weightiest word.
std::map<std::string, Verdict> words_of(const Asked& asked) {
  InProcessRun run;
  run.mock.defects = asked.defects;
  run.mock.persona = asked.persona;
  run.suite.profile = asked.profile;
  run.suite.only = asked.only;
  run.suite.repeat = 1;
  run.earlier_runs = asked.earlier_runs;
  std::map<std::string, Verdict> words;
  for (const auto& judgement : run_in_process(std::move(run)).judgements) {
    Verdict& word = words.try_emplace(judgement.requirement, Verdict::skipped).first->second;
    word = std::max(word, judgement.verdict);
  }
  return words;
}

bool is_broken(Verdict word) {
  return word == Verdict::fail || word == Verdict::warn || word == Verdict::flaky;
}

TEST(SeenLive, AListNamedWorkflowsHidesNoState) {
  const auto words = words_of(
      {{"consistency.list-is-stale", "listing.workflows-in-place-of-runs"}, "", "core", {"consistency.*"}});
  EXPECT_EQ(words.at("CON-02"), Verdict::fail);
  EXPECT_EQ(words.at("CON-03"), Verdict::warn);
  EXPECT_EQ(words.at("CON-10"), Verdict::warn);
  const auto clean = words_of({{"listing.workflows-in-place-of-runs"}, "", "core", {"consistency.*"}});
  for (const char* id : {"CON-02", "CON-03", "CON-10"}) EXPECT_EQ(clean.at(id), Verdict::pass) << id;
}

TEST(SeenLive, ACancelIsNotBlamedForAnEarlierChange) {
  const auto words = words_of(
      {{"cancellation.completes-in-time"}, "", "core", {"cancellation.*", "consistency.*", "transitions.*"}});
  EXPECT_EQ(words.at("STM-02"), Verdict::fail);
  EXPECT_EQ(words.at("CAN-17"), Verdict::fail);
  for (const char* id : {"CAN-08", "CON-10"}) EXPECT_FALSE(is_broken(words.at(id))) << id;
}

TEST(SeenLive, ReadOnlyWalksThePagesOfListedRuns) {
  const auto words = words_of(
      {{"pagination.ignores-page-size", "pagination.zero-means-everything"}, "", "read-only", {}, 20});
  EXPECT_EQ(words.at("PAG-01"), Verdict::fail);
  EXPECT_EQ(words.at("PAG-19"), Verdict::fail);
  const auto null = words_of({{"pagination.null-at-the-end"}, "", "read-only", {}, 20});
  EXPECT_EQ(null.at("PAG-04"), Verdict::warn);
  for (const auto& [id, word] : words_of({{}, "", "read-only", {}, 20})) EXPECT_FALSE(is_broken(word)) << id;
}

}  // namespace
}  // namespace assay::cli
