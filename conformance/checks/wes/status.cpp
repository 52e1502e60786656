// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "conformance/checks/shared/groups.hpp"
#include "conformance/checks/shared/histories.hpp"
#include "conformance/rules/members.hpp"
#include "conformance/rules/task_list.hpp"
#include "conformance/session/context.hpp"
#include "core/text.hpp"

namespace assay::conformance {
namespace {

constexpr std::size_t kShort = 4096;  // bytes that an abbreviated answer stays under
constexpr int kManyReads = 5;
constexpr int kTimedReads = 15;
constexpr core::Duration kNoise = std::chrono::milliseconds(50);  // no answer is called slow for less

void judge_state(CheckContext& t, const ExchangePtr& answer) {
  const std::string state = text_member(t.json(answer).get(), "state");
  if (state.empty()) {
    t.graded(
        "STA-03", Verdict::warn,
        finding(answer, "state-missing", "the status has no state of type string", "state", "none", {""}));
  } else {
    t.expect(t.dialect().state(state) != nullptr, "STA-03",
             finding(answer, "state-unknown", "the state is none of WES " + t.version(), "a State",
                     core::printable(state), {"/state"}));
  }
}

Task<void> status_is_of_its_run(CheckContext& t) {
  const RunPtr run = co_await t.any_run();
  const ExchangePtr answer = co_await t.get("GetRunStatus", run->id);
  t.judge_status("STA-01", answer, "the status of a run");
  const JsonPtr body = t.json(answer);
  t.need(body != nullptr, in_words(*answer) + " with a body that is no JSON");
  const std::string id = text_member(body.get(), "run_id");
  t.expect(
      !id.empty(), "STA-01",
      finding(answer, "run-id-missing", "the status has no run_id of type string", "run_id", "none", {""}));
  if (!id.empty()) {
    t.expect(id == run->id, "STA-02",
             finding(answer, "run-id-differs", "the status speaks of another run", run->id,
                     core::printable(id), {"/run_id"}));
  }
  judge_state(t, answer);
  if (answer->response->body.size() > kShort) {
    t.graded("STA-12", Verdict::info,
             finding(answer, "status-long",
                     fmt::format("the status takes {} bytes", answer->response->body.size()),
                     "about a hundred", ""));
  } else {
    t.holds("STA-12", answer);
  }
}

Task<void> status_of_unknown_run(CheckContext& t) {
  const std::string id = co_await t.unknown_run_id(1);
  const ExchangePtr answer = co_await t.get("GetRunStatus", id);
  t.judge_status("STA-04", answer, "the status of a run that does not exist");
  const ExchangePtr list = co_await t.list("", "");
  const Page page = read_page(list, t.json(list).get(), "runs");
  t.need(page.readable, in_words(*list) + ", which is no page");
  const bool made = std::find(page.ids.begin(), page.ids.end(), id) != page.ids.end();
  Finding ghost = finding(list, "ghost-run",
                          "asking for the status of a run that did not exist made it: the list shows it",
                          "no such run", "run " + core::printable(id));
  ghost.exchanges.push_back(answer->id);
  t.expect(!made, "STA-05", std::move(ghost));
}

Task<void> answers_in_every_phase(CheckContext& t) {
  const RunPtr run = co_await t.new_run("quick");
  const core::Time until = t.now() + t.finish_wait();
  core::Duration pause = std::chrono::milliseconds(50);
  std::string state;
  while (!t.dialect().is_terminal(state) && t.now() < until) {
    const ExchangePtr answer = co_await t.get("GetRunStatus", run->id);
    t.judge_status("STA-08", answer, "the status while the state changes");
    if (is_ok(*answer)) judge_state(t, answer);
    const std::string seen = text_member(t.json(answer).get(), "state");
    if (!seen.empty()) state = seen;
    co_await t.make_way(run);
    co_await t.sleep(pause);
    pause = std::min(pause * 5 / 4, t.waits().longest_poll);
  }
  t.need(t.dialect().is_terminal(state), "the run did not end while it was watched");
  for (int i = 0; i < kManyReads; ++i) {
    const ExchangePtr answer = co_await t.get("GetRunStatus", run->id);
    t.judge_status("STA-11", answer, "the status of a run that has ended");
  }
  judge_history(t, {"STA-09", "terminal-left", "a run left the terminal state that an earlier read showed"},
                history_of(t, run->id, {Observation::Source::status}), {Law::terminal_is_final});
}

// Seconds that a cache may keep an answer; 0 where nothing says so.
long long max_age(const core::Headers& headers) {
  const auto value = headers.get("Cache-Control");
  if (!value) return 0;
  const std::size_t at = value->find("max-age=");
  long long seconds = 0;
  if (at != std::string_view::npos)
    std::from_chars(value->data() + at + 8, value->data() + value->size(), seconds);
  return seconds;
}

Task<void> is_not_cached(CheckContext& t) {
  const RunPtr run = co_await t.any_run();
  const ExchangePtr answer = co_await t.get("GetRunStatus", run->id);
  const auto age = answer->response->headers.get("Age");
  t.expect(max_age(answer->response->headers) == 0 && (!age || *age == "0"), "STA-10",
           finding(answer, "status-cacheable", "a cache may keep the status: a client would see an old state",
                   "no max-age, no Age",
                   core::printable(answer->response->headers.get("Cache-Control")
                                       .value_or("Age: " + std::string(age.value_or(""))))));
}

core::Duration median(std::vector<core::Duration> times) {
  std::nth_element(times.begin(), times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2), times.end());
  return times[times.size() / 2];
}

std::string milliseconds(core::Duration time) {
  return fmt::format("{:.1f} ms", std::chrono::duration<double, std::milli>(time).count());
}

// In turn, so that a load that comes and goes slows both down.
Task<void> no_slower_than_the_log(CheckContext& t) {
  const RunPtr run = co_await t.any_run();
  std::vector<core::Duration> of_status, of_log;
  ExchangePtr status, log;
  for (int i = 0; i < kTimedReads; ++i) {
    status = co_await t.get("GetRunStatus", run->id);
    log = co_await t.get("GetRunLog", run->id);
    of_status.push_back(status->timings.received - status->timings.sent);
    of_log.push_back(log->timings.received - log->timings.sent);
  }
  t.need(is_ok(*status) && is_ok(*log), "the status or the log of the run cannot be read");
  const core::Duration quick = median(of_status);
  const core::Duration long_one = median(of_log);
  Finding slow = finding(status, "status-slow",
                         fmt::format("half of {} reads of the status took {} or more, of the log {}",
                                     kTimedReads, milliseconds(quick), milliseconds(long_one)),
                         "no longer than the log", milliseconds(quick));
  slow.exchanges.push_back(log->id);
  t.expect(quick <= long_one * 3 / 2 || quick <= long_one + kNoise, "STA-07", std::move(slow));
}

}  // namespace

