// SPDX-License-Identifier: Apache-2.0
#include "conformance/checks/wes/cancellation_live.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "conformance/checks/shared/groups.hpp"
#include "conformance/checks/shared/together.hpp"
#include "conformance/rules/members.hpp"
#include "core/text.hpp"

namespace assay::conformance {
namespace {

using schemas::Phase;
using std::chrono::seconds;

constexpr seconds kFastAnswer{10};  // a cancel that is answered later waits for its effect
constexpr int kCanceledTogether = 8;
constexpr std::chrono::milliseconds kDense{20};  // between polls for a state that passes quickly

enum class Hold { active, leaving, ended, unclear };

Hold hold_of(const schemas::Dialect& dialect, std::string_view state) {
  const schemas::StateWord* word = dialect.state(state);
  if (!word) return Hold::unclear;
  if (word->terminal) return Hold::ended;
  if (word->phase == Phase::canceling) return Hold::leaving;
  const bool active = word->phase == Phase::queued || word->phase == Phase::initializing ||
                      word->phase == Phase::running || word->phase == Phase::paused;
  return active ? Hold::active : Hold::unclear;
}

// What came of a cancel: `state` is the last seen, `answer` the status that showed it or the refusal.
struct Aftermath {
  Hold hold = Hold::unclear;
  std::string state;
  ExchangePtr answer;
  bool gone = false;  // the run does not answer to its id any more
};

// Polls until the run is being cancelled, has ended or is gone, or the time has run out.
Task<Aftermath> after_cancel(CheckContext& t, RunPtr run) {
  Aftermath seen;
  const core::Time until = t.now() + t.waits().leave_running;
  core::Duration pause = t.waits().first_poll;
  for (;;) {
    seen.answer = co_await t.get("GetRunStatus", run->id);
    seen.gone = is_gone(*seen.answer);
    const std::string state = status_state(t, seen.answer);
    if (!state.empty()) seen.state = run->last_state = state;
    seen.hold = hold_of(t.dialect(), state);
    const bool left = seen.hold == Hold::leaving || seen.hold == Hold::ended;
    if (seen.gone || left || t.now() >= until) co_return seen;
    co_await t.sleep(pause);
    pause = std::min(pause * 3 / 2, t.waits().longest_poll);
  }
}

std::string seconds_text(core::Duration time) {
  return fmt::format("{} s", std::chrono::duration_cast<seconds>(time).count());
}

}  // namespace

void judge_answer(CheckContext& t, const RunPtr& run, const ExchangePtr& answer) {
  t.judge_status("CAN-01", answer, "the cancel of a running run");
  const core::Duration took = answer->timings.received - answer->timings.sent;
  t.expect(took <= kFastAnswer, "CAN-16",
           finding(answer, "cancel-slow", "the answer to a cancel took " + seconds_text(took),
                   "at most " + seconds_text(kFastAnswer), seconds_text(took)));
  if (!is_ok(*answer)) return;
  const std::string id = text_member(t.json(answer).get(), "run_id");
  if (id.empty()) {
    t.graded("CAN-01", Verdict::warn,
             finding(answer, "run-id-missing", "the answer to a cancel has no run_id of type string",
                     "run_id " + run->id, "none", {""}));
  } else {
    t.expect(id == run->id, "CAN-01",
             finding(answer, "run-id-differs", "the answer to a cancel names another run", run->id,
                     core::printable(id), {"/run_id"}));
  }
}

namespace {

// Whether the run left the active states: with its judgement under `requirement`.
bool judge_leaving(CheckContext& t, std::string_view requirement, const Aftermath& seen) {
  if (seen.hold == Hold::leaving || seen.hold == Hold::ended) {
    t.holds(requirement, seen.answer);
    return true;
  }
  if (seen.gone || seen.hold == Hold::unclear) {
    t.inconclusive(
        requirement,
        "the state of the cancelled run could not be read: " + in_words(*seen.answer) +
            (seen.state.empty() ? ", without a state" : ", in the state " + core::printable(seen.state)));
    return false;
  }
  t.broken(requirement,
           finding(seen.answer, "cancel-has-no-effect",
                   fmt::format("{} after a cancel the run was still {}",
                               seconds_text(t.waits().leave_running), core::printable(seen.state)),
                   "CANCELING, CANCELED or another end", core::printable(seen.state), {"/state"}));
  return false;
}

// Whether any run log of the service has an end_time.
bool shows_ends(CheckContext& t) {
  return std::any_of(t.exchanges().begin(), t.exchanges().end(), [&](const ExchangePtr& each) {
    if (each->operation != "GetRunLog" || !is_ok(*each)) return false;
    return !text_member(member(t.json(each).get(), "run_log"), "end_time").empty();
  });
}

// A cancelled run is kept: status, log and list still show it.
Task<void> judge_kept(CheckContext& t, RunPtr run) {
  for (const char* operation : {"GetRunStatus", "GetRunLog"}) {
    const ExchangePtr answer = co_await t.get(operation, run->id);
    t.expect(is_ok(*answer), "CAN-05",
             finding(answer, "canceled-run-gone",
                     "a cancelled run does not answer to its id: " + in_words(*answer), "200",
                     std::to_string(core::status_of(*answer))));
    if (std::string_view(operation) != "GetRunLog" || run->last_state != "CANCELED") continue;
    if (!is_ok(*answer)) continue;
    const JsonPtr body = t.json(answer);
    const bool has_end = !text_member(member(body.get(), "run_log"), "end_time").empty();
    if (!has_end && !shows_ends(t)) {
      t.not_applicable("CAN-15", "no log of this service shows an end_time");
      continue;
    }
    t.expect(has_end, "CAN-15",
             finding(answer, "end-time-missing", "the run log of a CANCELED run has no end_time", "end_time",
                     "none", {"/run_log"}));
  }
  Walk walk;
  walk.most_pages = 20;
  bool listed = false;
  for (bool more = true; more && !listed;) {
    more = co_await t.next_page(walk);
    const std::vector<std::string>& ids = walk.pages.back().ids;
    listed = std::find(ids.begin(), ids.end(), run->id) != ids.end();
  }
  if (!listed && !walk.ended) co_return;
  t.expect(
      listed, "CAN-05",
      finding(walk.pages.back().exchange, "canceled-run-not-listed", "a cancelled run is not in the list",
              "run " + run->id, "not in the list", {"/" + walk.pages.back().member}));
}

}  // namespace

std::string status_state(CheckContext& t, const ExchangePtr& answer) {
  return is_ok(*answer) ? text_member(t.json(answer).get(), "state") : std::string();
}

Task<RunPtr> slow_run(CheckContext& t) {
  const RunPtr run = co_await t.new_run("slow");
  const bool running = co_await t.wait_phase(run, Phase::running, t.waits().start);
  t.need_seen(running, run, Phase::running);
  co_return run;
}

Task<ExchangePtr> watch(CheckContext& t, RunPtr run, core::Duration window, int reads) {
  ExchangePtr last;
  for (int i = 0; i < reads; ++i) {
    co_await t.sleep(window / reads);
    last = co_await t.get("GetRunStatus", run->id);
  }
  co_return last;
}

void judge_cancel_end(CheckContext& t, std::string_view requirement, const RunPtr& run,
                      const ExchangePtr& cancel, const ExchangePtr& answer) {
  const schemas::StateWord* word = t.dialect().state(run->last_state);
  if (word && word->phase == Phase::canceled) {
    t.holds(requirement, answer);
  } else if (word && word->terminal) {
    t.info(requirement, "the run ended " + run->last_state + " before the cancel took hold", answer);
  } else {
    const History history = history_of(t, run->id, {Observation::Source::status});
    const Observation asked{Observation::Source::cancel, std::to_string(core::status_of(*cancel)),
                            cancel->timings.started, cancel->timings.received, cancel->id};
    judge_history(t,
                  {requirement, "cancel-never-ends",
                   seconds_text(t.waits().canceled) + " after a cancel the run had not ended"},
                  history, judge_cancel(history, asked, t.waits().canceled, t.dialect(), origin_of(t)));
  }
}

void judge_stays(CheckContext& t, const HistoryQuestion& question, const RunPtr& run) {
  judge_history(t, question, history_of(t, run->id, {Observation::Source::status}), {Law::terminal_is_final});
}

namespace {

Task<void> ends_a_running_run(CheckContext& t) {
  const RunPtr run = co_await slow_run(t);
  const ExchangePtr answer = co_await t.cancel(run->id);
  judge_answer(t, run, answer);
  t.need(is_success(*answer), in_words(*answer) + ", so the run was not cancelled");
  const Aftermath seen = co_await after_cancel(t, run);
  const bool left = judge_leaving(t, "CAN-02", seen);
  if (seen.hold == Hold::leaving) {
    t.holds("CAN-04", seen.answer);
  } else {
    t.graded("CAN-04", Verdict::pass, finding(seen.answer, "canceling-not-seen", "CANCELING was not seen"));
  }
  if (left) {
    co_await t.wait_terminal(run, t.waits().canceled);
    const ExchangePtr end = co_await t.get("GetRunStatus", run->id);
    judge_cancel_end(t, "CAN-03", run, answer, end);
  } else {
    t.inconclusive("CAN-03", "the run was not seen to leave the active states");
  }
  co_await judge_kept(t, run);
  if (run->last_state != "CANCELED") t.inconclusive("CAN-15", "the run was not seen CANCELED");
}

// The end of a run that was cancelled before it ran.
Task<ExchangePtr> judge_early_end(CheckContext& t, RunPtr run, ExchangePtr cancel) {
  if (!is_success(*cancel)) {
    t.broken("CAN-18", finding(cancel, "early-cancel-refused",
                               "a run that was not RUNNING yet could not be cancelled: " + in_words(*cancel),
                               "200", std::to_string(core::status_of(*cancel))));
    t.stop("the run was not cancelled");
  }
  const Aftermath seen = co_await after_cancel(t, run);
  const bool left = judge_leaving(t, "CAN-18", seen);
  t.need(left, "the run was not seen to leave the active states");
  co_await t.wait_terminal(run, t.waits().canceled);
  const ExchangePtr end = co_await t.get("GetRunStatus", run->id);
  judge_cancel_end(t, "CAN-18", run, cancel, end);
  co_return end;
}

Task<void> ends_an_early_run(CheckContext& t) {
  const RunPtr run = co_await t.new_run("slow");
  const ExchangePtr first = co_await t.cancel(run->id);
  t.judge_status("CAN-09", first, "the first cancel of a new run");
  const ExchangePtr second = co_await t.cancel(run->id);
  t.judge_status("CAN-09", second, "a second cancel right after the first");
  const ExchangePtr end = co_await judge_early_end(t, run, first);
  const schemas::StateWord* word = t.dialect().state(run->last_state);
  t.need(word && word->terminal, "the run did not end after its cancel");
  if (word->phase != Phase::canceled) {
    t.info("CAN-11", "the run ended " + run->last_state + " before the cancel took hold", end);
    co_return;
  }
  co_await watch(t, run, seconds(3), 4);
  judge_stays(
      t,
      {"CAN-11", "canceled-run-goes-on", "a run that was cancelled right after its submission left CANCELED"},
      run);
}

// INITIALIZING may be over in a moment: the polls are dense at first.
Task<void> ends_an_initializing_run(CheckContext& t) {
  const RunPtr run = co_await t.new_run("slow");
  const core::Time since = t.now();
  std::string state;
  for (bool waits = true; waits && t.now() < since + t.waits().start;) {
    const ExchangePtr status = co_await t.get("GetRunStatus", run->id);
    state = run->last_state = status_state(t, status);
    const schemas::StateWord* word = t.dialect().state(state);
    waits = !word || word->phase == Phase::queued || word->phase == Phase::unknown;
    if (waits) co_await t.sleep(std::max<core::Duration>(kDense, (t.now() - since) / 8));
  }
  const ExchangePtr answer = co_await t.cancel(run->id);
  if (state == "INITIALIZING") {
    co_await judge_early_end(t, run, answer);
  } else {
    t.not_applicable("CAN-18", state.empty()
                                   ? "the slow run showed no state"
                                   : "the slow run was not seen INITIALIZING but " + core::printable(state));
  }
}

Task<void> cancels_together(CheckContext& t) {
  const RunPtr run = co_await slow_run(t);
  std::vector<Task<ExchangePtr>> cancels;
  for (int i = 0; i < kCanceledTogether; ++i) cancels.push_back(t.cancel(run->id));
  const std::vector<ExchangePtr> answers = co_await together(std::move(cancels));
  for (const ExchangePtr& answer : answers) t.judge_status("CAN-10", answer, "one of eight cancels at once");
  const bool ended = co_await t.wait_terminal(run, t.waits().canceled);
  t.need_seen(ended, run, Phase::canceled);
  co_await watch(t, run, seconds(1), 2);
  judge_stays(
      t, {"CAN-10", "two-ends", "a run that was cancelled eight times at once left its terminal state"}, run);
}

Task<void> get_cancels_nothing(CheckContext& t) {
  const RunPtr run = co_await slow_run(t);
  const std::string path =
      schemas::fill_path(t.dialect().operation("CancelRun")->path, {{"run_id", run->id}});
  core::Request get;
  get.target = path;
  const ExchangePtr read = co_await t.send_request(std::move(get), "", "main");
  t.judge_status("CAN-12", read, "GET on the cancel path");
  // What they answer is HTTP-01 and HTTP-03; that they change nothing is part of this.
  for (const char* method : {"HEAD", "OPTIONS"}) {
    core::Request safe;
    safe.method = method;
    safe.target = path;
    co_await t.send_request(std::move(safe), "", "main");
  }
  co_await t.sleep(seconds(1));
  const ExchangePtr status = co_await t.get("GetRunStatus", run->id);
  const std::string state = status_state(t, status);
  const schemas::StateWord* word = t.dialect().state(state);
  const bool canceled = word && (word->phase == Phase::canceling || word->phase == Phase::canceled);
  Finding by_get =
      finding(status, "get-cancels", "a GET, a HEAD or an OPTIONS on the cancel path cancelled the run",
              "RUNNING", core::printable(state), {"/state"});
  by_get.exchanges.push_back(read->id);
  t.expect(!canceled, "CAN-12", std::move(by_get));

  // Neither Content-Length nor Content-Type: RFC 9112 section 6.3 makes that a request without a body.
  const std::string bytes = t.raw_head("POST", path) + "Accept: application/json\r\n\r\n";
  const std::vector<core::Exchange> raw = co_await t.send_raw(bytes, 1, false, seconds(20));
  const auto bare = std::make_shared<const core::Exchange>(raw.front());
  if (bare->response) {
    t.judge_status("CAN-14", bare, "a cancel without Content-Length and Content-Type");
  } else {
    t.inconclusive("CAN-14", in_words(*bare));
  }
  // The run may have ended by now: only what speaks of the body itself is judged.
  core::Request post;
  post.method = "POST";
  post.target = path;
  post.body = "{}";
  const ExchangePtr with_body = co_await t.send_request(std::move(post), "CancelRun", "main");
  if (is_ok(*with_body) || is_about_the_body(*with_body) || is_server_error(*with_body))
    t.judge_status("CAN-14", with_body, "a cancel with the body {} and no Content-Type");
}

}  // namespace

const std::vector<Check>& cancellation_live_checks() {
  static const std::vector<Check> table = {
      {.id = "cancellation.ends-a-running-run",
       .title = "a running run that is cancelled ends CANCELED, and is kept",
       .decides = {"CAN-01", "CAN-02", "CAN-03", "CAN-04", "CAN-05", "CAN-15", "CAN-16"},
       .stage = Stage::paging,
       .run = ends_a_running_run,
       .writes = true},
      {.id = "cancellation.ends-an-early-run",
       .title = "a run can be cancelled before it runs, and twice",
       .decides = {"CAN-09", "CAN-11", "CAN-18"},
       .stage = Stage::lifecycle,
       .run = ends_an_early_run,
       .writes = true},
      {.id = "cancellation.ends-an-initializing-run",
       .title = "a run can be cancelled while it is INITIALIZING",
       .decides = {"CAN-18"},
       .stage = Stage::lifecycle,
       .run = ends_an_initializing_run,
       .writes = true,
       .slow = true},
      {.id = "cancellation.survives-cancels-at-once",
       .title = "eight cancels at once lead to one end",
       .decides = {"CAN-10"},
       .stage = Stage::lifecycle,
       .run = cancels_together,
       .writes = true},
      {.id = "cancellation.needs-a-post-and-no-body",
       .title = "GET cancels nothing, and POST needs no body",
       .decides = {"CAN-12", "CAN-14"},
       .stage = Stage::lifecycle,
       .run = get_cancels_nothing,
       .writes = true},
  };
  return table;
}

}  // namespace assay::conformance
