// SPDX-License-Identifier: Apache-2.0
// Making runs, waiting for them, and sharing them between checks: runs cost their owner money.
#include <algorithm>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/this_coro.hpp>

#include "conformance/checks/context.hpp"
#include "conformance/rules/members.hpp"
#include "conformance/runner/session.hpp"
#include "core/text.hpp"

namespace assay::conformance {
namespace {

constexpr int kPagingRuns = 7;  // a prime, so that no page size but 1 and 7 divides it

Task<void> make_finished(CheckContext& t, SharedRuns& made) {
  RunPtr run = co_await t.new_run("quick");
  made.runs.push_back(run);
  const bool ended = co_await t.wait_terminal(run, t.waits().finish);
  t.need(ended && run->last_state == "COMPLETE",
         "the quick workload did not reach COMPLETE (last seen: " + core::printable(run->last_state) + ")");
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
  const bool running = co_await t.wait_state(run, "RUNNING", t.waits().start);
  t.need(running,
         "the slow workload was not seen RUNNING (last seen: " + core::printable(run->last_state) + ")");
}

Task<void> make_canceled(CheckContext& t, SharedRuns& made) {
  co_await make_running(t, made);
  RunPtr run = made.runs.front();
  const ExchangePtr answer = co_await t.cancel(run->id);
  t.need(core::status_of(*answer) == 200, in_words(*answer) + ", so no run could be cancelled");
  const bool ended = co_await t.wait_terminal(run, t.waits().canceled);
  t.need(ended, "a cancelled run did not end (last seen: " + core::printable(run->last_state) + ")");
}

Task<void> make_paging(CheckContext& t, SharedRuns& made) {
  for (int i = 0; i < kPagingRuns; ++i) {
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
  t.need(ended && run->last_state == "COMPLETE",
         "the tasks workload did not reach COMPLETE (last seen: " + core::printable(run->last_state) + ")");
}

// Whoever comes first makes the runs; everybody gets them, or the reason why there are none.
Task<SharedRuns*> share(CheckContext& t, Session& session, const char* name,
                        Task<void> (*make)(CheckContext&, SharedRuns&)) {
  SharedRuns& shared = session.shared[name];
  if (!shared.ready) {
    const boost::asio::any_io_executor executor = co_await boost::asio::this_coro::executor;
    shared.ready = std::make_unique<core::Event>(executor);
    std::exception_ptr other;
    try {
      co_await make(t, shared);
    } catch (const StopCheck& stop) {
      shared.failure = stop.why;
    } catch (...) {
      other = std::current_exception();
      shared.failure = "the check that prepares " + std::string(name) + " ended early";
    }
    shared.ready->set();
    if (other) std::rethrow_exception(other);
  } else {
    co_await shared.ready->wait();
  }
  if (!shared.failure.empty()) throw StopCheck{shared.failure};
  co_return &shared;
}

Task<RunPtr> share_one(CheckContext& t, Session& session, const char* name,
                       Task<void> (*make)(CheckContext&, SharedRuns&)) {
  const SharedRuns* shared = co_await share(t, session, name, make);
  co_return shared->runs.front();
}

}  // namespace

Task<RunPtr> CheckContext::new_run(std::string workload) {
  const Form made = form(workload);
  const std::size_t before = session_.own_runs->size();
  const ExchangePtr answer = co_await submit(made);
  // Other checks may have submitted meanwhile: ours is the one with our exchange.
  const auto own =
      std::find_if(session_.own_runs->begin() + static_cast<std::ptrdiff_t>(before), session_.own_runs->end(),
                   [&](const RunPtr& run) { return run->submission == answer; });
  if (own == session_.own_runs->end() || core::status_of(*answer) >= 300) {
    stop("the " + workload + " workload could not be submitted: " + in_words(*answer));
  }
  RunPtr run = *own;
  run->workload = std::move(workload);
  run->form = made;
  co_return run;
}

Task<bool> CheckContext::wait_state(RunPtr run, std::string state, core::Duration limit) {
  const core::Time until = now() + limit;
  core::Duration pause = waits().first_poll;
  for (;;) {
    const ExchangePtr answer = co_await get("GetRunStatus", run->id);
    const std::string seen = text_member(json(answer).get(), "state");
    if (!seen.empty()) run->last_state = seen;
    if (seen == state || dialect().is_terminal(seen)) co_return seen == state;
    if (now() >= until) co_return false;
    co_await sleep(pause);
    pause = std::min(pause * 3 / 2, waits().longest_poll);
  }
}

Task<bool> CheckContext::wait_terminal(RunPtr run, core::Duration limit) {
  co_await wait_state(run, "", limit);
  co_return dialect().is_terminal(run->last_state);
}

Task<RunPtr> CheckContext::finished_run() {
  return share_one(*this, session_, "finished run", make_finished);
}
Task<RunPtr> CheckContext::failed_run() { return share_one(*this, session_, "failed run", make_failed); }
Task<RunPtr> CheckContext::canceled_run() {
  return share_one(*this, session_, "cancelled run", make_canceled);
}
Task<RunPtr> CheckContext::running_run() { return share_one(*this, session_, "running run", make_running); }

Task<std::vector<RunPtr>> CheckContext::paging_runs() {
  const SharedRuns* shared = co_await share(*this, session_, "runs to page over", make_paging);
  co_return shared->runs;
}

Task<RunPtr> CheckContext::tasks_run() { return share_one(*this, session_, "run with tasks", make_tasks); }

std::string CheckContext::tasks_workload() const {
  const auto given = [&](const char* name) {
    return std::any_of(target().workloads.begin(), target().workloads.end(),
                       [&](const Workload& workload) { return workload.name == name; });
  };
  return given("quick") && !given("tasks") ? "quick" : "tasks";
}

Task<RunPtr> CheckContext::any_run() {
  if (session_.options.profile != "read-only") co_return co_await finished_run();
  const ExchangePtr answer = co_await list("", "");
  const Page page = read_page(answer, json(answer).get(), "runs");
  need(!page.ids.empty() && !page.ids.front().empty(),
       "the list shows no run to read, and this profile makes none");
  auto run = std::make_shared<OwnRun>();
  run->id = page.ids.front();
  co_return run;
}

}  // namespace assay::conformance