const std::vector<Check>& status_checks() {
  static const std::vector<Check> table = {
      {.id = "status.answers-with-its-run",
       .title = "the status of a run names the run and a state",
       .decides = {"STA-01", "STA-02", "STA-03", "STA-12"},
       .stage = Stage::lifecycle,
       .run = status_is_of_its_run,
       .smoke = true},
      {.id = "status.unknown-run-is-refused",
       .title = "a run that does not exist is answered 404, and is not made by asking",
       .decides = {"STA-04", "STA-05"},
       .stage = Stage::unknown_runs,
       .run = status_of_unknown_run,
       .exclusive = true},
      {.id = "status.answers-in-every-phase",
       .title = "the status answers through a whole life and after it",
       .decides = {"STA-03", "STA-08", "STA-09", "STA-11"},
       .stage = Stage::lifecycle,
       .run = answers_in_every_phase,
       .writes = true},
      {.id = "status.is-not-cached",
       .title = "no cache may keep a status",
       .decides = {"STA-10"},
       .stage = Stage::lifecycle,
       .run = is_not_cached},
      {.id = "status.is-no-slower-than-the-log",
       .title = "the status is answered no slower than the log",
       .decides = {"STA-07"},
       .stage = Stage::closing,
       .run = no_slower_than_the_log,
       .exclusive = true,
       .slow = true},
  };
  return table;
}

}  // namespace assay::conformance
