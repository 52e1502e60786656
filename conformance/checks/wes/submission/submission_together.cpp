// SPDX-License-Identifier: Apache-2.0
// What many submissions of one form get.
#include <map>

#include "conformance/checks/shared/groups.hpp"
#include "conformance/checks/shared/together.hpp"
#include "conformance/checks/wes/submission/submission_parts.hpp"
#include "conformance/session/context.hpp"
#include "core/text.hpp"

namespace assay::conformance {
namespace {

constexpr int kSubmittedTogether = 8;

// One form eight times at once: a client that retries sends just that.
Task<void> together_are_accepted(CheckContext& t) {
  co_await accepted_run(t);
  const Form form = t.form("quick");
  std::vector<Task<ExchangePtr>> submissions;
  for (int i = 0; i < kSubmittedTogether; ++i) submissions.push_back(t.submit(form));
  const std::vector<ExchangePtr> answers = co_await together(std::move(submissions));
  for (const ExchangePtr& answer : answers)
    t.judge_status("SUB-54", answer, "one of eight submissions at once");
}

// The same form once more, and all that the suite has submitted by now.
Task<void> ids_are_unique(CheckContext& t) {
  const RunPtr control = co_await accepted_run(t);
  const ExchangePtr again = co_await t.submit(control->form);
  t.need(is_accepted(again), "the same submission a second time: " + in_words(*again));
  std::map<std::string, ExchangePtr> seen;
  for (const RunPtr& run : t.own_runs()) {
    const auto [other, fresh] = seen.emplace(run->id, run->submission);
    if (fresh || !is_accepted(run->submission)) continue;
    Finding found = finding(run->submission, "run-id-twice", "two submissions were given one run_id",
                            "an id for each", core::printable(run->id), {"/run_id"});
    found.exchanges.push_back(other->second->id);
    t.broken("SUB-04", std::move(found));
  }
  t.holds("SUB-04", again);
}

}  // namespace

const std::vector<Check>& submission_together_checks() {
  static const std::vector<Check> table = {
      {.id = "submission.together-are-accepted",
       .title = "eight submissions at once are all accepted",
       .decides = {"SUB-54"},
       .stage = Stage::lifecycle,
       .run = together_are_accepted,
       .writes = true,
       .slow = true},
      {.id = "submission.ids-are-unique",
       .title = "no two submissions get one id",
       .decides = {"SUB-04"},
       .stage = Stage::refusals,
       .run = ids_are_unique,
       .writes = true},
  };
  return table;
}

}  // namespace assay::conformance
