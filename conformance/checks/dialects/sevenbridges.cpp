// SPDX-License-Identifier: Apache-2.0
// What tasks of the Seven Bridges API have and no run elsewhere: drafts that wait, clones, names that change.
#include "conformance/checks/dialects/sevenbridges.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "conformance/checks/shared/groups.hpp"
#include "conformance/rules/members.hpp"
#include "core/text.hpp"

namespace assay::conformance {
namespace sevenbridges {
namespace {

using std::chrono::seconds;

// Codes that refuse an action for the state of a task; which of them is meant where is not written.
bool refuses_state(std::int64_t code) { return (code >= 7007 && code <= 7011) || code == 7013; }

std::string word_of(CheckContext& t, schemas::Phase phase) {
  const schemas::StateWord* word = t.dialect().word_of(phase);
  return word ? word->word : "";
}

// Refused as an action that the state does not allow, with a code for that, and `id` still in the state it
// was in.
Task<void> judge_refused(CheckContext& t, std::string id, ExchangePtr answer, std::string before,
                         std::string requirement, std::string what, std::string code = "7007") {
  t.expect(is_refusal(*answer), requirement,
           finding(answer, "not-refused", what + ": " + in_words(*answer), "4xx",
                   std::to_string(core::status_of(*answer))));
  const State after = co_await state_of(t, id);
  // A task that goes on by itself may have moved; what it may not do is begin again.
  const bool again = after.word == word_of(t, schemas::Phase::draft) && before != after.word;
  const bool left = before == word_of(t, schemas::Phase::draft) && before != after.word;
  const bool rose = t.dialect().is_terminal(before) && before != after.word;
  t.expect(!again && !left && !rose, requirement,
           finding(after.exchange, "state-changed", what + " changed the state of the task", before,
                   core::printable(after.word), {"/" + t.dialect().readings.state}));
  if (is_refusal(*answer)) judge_code(t, "SBT-44", answer, refuses_state, code);
}

Task<void> draft_waits(CheckContext& t) {
  const Draft draft = co_await make_draft(t);
  const std::string wanted = word_of(t, schemas::Phase::draft);
  t.expect(draft.first_state == wanted, "SBT-40",
           finding(draft.made, "not-a-draft", "a task that was not to be started is no draft", wanted,
                   core::printable(draft.first_state), {"/" + t.dialect().readings.state}));
  for (int look = 0; look < 3; ++look) {
    co_await t.sleep(seconds(1));
    const State now = co_await state_of(t, draft.id);
    t.expect(now.word == wanted, "SBT-41",
             finding(now.exchange, "draft-moved", "a draft that nobody started moved", wanted,
                     core::printable(now.word), {"/" + t.dialect().readings.state}));
    if (now.word != wanted) co_return;
  }
  co_await drop(t, draft.id);
}

Task<void> started_once(CheckContext& t) {
  const Draft draft = co_await make_draft(t);
  const ExchangePtr started = co_await act(t, "StartDraft", draft.id);
  t.expect(answers_with(*started, t.dialect().operation("StartDraft")->success), "SBT-42",
           finding(started, "not-started", "the start of a draft: " + in_words(*started), "200",
                   std::to_string(core::status_of(*started))));
  t.need(is_success(*started), "the draft did not start");
  const State gone = co_await leave_draft(t, draft.id);
  t.expect(gone.word != word_of(t, schemas::Phase::draft), "SBT-42",
           finding(gone.exchange, "still-a-draft", "a draft that was started stays one", "",
                   core::printable(gone.word), {"/" + t.dialect().readings.state}));
  const ExchangePtr again = co_await act(t, "StartDraft", draft.id);
  co_await judge_refused(t, draft.id, again, gone.word, "SBT-43", "the second start of a task");
  co_await end_of(t, draft.id);
}

Task<void> ended_task_does_not_start(CheckContext& t) {
  const RunPtr run = co_await t.finished_run();
  const ExchangePtr answer = co_await act(t, "StartDraft", run->id);
  co_await judge_refused(t, run->id, answer, run->last_state, "SBT-43", "the start of a task that has ended");
}

Task<void> draft_is_not_aborted(CheckContext& t) {
  const Draft draft = co_await make_draft(t);
  const ExchangePtr answer = co_await t.cancel(draft.id);
  co_await judge_refused(t, draft.id, answer, draft.first_state, "SBT-45", "the abort of a draft",
                         "7008 to 7011");
  co_await drop(t, draft.id);
}

Task<void> clone_is_another(CheckContext& t) {
  const RunPtr run = co_await t.finished_run();
  const ExchangePtr answer = co_await act(t, "CloneRun", run->id);
  const JsonPtr copy = t.json(answer);
  const std::string id = text_member(copy.get(), t.dialect().readings.run_id);
  t.expect(is_success(*answer) && !id.empty() && id != run->id, "SBT-46",
           finding(answer, "no-new-task", "the clone of a task: " + in_words(*answer),
                   "a task with an id of its own", core::printable(id), {"/" + t.dialect().readings.run_id}));
  if (!is_success(*answer) || id.empty() || id == run->id) co_return;
  const State state = co_await state_of(t, id);
  t.expect(state.word == word_of(t, schemas::Phase::draft), "SBT-46",
           finding(state.exchange, "clone-is-started", "a clone that was not to be started is no draft",
                   "DRAFT", core::printable(state.word), {"/" + t.dialect().readings.state}));
  const ExchangePtr origin = co_await t.get("GetRunLog", run->id);
  const JsonPtr before = t.json(origin), after = t.json(state.exchange);
  for (const char* name : {"app", "project", "inputs"}) {
    const nlohmann::json *old = member(before.get(), name), *copied = member(after.get(), name);
    if (!old) continue;
    t.expect(copied && *copied == *old, "SBT-47",
             finding(state.exchange, "clone-differs", std::string("the clone has another ") + name,
                     old->dump(), copied ? copied->dump() : "missing", {std::string("/") + name}));
  }
  co_await drop(t, id);
}

Task<void> draft_is_edited(CheckContext& t) {
  const Draft draft = co_await make_draft(t);
  const std::string name = t.unique("renamed");
  const nlohmann::json change = {{"name", name}, {"description", "changed by wes-assay"}};
  const ExchangePtr answer = co_await edit(t, draft.id, change);
  if (!is_success(*answer)) {
    t.broken("SBT-48", finding(answer, "not-changed", "a change of a draft: " + in_words(*answer), "200",
                               std::to_string(core::status_of(*answer))));
    co_return co_await drop(t, draft.id);
  }
  const State now = co_await state_of(t, draft.id);
  const JsonPtr body = t.json(now.exchange);
  for (const auto& [key, value] : change.items()) {
    const std::string shown = text_member(body.get(), key);
    t.expect(value == shown, "SBT-48",
             finding(now.exchange, "not-changed", "a change of " + key + " of a draft: " + in_words(*answer),
                     value.dump(), core::printable(shown), {"/" + key}));
  }
  co_await drop(t, draft.id);
}

Task<void> started_task_keeps_what_made_it(CheckContext& t) {
  const RunPtr run = co_await t.finished_run();
  const ExchangePtr origin = co_await t.get("GetRunLog", run->id);
  const JsonPtr before = t.json(origin);
  const nlohmann::json inputs = {{"inputs", {{"wes_assay", "changed"}}}};
  const ExchangePtr refused = co_await edit(t, run->id, inputs);
  t.expect(is_refusal(*refused), "SBT-49",
           finding(refused, "not-refused",
                   "a change of the inputs of a task that has ended: " + in_words(*refused), "4xx",
                   std::to_string(core::status_of(*refused))));
  const ExchangePtr later = co_await t.get("GetRunLog", run->id);
  t.need(is_success(*later), in_words(*later) + ", so the inputs are not known", later);
  const JsonPtr after = t.json(later);
  const nlohmann::json *old = member(before.get(), "inputs"), *now = member(after.get(), "inputs");
  t.expect(!old || (now && *now == *old), "SBT-49",
           finding(later, "inputs-changed", "the inputs of a task that has ended changed",
                   old ? old->dump() : "", now ? now->dump() : "missing", {"/inputs"}));
  const std::string name = t.unique("renamed");
  const nlohmann::json other_name = {{"name", name}};
  const ExchangePtr renamed = co_await edit(t, run->id, other_name);
  const std::string shown = text_member(t.json(renamed).get(), "name");
  t.expect(is_success(*renamed) && shown == name, "SBT-50",
           finding(renamed, "not-renamed", "another name for a task that has ended: " + in_words(*renamed),
                   name, core::printable(shown), {"/name"}));
}

Task<void> draft_is_deleted(CheckContext& t) {
  const Draft draft = co_await make_draft(t);
  const ExchangePtr answer = co_await act(t, "DeleteRun", draft.id);
  t.judge_status("SBT-51", answer, "the delete of a draft");
  t.need(is_success(*answer), in_words(*answer) + ", so no draft was deleted", answer);
  const ExchangePtr gone = co_await t.get("GetRunLog", draft.id);
  t.need(!is_server_error(*gone), in_words(*gone) + ", so it is not known whether the draft is gone", gone);
  t.expect(is_missing(*gone), "SBT-52",
           finding(gone, "still-there", "a draft that was deleted: " + in_words(*gone), "404",
                   std::to_string(core::status_of(*gone))));
}

Task<void> ended_task_is_not_deleted(CheckContext& t) {
  // A task of its own: where it is deleted, nobody else misses it.
  const RunPtr run = co_await t.new_run("quick");
  co_await t.wait_terminal(run, t.waits().finish);
  const ExchangePtr answer = co_await act(t, "DeleteRun", run->id);
  t.expect(is_refusal(*answer), "SBT-53",
           finding(answer, "not-refused", "the delete of a task that has been started: " + in_words(*answer),
                   "4xx", std::to_string(core::status_of(*answer))));
  const ExchangePtr there = co_await t.get("GetRunLog", run->id);
  t.need(!is_server_error(*there), in_words(*there) + ", so it is not known whether the task is there",
         there);
  t.expect(is_ok(*there), "SBT-53",
           finding(there, "gone", "after the delete of a task that has been started: " + in_words(*there),
                   "200", std::to_string(core::status_of(*there))));
}

}  // namespace
}  // namespace sevenbridges

const std::vector<Check>& sevenbridges_checks() {
  using namespace sevenbridges;
  static const std::vector<Check> table = {
      {.id = "sevenbridges.draft-waits",
       .title = "A draft waits until somebody starts it",
       .decides = {"SBT-40", "SBT-41"},
       .stage = Stage::lifecycle,
       .run = draft_waits,
       .writes = true},
      {.id = "sevenbridges.started-once",
       .title = "A draft is started once",
       .decides = {"SBT-42", "SBT-43", "SBT-44"},
       .stage = Stage::lifecycle,
       .run = started_once,
       .writes = true},
      {.id = "sevenbridges.ended-task-does-not-start",
       .title = "A task that has ended does not start again",
       .decides = {"SBT-43", "SBT-44"},
       .stage = Stage::lifecycle,
       .run = ended_task_does_not_start,
       .writes = true},
      {.id = "sevenbridges.draft-is-not-aborted",
       .title = "The abort of a draft is refused",
       .decides = {"SBT-45", "SBT-44"},
       .stage = Stage::lifecycle,
       .run = draft_is_not_aborted,
       .writes = true},
      {.id = "sevenbridges.clone-is-another",
       .title = "A clone is another task, made of the same",
       .decides = {"SBT-46", "SBT-47"},
       .stage = Stage::lifecycle,
       .run = clone_is_another,
       .writes = true},
      {.id = "sevenbridges.draft-is-edited",
       .title = "A draft takes changes",
       .decides = {"SBT-48"},
       .stage = Stage::lifecycle,
       .run = draft_is_edited,
       .writes = true},
      {.id = "sevenbridges.started-task-keeps-what-made-it",
       .title = "A task that has been started changes in its name only",
       .decides = {"SBT-49", "SBT-50"},
       .stage = Stage::closing,
       .run = started_task_keeps_what_made_it,
       .writes = true},
      {.id = "sevenbridges.draft-is-deleted",
       .title = "A draft is deleted, and gone",
       .decides = {"SBT-51", "SBT-52"},
       .stage = Stage::lifecycle,
       .run = draft_is_deleted,
       .writes = true},
      {.id = "sevenbridges.ended-task-is-not-deleted",
       .title = "A task that has been started is not deleted",
       .decides = {"SBT-53"},
       .stage = Stage::lifecycle,
       .run = ended_task_is_not_deleted,
       .writes = true},
  };
  return table;
}

}  // namespace assay::conformance
