// SPDX-License-Identifier: Apache-2.0
#include "conformance/rules/repetition.hpp"

#include <gtest/gtest.h>

namespace assay::conformance {
namespace {

using reports::Finding;
using reports::Judgement;
using reports::Verdict;
using V = Verdict;

TEST(Repetition, OnlyWordsThatJudgeMakeItFlaky) {
  struct Case {
    const char* what;
    std::vector<Verdict> repetitions;
    Verdict word;
  };
  const std::vector<Case> table = {
      {"once", {V::warn}, V::warn},
      {"all held", {V::pass, V::pass, V::pass}, V::pass},
      {"held, and was noted", {V::info, V::pass}, V::pass},
      {"broken each time", {V::fail, V::fail}, V::fail},
      {"warned each time", {V::warn, V::warn}, V::warn},
      {"broken at first", {V::fail, V::pass}, V::flaky},
      {"broken at last", {V::pass, V::pass, V::fail}, V::flaky},
      {"a warning that goes", {V::warn, V::pass}, V::warn},
      {"broken in two ways", {V::warn, V::fail}, V::flaky},
      {"broken, then only noted", {V::fail, V::info}, V::flaky},
      {"not decided again", {V::fail, V::inconclusive}, V::fail},
      {"decided at last", {V::inconclusive, V::pass}, V::pass},
      {"did not apply again", {V::fail, V::not_applicable}, V::fail},
      {"never decided", {V::inconclusive, V::not_applicable}, V::inconclusive},
      {"never applied", {V::not_applicable, V::not_applicable}, V::not_applicable},
      {"our own fault", {V::pass, V::error}, V::error},
  };
  int rows = 0;
  for (const Case& c : table) {
    EXPECT_EQ(reports::name(verdict_of(c.repetitions)), reports::name(c.word)) << c.what;
    ++rows;
  }
  EXPECT_EQ(rows, 16);
}

Judgement judgement(Verdict verdict, std::vector<Finding> findings, std::vector<std::uint64_t> exchanges,
                    std::string reason = {}) {
  return {"R-01", "a.b", verdict, std::move(reason), std::move(findings), std::move(exchanges)};
}

TEST(Repetition, FindingsOfOneReasonAreOneAndOthersStand) {
  const Finding first{"late", "the end came late", "", "", {"/runs/3/state"}, {7}};
  const Finding again{"late", "the end came later still", "", "", {"/runs/5/state"}, {19}};
  const Finding other{"lost", "the run was lost", "", "", {}, {20}};
  const Judgements said = combine({{judgement(V::fail, {first}, {})},
                                   {judgement(V::pass, {}, {11}, "it held")},
                                   {judgement(V::fail, {again, other}, {})}});
  ASSERT_EQ(said.size(), 1u);
  const Judgement& j = said.front();
  EXPECT_EQ(j.verdict, V::flaky);
  EXPECT_EQ(j.reason, "2 of 3 repetitions broke it (fail, pass, fail)");
  ASSERT_EQ(j.findings.size(), 2u);
  EXPECT_EQ(j.findings[0].exchanges, (std::vector<std::uint64_t>{7, 19}));
  EXPECT_EQ(j.findings[1].reason, "lost");
  EXPECT_EQ(j.exchanges, (std::vector<std::uint64_t>{11}));
}

TEST(Repetition, TheReasonIsThatOfTheWord) {
  const Judgements said = combine({{judgement(V::pass, {}, {1}, "slowly")},
                                   {judgement(V::inconclusive, {}, {}, "the connection broke")}});
  EXPECT_EQ(said.front().verdict, V::pass);
  EXPECT_EQ(said.front().reason, "0 of 2 repetitions broke it (pass, inconclusive); slowly");
}

TEST(Repetition, WhatNeverAppliedIsNotCounted) {
  const Judgements said = combine({{judgement(V::not_applicable, {}, {}, "no tasks")},
                                   {judgement(V::not_applicable, {}, {}, "no tasks")}});
  EXPECT_EQ(said.front().reason, "no tasks");
}

TEST(Repetition, OneIsGivenBackAsItIs) {
  const Judgement once = judgement(V::warn, {}, {3}, "as it was");
  EXPECT_EQ(combine({{once}}).front(), once);
}

}  // namespace
}  // namespace assay::conformance
