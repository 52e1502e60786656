// SPDX-License-Identifier: Apache-2.0
#include "conformance/rules/history_judge.hpp"

#include <gtest/gtest.h>

namespace assay::conformance {
namespace {

using Source = Observation::Source;
using Word = Ruling::Word;

const schemas::Dialect& wes() {
  static const auto dialect = schemas::load_dialect("wes", "1.1.0").value();
  return *dialect;
}

core::Time at(int milliseconds) { return core::Time(std::chrono::milliseconds(milliseconds)); }

constexpr Source status = Source::status, log = Source::log, list = Source::list;

Observation seen(const char* state, int since, int received, Source source = status) {
  return {source, state, at(since), at(received), static_cast<std::uint64_t>(received)};
}

struct Row {
  const char* what;
  Law law;
  History history;
  Word word;
};

const std::vector<Row>& rows() {
  static const std::vector<Row> table = {
      {"a terminal state, and then another",
       Law::terminal_is_final,
       {seen("COMPLETE", 20, 30), seen("RUNNING", 40, 50)},
       Word::violation},
      {"one end, and another",
       Law::terminal_is_final,
       {seen("COMPLETE", 0, 10), seen("EXECUTOR_ERROR", 20, 30)},
       Word::violation},
      {"two ends at the same time",
       Law::terminal_is_final,
       {seen("COMPLETE", 0, 30), seen("CANCELED", 10, 20)},
       Word::violation},
      {"the end was asked for first, and came while the other was under way",
       Law::terminal_is_final,
       {seen("COMPLETE", 0, 30), seen("RUNNING", 20, 50)},
       Word::undetermined},
      {"UNKNOWN says nothing, also after the end",
       Law::terminal_is_final,
       {seen("COMPLETE", 0, 10), seen("UNKNOWN", 20, 30), seen("COMPLETE", 40, 50)},
       Word::consistent},
      {"an end that was seen once", Law::terminal_is_final, {seen("COMPLETE", 0, 10)}, Word::undetermined},
      {"no end",
       Law::terminal_is_final,
       {seen("RUNNING", 0, 10), seen("RUNNING", 20, 30)},
       Word::undetermined},
      {"nothing at all", Law::terminal_is_final, {}, Word::undetermined},
      {"a state of the server's own",
       Law::terminal_is_final,
       {seen("COMPLETE", 0, 10), seen("DELETED", 20, 30)},
       Word::undetermined},

      {"CANCELING, and then RUNNING",
       Law::no_resurrection,
       {seen("CANCELING", 0, 1), seen("RUNNING", 2, 3)},
       Word::violation},
      {"CANCELED, and then PAUSED",
       Law::no_resurrection,
       {seen("CANCELED", 0, 1), seen("PAUSED", 2, 3)},
       Word::violation},
      {"the run won the race",
       Law::no_resurrection,
       {seen("CANCELING", 0, 1), seen("COMPLETE", 2, 3)},
       Word::consistent},
      {"CANCELING was not seen",
       Law::no_resurrection,
       {seen("RUNNING", 0, 1), seen("CANCELED", 2, 3)},
       Word::undetermined},
      {"UNKNOWN between CANCELING and CANCELED",
       Law::no_resurrection,
       {seen("CANCELING", 0, 1), seen("UNKNOWN", 2, 3), seen("CANCELED", 4, 5)},
       Word::consistent},

      {"states may be skipped",
       Law::phases_in_order,
       {seen("QUEUED", 0, 1), seen("RUNNING", 2, 3), seen("COMPLETE", 4, 5)},
       Word::consistent},
      {"an end at the first poll", Law::phases_in_order, {seen("COMPLETE", 0, 1)}, Word::undetermined},
      {"INITIALIZING, and then QUEUED",
       Law::phases_in_order,
       {seen("INITIALIZING", 0, 1), seen("QUEUED", 2, 3)},
       Word::violation},
      {"pauses and blips",
       Law::phases_in_order,
       {seen("RUNNING", 0, 1), seen("PAUSED", 2, 3), seen("UNKNOWN", 4, 5), seen("RUNNING", 6, 7)},
       Word::consistent},
      {"a preempted run may begin again",
       Law::phases_in_order,
       {seen("RUNNING", 0, 1), seen("PREEMPTED", 2, 3), seen("QUEUED", 4, 5)},
       Word::undetermined},

      {"the status said COMPLETE, and then the list RUNNING",
       Law::views_agree_at_rest,
       {seen("COMPLETE", 0, 10), seen("RUNNING", 20, 30, list)},
       Word::violation},
      {"the list was asked for before",
       Law::views_agree_at_rest,
       {seen("COMPLETE", 10, 20), seen("RUNNING", 0, 30, list)},
       Word::undetermined},
      {"all say the same",
       Law::views_agree_at_rest,
       {seen("COMPLETE", 0, 1), seen("COMPLETE", 2, 3, log), seen("COMPLETE", 4, 5, list)},
       Word::consistent},
      {"only one view was asked",
       Law::views_agree_at_rest,
       {seen("COMPLETE", 0, 1), seen("COMPLETE", 2, 3)},
       Word::undetermined},

      {"the log is ahead of a status that was asked later",
       Law::views_agree_on_the_way,
       {seen("RUNNING", 2, 3, log), seen("QUEUED", 4, 5)},
       Word::violation},
      {"the log is behind",
       Law::views_agree_on_the_way,
       {seen("RUNNING", 2, 3), seen("INITIALIZING", 4, 5, log)},
       Word::violation},
      {"QUEUED and INITIALIZING are both waiting",
       Law::views_agree_on_the_way,
       {seen("INITIALIZING", 2, 3), seen("QUEUED", 4, 5, log), seen("RUNNING", 6, 7),
        seen("RUNNING", 8, 9, log)},
       Word::consistent},
      {"PAUSED in one, RUNNING in the other",
       Law::views_agree_on_the_way,
       {seen("RUNNING", 0, 1), seen("PAUSED", 2, 3, log), seen("RUNNING", 4, 5)},
       Word::consistent},
  };
  return table;
}

TEST(HistoryJudge, RulesOnEachRow) {
  int ran = 0;
  for (const Row& row : rows()) {
    const Ruling ruling = judge(row.history, row.law, wes(), at(0));
    EXPECT_EQ(ruling.word, row.word) << row.what;
    EXPECT_EQ(ruling.would_decide.empty(), row.word != Word::undetermined) << row.what;
    ++ran;
  }
  EXPECT_EQ(ran, 27);
}

// STOPPING is on the way of success, failure and cancel alike; a draft comes before all else.
TEST(HistoryJudge, KnowsThePhasesThatWesHasNot) {
  const auto omics = schemas::load_dialect("healthomics", "2022-11-28").value();
  const auto tasks = schemas::load_dialect("sevenbridges", "v2").value();
  struct OtherRow {
    const schemas::Dialect& dialect;
    Law law;
    History history;
    Word word;
  };
  const std::vector<OtherRow> table = {
      {*omics, Law::phases_in_order, {seen("STOPPING", 0, 1), seen("RUNNING", 2, 3)}, Word::violation},
      {*omics, Law::phases_in_order, {seen("RUNNING", 0, 1), seen("STOPPING", 2, 3)}, Word::consistent},
      {*omics, Law::phases_in_order, {seen("STOPPING", 0, 1), seen("COMPLETED", 2, 3)}, Word::consistent},
      {*omics, Law::phases_in_order, {seen("PENDING", 0, 1), seen("CANCELLED", 2, 3)}, Word::undetermined},
      {*omics, Law::no_resurrection, {seen("STOPPING", 0, 1), seen("COMPLETED", 2, 3)}, Word::undetermined},
      {*omics, Law::terminal_is_final, {seen("FAILED", 0, 1), seen("STOPPING", 2, 3)}, Word::violation},
      {*omics,
       Law::views_agree_on_the_way,
       {seen("STOPPING", 0, 1), seen("RUNNING", 2, 3, list)},
       Word::violation},
      {*tasks, Law::phases_in_order, {seen("QUEUED", 0, 1), seen("DRAFT", 2, 3)}, Word::violation},
      {*tasks, Law::phases_in_order, {seen("DRAFT", 0, 1), seen("QUEUED", 2, 3)}, Word::undetermined},
      {*tasks, Law::no_resurrection, {seen("ABORTING", 0, 1), seen("DRAFT", 2, 3)}, Word::violation},
      {*tasks, Law::no_resurrection, {seen("ABORTING", 0, 1), seen("ABORTED", 2, 3)}, Word::consistent},
  };
  for (const OtherRow& row : table)
    EXPECT_EQ(judge(row.history, row.law, row.dialect, at(0)).word, row.word)
        << row.history[0].state << " " << row.history[1].state;
  EXPECT_EQ(table.size(), 11u);
}

TEST(HistoryJudge, ShowsTheTwoThatContradict) {
  const Ruling ruling =
      judge({seen("RUNNING", 0, 10), seen("COMPLETE", 20, 30), seen("RUNNING", 40, 50, list)},
            Law::views_agree_at_rest, wes(), at(0));
  ASSERT_TRUE(ruling.contradiction);
  EXPECT_EQ(line(ruling.contradiction->earlier, at(0)), "at [0.020, 0.030] s the status said COMPLETE (#30)");
  EXPECT_EQ(line(ruling.contradiction->later, at(0)), "at [0.040, 0.050] s the list said RUNNING (#50)");
}

TEST(HistoryJudge, ShowsTwoViewsWhereTheyContradict) {
  // The status contradicts itself too, and earlier.
  const Ruling ruling =
      judge({seen("COMPLETE", 0, 10), seen("RUNNING", 20, 30), seen("RUNNING", 40, 50, log)},
            Law::views_agree_at_rest, wes(), at(0));
  ASSERT_TRUE(ruling.contradiction);
  EXPECT_TRUE(ruling.contradiction->is_across());
}

TEST(HistoryJudge, AListMayBeAsOldAsItIsAllowed) {
  const History history = {seen("COMPLETE", 0, 10), seen("RUNNING", 2000, 2100, list),
                           seen("COMPLETE", 4000, 4100, list)};
  const auto with_lag = [&](int seconds) {
    return judge(history, Law::views_agree_at_rest, wes(), at(0), std::chrono::seconds(seconds)).word;
  };
  EXPECT_EQ(with_lag(1), Word::violation);
  EXPECT_EQ(with_lag(3), Word::consistent);
  EXPECT_EQ(with_lag(10), Word::undetermined);
}

TEST(HistoryJudge, SaysWhatWouldDecide) {
  const auto asks = [](History history, Law law) { return judge(history, law, wes(), at(0)).would_decide; };
  EXPECT_EQ(asks({seen("COMPLETE", 0, 10)}, Law::terminal_is_final), "a read of the run after 0.010 s");
  EXPECT_EQ(asks({seen("RUNNING", 0, 10)}, Law::terminal_is_final),
            "reads of the run after its end, which was not seen by 0.010 s");
  EXPECT_EQ(asks({seen("COMPLETE", 0, 10)}, Law::views_agree_at_rest),
            "a read of another view than the status after 0.010 s");
  EXPECT_EQ(asks({seen("QUEUED", 0, 10), seen("COMPLETE", 20, 30)}, Law::phases_in_order),
            "denser polls between 0.010 s and 0.030 s");
  EXPECT_EQ(asks({seen("QUEUED", 0, 10)}, Law::phases_in_order), "further polls after 0.010 s");
  EXPECT_EQ(asks({seen("RUNNING", 0, 10)}, Law::no_resurrection), "reads of the run after its cancel");
}

TEST(HistoryJudge, GivesACancelItsTime) {
  const Observation cancel{Source::cancel, "200", at(0), at(100), 7};
  const auto rule = [&](History history) {
    return judge_cancel(history, cancel, std::chrono::milliseconds(900), wes(), at(0));
  };
  EXPECT_EQ(rule({seen("CANCELING", 200, 210), seen("CANCELED", 300, 310)}).word, Word::consistent);
  EXPECT_EQ(rule({seen("COMPLETE", 50, 60)}).word, Word::consistent);
  const Ruling late = rule({seen("CANCELING", 200, 210), seen("CANCELING", 1100, 1110)});
  ASSERT_EQ(late.word, Word::violation);
  EXPECT_EQ(line(late.contradiction->earlier, at(0)), "at [0.000, 0.100] s the cancel was answered 200 (#7)");
  EXPECT_EQ(rule({seen("CANCELING", 200, 210)}).would_decide, "a read after 1.000 s");
  EXPECT_EQ(rule({seen("CANCELING", 200, 210), seen("CANCELED", 1100, 1110)}).would_decide,
            "denser polls between 0.210 s and 1.000 s");
  EXPECT_EQ(rule({seen("CANCELED", 200, 210), seen("RUNNING", 300, 310)}).word, Word::violation);
}

}  // namespace
}  // namespace assay::conformance
