// SPDX-License-Identifier: Apache-2.0
// Making runs, waiting for them, and sharing them between checks: runs cost their owner money.
#include <algorithm>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/this_coro.hpp>

#include "conformance/rules/members.hpp"
#include "conformance/rules/task_list.hpp"
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

void need_complete(CheckContext& t, const RunPtr& run, bool ended) {
  t.need_seen(ended && is_in(t, run->last_state, Phase::complete), run, Phase::complete);
}

Task<void> make_finished(CheckContext& t, SharedRuns& made) {
  RunPtr run = t.quick_run_at_hand();  // seen to be accepted, it does as well as another
  if (run && t.dialect().is_terminal(run->last_state)) run = nullptr;  // it is the one that was lost
  if (!run) run = co_await t.new_run("quick");
  made.runs.push_back(run);
  const bool ended = co_await t.wait_terminal(run, t.waits().finish);
  need_complete(t, run, ended);
}

Task<void> make_failed(CheckContext& t, SharedRuns& made) {
  RunPtr run = co_await t.new_run("failing");
  made.runs.push_back(run);
  const bool ended = co_await t.wait_terminal(run, t.waits().finish);
  t.need_seen(ended, run);
}

Task<void> make_running(CheckContext& t, SharedRuns& made) {
  RunPtr run = co_await t.new_run("slow");
  made.runs.push_back(run);
  const bool running = co_await t.wait_phase(run, Phase::running, t.waits().start);
  t.need_seen(running, run, Phase::running);
}

Task<void> make_canceled(CheckContext& t, SharedRuns& made) {
  co_await make_running(t, made);
  RunPtr run = made.runs.front();
  const ExchangePtr answer = co_await t.cancel(run->id);
  t.need(core::status_of(*answer) == t.dialect().operation("CancelRun")->success,
         in_words(*answer) + ", so no run could be cancelled");
  const bool ended = co_await t.wait_terminal(run, t.waits().canceled);
  t.need_seen(ended, run, Phase::canceled);
}

