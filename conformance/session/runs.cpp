// SPDX-License-Identifier: Apache-2.0
// Making runs, waiting for them, and sharing them between checks: runs cost their owner money.
#include <algorithm>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/this_coro.hpp>

#include "conformance/rules/members.hpp"
#include "conformance/session/context.hpp"
#include "conformance/session/session.hpp"
#include "core/text.hpp"

namespace assay::conformance {
namespace {

using schemas::Phase;

constexpr std::size_t kPagingRuns = 7;  // a prime, so that no page size but 1 and 7 divides it

bool is_in(CheckContext& t, const std::string& state, Phase phase) {
  const schemas::StateWord* word = t.dialect().state(state);
  return word && word->phase == phase;
}

// The word of the dialect, for messages.
std::string word_for(CheckContext& t, Phase phase) {
  const schemas::StateWord* word = t.dialect().word_of(phase);
  return word ? word->word : "a state of its own for that";
}

void need_complete(CheckContext& t, const RunPtr& run, bool ended) {
  t.need(ended && is_in(t, run->last_state, Phase::complete),
         "the " + run->workload + " workload did not reach " + word_for(t, Phase::complete) +
             " (last seen: " + core::printable(run->last_state) + ")");
}

Task<void> make_finished(CheckContext& t, SharedRuns& made) {
  RunPtr run = t.quick_run_at_hand();  // seen to be accepted, it does as well as another
  if (!run) run = co_await t.new_run("quick");
  made.runs.push_back(run);
  const bool ended = co_await t.wait_terminal(run, t.waits().finish);
  need_complete(t, run, ended);
}

Task<void> make_failed(CheckContext& t, SharedRuns& made) {
  RunPtr run = co_await t.new_run("failing");
  made.runs.push_back(run);
  const bool ended = co_await t.wait_terminal(run, t.waits().finish);
  t.need(ended, "the failing workload did not end (last seen: " + core::printable(run->last_state) + ")");
}

Task<void> make_running(CheckContext& t, SharedRuns& made) {
  RunPtr run = co_await t.new_run("slow");
  made.runs.push_back(run);
  const bool running = co_await t.wait_phase(run, Phase::running, t.waits().start);
  t.need(running, "the slow workload was not seen " + word_for(t, Phase::running) +
                      " (last seen: " + core::printable(run->last_state) + ")");
}

Task<void> make_canceled(CheckContext& t, SharedRuns& made) {
  co_await make_running(t, made);
  RunPtr run = made.runs.front();
  const ExchangePtr answer = co_await t.cancel(run->id);
  t.need(core::status_of(*answer) == t.dialect().operation("CancelRun")->success,
         in_words(*answer) + ", so no run could be cancelled");
  const bool ended = co_await t.wait_terminal(run, t.waits().canceled);
  t.need(ended, "a cancelled run did not end (last seen: " + core::printable(run->last_state) + ")");
}

Task<void> make_paging(CheckContext& t, SharedRuns& made) {
  for (std::size_t i = 0; i < kPagingRuns; ++i) {
    RunPtr run = co_await t.new_run("quick");
    made.runs.push_back(run);
  }
  for (const RunPtr& run : made.runs) {
    const bool ended = co_await t.wait_terminal(run, t.waits().finish);
    t.need(ended, "a quick run did not end (last seen: " + core::printable(run->last_state) + ")");
  }
}

Task<void> make_tasks(CheckContext& t, SharedRuns& made) {
  const std::string workload = t.tasks_workload();
  if (workload == "quick") {
    RunPtr quick = co_await t.finished_run();
    made.runs.push_back(quick);
    co_return;
  }
  RunPtr run = co_await t.new_run(workload);
  made.runs.push_back(run);
  const bool ended = co_await t.wait_terminal(run, t.waits().finish);
  need_complete(t, run, ended);
}

// Whoever comes first makes the runs; everybody gets them, or the reason why there are none. They are asked
// for in a name of their own, so that requests do not depend on who came first.
Task<SharedRuns*> share(Session& session, const char* name, Task<void> (*make)(CheckContext&, SharedRuns&)) {
  SharedRuns& shared = session.shared[name];
  if (!shared.ready) {
    const boost::asio::any_io_executor executor = co_await boost::asio::this_coro::executor;
    shared.ready = std::make_unique<core::Event>(executor);
    std::exception_ptr other;
    const Check asker{.id = name, .title = {}, .decides = {}};
    CheckContext maker(session, asker);
    try {
      co_await make(maker, shared);
    } catch (const StopCheck& stop) {
      shared.failure = stop;
    } catch (...) {
      other = std::current_exception();
      shared.failure.why = "the check that prepares " + std::string(name) + " ended early";
    }
    shared.ready->set();
    if (other) std::rethrow_exception(other);
  } else {
    co_await shared.ready->wait();
  }
  if (!shared.failure.why.empty()) throw shared.failure;
  co_return &shared;
}

Task<RunPtr> share_one(Session& session, const char* name, Task<void> (*make)(CheckContext&, SharedRuns&)) {
  const SharedRuns* shared = co_await share(session, name, make);
  co_return shared->runs.front();
}

}  // namespace

Task<RunPtr> CheckContext::new_run(std::string workload) {
  const bool has_form = dialect().submission.encoding == schemas::SubmissionShape::Encoding::form;
  Form made;
  core::Request request;
  if (has_form) {
    made = form(workload);
    set_multipart(request, made);
  } else {
    request = submission(workload);
  }
  const ExchangePtr answer = co_await submit_request(std::move(request));
  RunPtr run = run_of(answer);
  if (!run || core::status_of(*answer) >= 300) {
    stop("the " + workload + " workload could not be submitted: " + in_words(*answer));
  }
  run->workload = std::move(workload);
  run->form = made;
  co_return run;
}

Task<bool> CheckContext::wait_phase(RunPtr run, std::optional<schemas::Phase> phase, core::Duration limit) {
  const core::Time until = now() + limit;
  core::Duration pause = waits().first_poll;
  // How long such a run takes has been seen: polls before that time would tell nothing. Checks that watch
  // what happens on the way poll by themselves.
  const bool to_the_end = !phase && run->workload != "slow";
  const auto known = session_.took.find(run->workload);
  core::Time usual_end{};
  if (to_the_end && known != session_.took.end()) usual_end = run->submitted + known->second;
  for (;;) {
    const ExchangePtr answer = co_await get("GetRunStatus", run->id);
    const std::string seen = text_member(json(answer).get(), dialect().readings.state);
    if (!seen.empty()) run->last_state = seen;
    if (dialect().is_terminal(seen) && to_the_end && !run->workload.empty())
      session_.took.try_emplace(run->workload, now() - run->submitted);
    const schemas::StateWord* word = dialect().state(seen);
    const bool reached = word && phase && word->phase == *phase;
    const bool silent = seen.empty() && !phase;  // no end will be seen of a run that shows no state
    if (reached || silent || (word && word->terminal)) co_return reached;
    if (now() >= until) co_return false;
    if (now() + pause < std::min(usual_end, until)) {
      const core::Duration rest = std::min(usual_end, until) - now();
      co_await sleep(rest);
      continue;
    }
    co_await sleep(pause);
    pause = std::min(pause * 3 / 2, waits().longest_poll);
  }
}

Task<bool> CheckContext::wait_terminal(RunPtr run, core::Duration limit) {
  co_await wait_phase(run, std::nullopt, limit);
  co_return dialect().is_terminal(run->last_state);
}

Task<RunPtr> CheckContext::finished_run() { return share_one(session_, "shared:quick", make_finished); }
Task<RunPtr> CheckContext::failed_run() { return share_one(session_, "shared:failing", make_failed); }
Task<RunPtr> CheckContext::canceled_run() { return share_one(session_, "shared:canceled", make_canceled); }
Task<RunPtr> CheckContext::running_run() { return share_one(session_, "shared:running", make_running); }

Task<std::vector<RunPtr>> CheckContext::paging_runs() {
  if (session_.options.profile == "read-only") co_return co_await listed_runs();
  const SharedRuns* shared = co_await share(session_, "shared:paging", make_paging);
  co_return shared->runs;
}

Task<RunPtr> CheckContext::tasks_run() { return share_one(session_, "shared:tasks", make_tasks); }

std::string CheckContext::tasks_workload() const {
  const auto given = [&](const char* name) {
    return std::any_of(target().workloads.begin(), target().workloads.end(),
                       [&](const Workload& workload) { return workload.name == name; });
  };
  return given("quick") && !given("tasks") ? "quick" : "tasks";
}

Task<RunPtr> CheckContext::any_run() {
  if (session_.options.profile != "read-only") co_return co_await finished_run();
  const std::vector<RunPtr> runs = co_await listed_runs();
  co_return runs.front();
}

Task<std::vector<RunPtr>> CheckContext::listed_runs() {
  const ExchangePtr answer = co_await list("", "");
  const Page page = read_page(answer, json(answer).get(), page_reading(dialect(), "ListRuns"));
  std::vector<RunPtr> runs;
  for (const std::string& id : page.ids) {
    if (id.empty() || runs.size() == kPagingRuns) continue;
    runs.push_back(std::make_shared<OwnRun>());
    runs.back()->id = id;
  }
  need(!runs.empty(), "the list shows no run to read, and this profile makes none");
  co_return runs;
}

}  // namespace assay::conformance
