// SPDX-License-Identifier: Apache-2.0
#include "reports/baseline.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reports/baseline_edit.hpp"
#include "reports/writer.hpp"
#include "tests/support/fixed_result.hpp"

namespace assay::reports {
namespace {

using ::testing::HasSubstr;
using namespace std::chrono_literals;

const core::Time today{std::chrono::sys_days{2026y / 6 / 15} + 12h};

std::string file(const std::string& entries) { return "format: wes-assay-baseline/1\nentries:\n" + entries; }

std::string entry(const std::string& id, const std::string& kind, const std::string& reason,
                  const std::string& more = "") {
  return "  - requirement: " + id + "\n    kind: " + kind + "\n    reason: " + reason +
         "\n    added: 2026-01-31\n" + more;
}

Baseline read(const std::string& text) { return parse_baseline("b.yaml", text).value(); }

TEST(Baseline, TellsWhatIsWrongAndWhere) {
  const std::vector<std::pair<std::string, std::string>> rows = {
      {"entries: []\n", "b.yaml:1:1: a baseline needs the member 'format'"},
      {"format: wes-assay-baseline/2\nentries: []\n", "b.yaml:1:9: the format is 'wes-assay-baseline/2'"},
      {"format: wes-assay-baseline/1\nentrys: []\n", "needs the member 'entries'"},
      {"format: wes-assay-baseline/1\nentries: []\nentires: []\n",
       "b.yaml:3:1: a baseline has no member 'entires' (did you mean 'entries'?)"},
      {file(entry("A-1", "fail", "r", "    tiket: X\n")),
       "b.yaml:7:5: an entry has no member 'tiket' (did you mean 'ticket'?)"},
      {file(entry("A-1", "fial", "r")), "b.yaml:4:11: 'kind' cannot be 'fial' (did you mean 'fail'?)"},
      {file(entry("A-1", "error", "r")), "'kind' cannot be 'error'"},
      {file(entry("A-1", "fail", "''")), "b.yaml:5:13: 'reason' is empty"},
      {file(entry("A-1", "fail", "r", "    expires: 2026-02-30\n")), "b.yaml:7:14: 'expires' is no date"},
      {file("  - requirement: A-1\n    kind: fail\n    reason: r\n"), "an entry needs the member 'added'"},
      {file(entry("A-1", "fail", "r") + entry("A-1", "warn", "r")),
       "b.yaml:7:5: this deviation stands in line 3, too"},
      {file("  requirement: A-1\n"), "b.yaml:3:3: 'entries' must be a list"},
  };
  int ran = 0;
  for (const auto& [text, says] : rows) {
    const auto parsed = parse_baseline("b.yaml", text);
    ASSERT_FALSE(parsed.has_value()) << text;
    EXPECT_THAT(parsed.error().text(), HasSubstr(says));
    ++ran;
  }
  EXPECT_EQ(ran, 12);
  EXPECT_EQ(read(file("")).entries.size(), 0u);
}

TEST(Baseline, AFingerprintForgetsWhatChangesFromRunToRun) {
  const auto of = [](const std::string& reason, const std::string& message) {
    return fingerprint({reason, message, {}, {}, {}, {}});
  };
  EXPECT_EQ(of("status-500", "the run 7 is lost"), "status-500");
  EXPECT_EQ(of("schema-type /components/schemas/RunLog", ""), "schema-type /components/schemas/RunLog");
  // The same sentence of two runs: ids, times, ports and counts differ.
  const std::string first = of("",
                               "run 3fa85f64-5717-4562-b3fc-2c963f66afa6 at 127.0.0.1:8080 took 12 ms, ended "
                               "2026-01-31T12:00:00Z");
  EXPECT_EQ(first, of("",
                      "run 01234567-89ab-4cde-8f01-23456789abcd at 127.0.0.1:41234 took 9 ms, ended "
                      "2027-11-02T23:59:59Z"));
  EXPECT_NE(first, of("", "another sentence"));
  EXPECT_EQ(of("lost-3fa85f64", ""), of("lost-91bc00ff", ""));
  EXPECT_EQ(of("port-41234", ""), of("port-8080", ""));
  EXPECT_NE(of("status-500", ""), of("status-404", ""));
}

Judgement broken(Verdict verdict, const std::vector<std::string>& reasons) {
  Judgement judgement{"A-1", "a.check", verdict, "", {}, {}};
  for (const std::string& reason : reasons) judgement.findings.push_back({reason, "m", "", "", {}, {}});
  return judgement;
}

TEST(Baseline, MakesExpectedWhatIsKnownAndNothingElse) {
  const Baseline baseline = read(file(entry("A-1", "fail", "one", "    why: the proxy\n    ticket: OPS-7\n") +
                                      entry("A-1", "warn", "two") + entry("B-1", "fail", "three")));
  struct Row {
    Verdict verdict;
    std::vector<std::string> reasons;
    bool known;
  };
  const std::vector<Row> rows = {
      {Verdict::fail, {"one"}, true},
      {Verdict::warn, {"one"}, true},
      {Verdict::flaky, {"one"}, true},
      {Verdict::warn, {"one", "two"}, true},
      {Verdict::fail, {"two"}, false},
      {Verdict::fail, {"one", "two"}, false},
      {Verdict::fail, {"one", "new"}, false},
      {Verdict::fail, {"three"}, false},
      {Verdict::inconclusive, {"one"}, false},
      {Verdict::error, {"one"}, false},
      {Verdict::pass, {}, false},
  };
  int ran = 0;
  for (const Row& row : rows) {
    Judgement judgement = broken(row.verdict, row.reasons);
    expect_known(baseline, judgement);
    EXPECT_EQ(judgement.verdict == Verdict::expected, row.known) << ran;
    EXPECT_EQ(judgement.known.has_value(), row.known) << ran;
    if (row.known) {
      EXPECT_EQ(judgement.known->was, row.verdict);
    }
    ++ran;
  }
  EXPECT_EQ(ran, 11);
  Judgement judgement = broken(Verdict::fail, {"one"});
  expect_known(baseline, judgement);
  EXPECT_EQ(judgement.known->why, "the proxy (OPS-7)");
}

TEST(Baseline, KnowsWhichEntriesAreToMend) {
  const std::vector<Requirement> known = {{"A-1", "a", "must", "", {}}, {"B-1", "b", "must", "", {}}};
  const Baseline baseline =
      read(file(entry("A-1", "fail", "gone") + entry("A-1", "flaky", "at-times") + entry("A-2", "fail", "x") +
                entry("A-1", "fail", "still", "    expires: 2026-06-14\n") +
                entry("B-1", "fail", "undecided", "    expires: 2026-06-15\n")));
  RunResult result;
  result.footer.complete = true;
  result.judgements = {broken(Verdict::fail, {"still"}), {"B-1", "b", Verdict::inconclusive, "", {}, {}}};
  const auto told = baseline_trouble(baseline, known, today, &result);
  ASSERT_EQ(told.size(), 3u);
  EXPECT_EQ(told[0],
            "b.yaml:3:5: A-1 is no longer broken by gone (`wes-assay baseline prune` removes the entry)");
  EXPECT_EQ(told[1], "b.yaml:11:5: there is no requirement 'A-2' (did you mean 'A-1'?)");
  EXPECT_EQ(told[2], "b.yaml:15:5: the entry for A-1 expired on 2026-06-14 (mend it, or set another date)");
  // A run that did not end, or looked at a part only, proves nothing.
  result.footer.complete = false;
  EXPECT_EQ(baseline_trouble(baseline, known, today, &result).size(), 2u);
  EXPECT_EQ(baseline_trouble(baseline, known, today, nullptr).size(), 2u);
  result.footer.complete = true;
  result.judgements.push_back({"A-1", "another.check", Verdict::skipped, "", {}, {}});
  EXPECT_EQ(baseline_trouble(baseline, known, today, &result).size(), 2u);
}

TEST(BaselineEdit, KeepsEveryWordOfItsUsers) {
  const std::string before =
      "# Ours.\nformat: wes-assay-baseline/1   # one\n\nentries:\n  # the proxy team knows\n" +
      entry("A-1", "warn", "one",
            "    why: |\n      # not a comment\n      but text\n    ticket: 'OPS-7'\n") +
      "\n  # of the second\n" + entry("B-1", "fail", "two") + "\n# the end\n";
  NewEntry raised{{"A-1", Verdict::fail, "one", "", "", "2026-06-15", "", {}}, "seen"};
  NewEntry fresh{{"C-1", Verdict::warn, "status-500", "why \"so\"", "", "2026-06-15", "2026-12-31", {}},
                 "a sentence\nof two lines"};
  const EditedBaseline edited = add_entries("b.yaml", before, {raised, fresh}).value();
  EXPECT_EQ(edited.added, 1);
  EXPECT_EQ(edited.raised, 1);
  std::string wanted = before;
  wanted.replace(wanted.find("kind: warn"), 10, "kind: fail");
  wanted.insert(wanted.find("\n# the end"),
                "  # a sentence\\nof two lines\n  - requirement: C-1\n    kind: warn\n    reason: "
                "\"status-500\"\n    why: \"why \\\"so\\\"\"\n    ticket: \"\"\n    added: 2026-06-15\n    "
                "expires: 2026-12-31\n");
  EXPECT_EQ(edited.text, wanted);

  const PrunedBaseline pruned = remove_entries("b.yaml", edited.text, {1}).value();
  EXPECT_EQ(pruned.removed, "  # of the second\n" + entry("B-1", "fail", "two"));
  std::string rest = wanted;
  rest.erase(rest.find("  # of the second"), pruned.removed.size());
  EXPECT_EQ(pruned.text, rest);
  const PrunedBaseline none = remove_entries("b.yaml", pruned.text, {0, 1}).value();
  EXPECT_EQ(read(none.text).entries.size(), 0u);
  EXPECT_THAT(none.text, HasSubstr("# the end"));
}

TEST(BaselineEdit, RefusesWhatItCannotEditWithoutLoss) {
  const NewEntry fresh{{"C-1", Verdict::warn, "r", "", "", "2026-06-15", "", {}}, ""};
  const std::string flow =
      "format: wes-assay-baseline/1\nentries: [{requirement: A-1, kind: fail, reason: x, added: "
      "2026-01-31}]\n";
  const auto refused = add_entries("b.yaml", flow, {fresh});
  ASSERT_FALSE(refused.has_value());
  EXPECT_THAT(refused.error().text(), HasSubstr("write each entry as '- requirement: ...'"));
  int ran = 0;
  for (const std::string empty : {"entries: []\n", "entries:\n", "entries: null # none\n", "entries: ~"}) {
    const auto added = add_entries("b.yaml", "format: wes-assay-baseline/1\n" + empty, {fresh});
    ASSERT_TRUE(added.has_value()) << empty << added.error().text();
    EXPECT_EQ(read(added->text).entries.size(), 1u);
    ++ran;
  }
  EXPECT_EQ(ran, 4);
}

TEST(BaselineEdit, KnowsWhatIsNew) {
  const RunResult result = test::fixed_result();
  const auto all = unknown_deviations({}, result);
  std::vector<std::string> ids;
  for (const NewEntry& each : all)
    ids.push_back(each.entry.requirement + " " + std::string(name(each.entry.kind)) + " " +
                  each.entry.reason);
  EXPECT_EQ(ids, (std::vector<std::string>{"INFO-02 fail member-missing", "SUB-01 fail status-500",
                                           "PAG-01 fail run-repeated", "STA-02 flaky left-terminal",
                                           "HTTP-01 warn head-body", "HTTP-03 fail status-500"}));
  const Baseline known{"b.yaml", {all[0].entry, all[3].entry}};
  EXPECT_EQ(unknown_deviations(known, result).size(), 4u);
}

TEST(BaselineEvidence, KeepsTheWordBeneath) {
  const RunResult result = test::fixed_result();
  const std::string text = write_evidence(result);
  EXPECT_THAT(text,
              HasSubstr(R"("requirement":"HTTP-03","check":"http_hygiene.unknown-path","verdict":"fail")"));
  EXPECT_EQ(text.find("\"verdict\":\"expected\""), std::string::npos);
}

}  // namespace
}  // namespace assay::reports
