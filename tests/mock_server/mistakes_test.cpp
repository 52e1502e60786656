// SPDX-License-Identifier: Apache-2.0
// Everything that is wrong with a scenario, told in one go, and nothing that only follows from a mistake.
#include <gtest/gtest.h>

#include "mock_server/script/scenario.hpp"
#include "tests/mock_server/site_support.hpp"

namespace assay::mock {
namespace {

using Strings = std::vector<std::string>;

Strings places(const std::string& text) {
  Strings found;
  const auto document = core::load_document("a", text).value();
  const auto mistakes = scenario_mistakes(document, *dialect());
  for (const auto& mistake : mistakes) found.push_back(mistake.where.substr(2));
  EXPECT_EQ(load_scenario(document, *dialect()).has_value(), mistakes.empty());
  return found;
}

TEST(Mistakes, AreToldTogether) {
  EXPECT_EQ(places(R"(say: a
delay: soon
runs:
  - match: {tags: {a: b}, workflow_typ: CWL}
    timeline:
      - {state: QUEUED, after: 1s}
      - {state: RUNING}
      - {at: 3s, state: RUNNING, exit_code: 1}
      - {at: 2s, state: PAUSED, polls: 1, fish: 1}
      - {after: never, state: COMPLETE}
    on_cancel:
      - {state: CANCELLED}
    tasks:
      - {name: a, start: x}
      - {start: 1s}
    stdout: [a]
  - timelin: []
    on_cancle: []
population:
  runs: 0
faults:
  - {do: dellay}
  - {do: status}
)"),
            (Strings{"1:1", "2:8", "4:13", "4:27", "6:9", "7:17", "8:9", "9:9", "10:17", "12:17", "14:26",
                     "15:9", "16:13", "17:5", "18:5", "20:9", "22:10", "23:5"}));
}

TEST(Mistakes, MakeNoOthers) {
  struct {
    const char* text;
    Strings places;
  } const rows[] = {
      {"runs:\n  - timeline: [{state: QUEUED}]\n", {}},
      // The second step is not the first because the first is bad.
      {"runs:\n  - timeline: [{state: QUEUE}, {after: 1s, state: RUNNING}]\n", {"2:24"}},
      // Once, and not for each round or each step after the end.
      {"runs:\n  - timeline: [{state: QUEUED}, {repeat: 9, steps: [{after: 1s, state: RUNING}]}]\n",
       {"2:72"}},
      {"runs:\n  - timeline: [{state: COMPLETE}, {state: RUNNING}, {state: RUNNING}]\n", {"2:35"}},
      {"runs:\n  - timeline: [{state: QUEUED}, {repeat: 9, steps: [{after: 1s, state: COMPLETE}]}]\n",
       {"2:53"}},
      // Whether a task can start is not asked of a timeline that is bad.
      {"runs:\n  - timeline: [{state: QUEUED}, {state: RUNING}]\n    tasks: [{name: a}]\n", {"2:41"}},
      // A bad match hides nothing.
      {"runs:\n  - {match: {a: b}, timeline: [{state: QUEUED}]}\n  - {match: {tag: {a: b}}, timeline: "
       "[{state: QUEUED}]}\n"
       "  - {timeline: [{state: QUEUED}]}\n",
       {"2:14"}},
      {"[]", {"1:1"}},
      {"runs: []", {"1:7"}},
  };
  int ran = 0;
  for (const auto& row : rows) {
    EXPECT_EQ(places(row.text), row.places) << row.text;
    ++ran;
  }
  EXPECT_EQ(ran, 9);
}

}  // namespace
}  // namespace assay::mock