// A page shows runs in any state: those that do not end are looked at as they are.
Task<void> make_paging(CheckContext& t, SharedRuns& made) {
  for (std::size_t i = 0; i < kPagingRuns; ++i) {
    RunPtr run = co_await t.new_run("quick");
    made.runs.push_back(run);
  }
  for (const RunPtr& run : made.runs) co_await t.wait_terminal(run, t.waits().finish);
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

using Maker = Task<void> (*)(CheckContext&, SharedRuns&);

// Makes the runs, or tells why not; what is no matter of the server goes on as an exception.
Task<void> try_to_make(CheckContext& t, SharedRuns& shared, Maker make) {
  shared.failure = {};
  try {
    co_await make(t, shared);
  } catch (const StopCheck& stop) {
    shared.failure = stop;
  }
}

// A run may be lost by an accident; one that had all its time would be lost again.
bool may_be_an_accident(const Session& session, const SharedRuns& shared) {
  return !shared.failure.why.empty() && !shared.failure.lacks && !session.stop.requested() &&
         session.limit.empty() && !session.patience->waited_in_vain();
}

// Whoever comes first makes the runs; everybody gets them, or the reason why there are none. They are asked
// for in a name of their own, so that requests do not depend on who came first.
Task<SharedRuns*> share(Session& session, std::string user, const char* name, Maker make) {
  SharedRuns& shared = session.shared[name];
  const Waiting shown(session.waits, user,
                      {"a run that several checks share", session.clock.now(), {}, std::string(name)});
  shared.users.insert(std::move(user));
  if (!shared.ready) {
    const boost::asio::any_io_executor executor = co_await boost::asio::this_coro::executor;
    shared.ready = std::make_unique<core::Event>(executor);
    std::exception_ptr other;
    const Check asker{.id = name, .title = {}, .decides = {}};
    CheckContext maker(session, asker);
    try {
      co_await try_to_make(maker, shared, make);
      if (may_be_an_accident(session, shared)) {
        shared.runs.clear();
        co_await try_to_make(maker, shared, make);
      }
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

Task<RunPtr> share_one(Session& session, std::string user, const char* name, Maker make) {
  const SharedRuns* shared = co_await share(session, std::move(user), name, make);
  co_return shared->runs.front();
}

}  // namespace

Task<RunPtr> CheckContext::new_run(std::string workload) {
  session_.own_runs->wanted.submission = true;
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
  const bool accepted = core::status_of(*answer) / 100 == 2;
  if (!run || !accepted) {
    stop("the " + workload + " workload could not be submitted: " + in_words(*answer) +
             (accepted ? " without a usable " + dialect().readings.run_id : ""),
         answer);
  }
  run->workload = std::move(workload);
  run->form = made;
  co_return run;
}

Task<RunPtr> CheckContext::finished_run() {
  return share_one(session_, session_.asker(check_.id), "shared:quick", make_finished);
}
Task<RunPtr> CheckContext::failed_run() {
  return share_one(session_, session_.asker(check_.id), "shared:failing", make_failed);
}
Task<RunPtr> CheckContext::canceled_run() {
  return share_one(session_, session_.asker(check_.id), "shared:canceled", make_canceled);
}
Task<RunPtr> CheckContext::running_run() {
  return share_one(session_, session_.asker(check_.id), kSharedSlowRun, make_running);
}

Task<std::vector<RunPtr>> CheckContext::paging_runs() {
  const StopCheck nothing_was_tried;
  if (session_.options.profile == "read-only") co_return co_await listed_runs(nothing_was_tried);
  const std::string user = session_.asker(check_.id);
  const SharedRuns* shared = co_await share(session_, user, "shared:paging", make_paging);
  co_return shared->runs;
}

Task<RunPtr> CheckContext::tasks_run() {
  return share_one(session_, session_.asker(check_.id), "shared:tasks", make_tasks);
}

std::string CheckContext::tasks_workload() const {
  const auto given = [&](const char* name) {
    return std::any_of(target().workloads.begin(), target().workloads.end(),
                       [&](const Workload& workload) { return workload.name == name; });
  };
  return given("quick") && !given("tasks") ? "quick" : "tasks";
}

Task<RunPtr> CheckContext::any_run() {
  StopCheck why;
  if (session_.options.profile != "read-only") {
    RunPtr run;
    try {
      run = co_await finished_run();
    } catch (const StopCheck& stop) {
      if (stop.lacks) throw;
      why = stop;
    }
    if (run) co_return run;
    for (const RunPtr& own : session_.own_runs->all) {
      const bool accepted = own->repetition == session_.repetition && is_success(*own->submission);
      if (accepted && !own->workload.empty()) run = own;
    }
    if (run) co_return run;
  }
  const std::vector<RunPtr> runs = co_await listed_runs(why);
  co_return runs.front();
}

Task<std::vector<RunPtr>> CheckContext::listed_runs(StopCheck before) {
  const ExchangePtr answer = co_await list("", "");
  const Page page = read_page(answer, json(answer).get(), page_reading(dialect(), "ListRuns"));
  std::vector<RunPtr> runs;
  for (const std::string& id : page.ids) {
    if (id.empty() || runs.size() == kPagingRuns) continue;
    runs.push_back(std::make_shared<OwnRun>());
    runs.back()->id = id;
  }
  need(!runs.empty() || !before.why.empty(), "the list shows no run to read, and this profile makes none");
  if (runs.empty()) {
    before.why += "; and the list shows no run";
    throw before;
  }
  co_return runs;
}

Task<std::string> CheckContext::unknown_run_id(int asker) {
  RunPtr run;
  try {
    run = co_await any_run();
  } catch (const StopCheck& stop) {
    if (stop.lacks || session_.stop.requested()) throw;
  }
  co_return run ? unlike(run->id, asker) : unique("no-such-run");
}

}  // namespace assay::conformance
