// SPDX-License-Identifier: Apache-2.0
#include "conformance/runner/runner.hpp"

#include <algorithm>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/system/system_error.hpp>
#include <set>

#include "conformance/checks/checks.hpp"
#include "conformance/rules/members.hpp"
#include "conformance/runner/describe.hpp"
#include "conformance/runner/document_answers.hpp"
#include "conformance/runner/preflight.hpp"
#include "conformance/runner/schedule.hpp"
#include "conformance/runner/settings.hpp"
#include "conformance/session/submissions.hpp"
#include "core/run_until.hpp"
#include "core/text.hpp"
#include "reports/refusal.hpp"

namespace assay::conformance {
namespace {

namespace asio = boost::asio;
using reports::Judgement;

constexpr core::Duration kCleanUp = std::chrono::seconds(20);
constexpr core::Duration kOneCancel = std::chrono::seconds(5);

void tell(Schedule& s, const Check& check, bool ended, Verdict worst) {
  s.told.check = check.id;
  s.told.ended = ended;
  s.told.worst = worst;
  s.told.done += ended ? 1 : 0;
  s.told.requests = s.session.recorder.exchanges().size();
  if (s.progress) s.progress(s.told);
}

// Why a check does not apply to this target at all; "" when it does.
std::string why_not_applicable(const Session& session, const Check& check) {
  for (const std::string_view operation : check.operations) {
    if (!session.dialect->has(operation)) {
      return session.dialect->name + " " + session.dialect->version + " has no operation " +
             std::string(operation);
    }
  }
  if (check.needs_auth && session.options.auth.empty()) return "no credentials were given (--auth)";
  if (check.needs_other && session.options.other_auth.empty())
    return "no second user was given (--other-auth)";
  return {};
}

// The cause of a check that does not hold is the cause of those that need it.
StopCheck failed_prerequisite(const Schedule& s, const Check& check) {
  for (const std::string_view id : check.after) {
    const auto at = s.broken.find(id);
    if (at == s.broken.end()) continue;
    StopCheck blocked = at->second;
    blocked.why =
        "the check " + std::string(id) + " must hold first" + (blocked.why.empty() ? "" : ": " + blocked.why);
    return blocked;
  }
  return {};
}

StopCheck cause_of(const Judgement& judgement) {
  if (judgement.findings.empty()) return {judgement.reason, false, judgement.exchanges, judgement.because};
  const Finding& first = judgement.findings.front();
  return {first.message, false, first.exchanges, judgement.because};
}

void tell_of(Schedule& s, Judgement judgement) {
  s.evidence.judgement(judgement);
  s.result.judgements.push_back(std::move(judgement));
  s.result.line_order.push_back(0);
}

void keep(Schedule& s, const Check& check, std::vector<Judgement> judgements) {
  Verdict worst = Verdict::skipped;
  StopCheck cause;
  for (Judgement& judgement : judgements) {
    if (judgement.verdict > worst) cause = cause_of(judgement);
    worst = std::max(worst, judgement.verdict);
    if (s.session.options.baseline) reports::expect_known(*s.session.options.baseline, judgement);
    tell_of(s, std::move(judgement));
  }
  if (worst >= Verdict::inconclusive) s.broken.emplace(check.id, std::move(cause));
  tell(s, check, true, worst);
}

asio::awaitable<void> run_check(Schedule& s, const Check& check) {
  tell(s, check, false, Verdict::skipped);
  const std::string inapplicable = why_not_applicable(s.session, check);
  const StopCheck blocked = failed_prerequisite(s, check);
  if (!inapplicable.empty()) {
    keep(s, check, CheckContext(s.session, check).finish(Verdict::not_applicable, {inapplicable}));
    co_return;
  }
  if (!blocked.why.empty() || s.session.stop.requested()) {
    const StopCheck stopped{s.session.stop.why()};
    const StopCheck& why = blocked.why.empty() ? stopped : blocked;
    keep(s, check, CheckContext(s.session, check).finish(Verdict::inconclusive, why));
    co_return;
  }
  std::vector<Judgement> judgements = co_await run_repeatedly(s, check);
  keep(s, check, std::move(judgements));
}

asio::awaitable<void> work(Schedule& s) {
  while (s.next < s.end) {
    const Check& check = *s.checks[s.next++];
    co_await run_check(s, check);
  }
}

// Runs s.checks[s.next, end) with at most `workers` at a time.
asio::awaitable<void> run_batch(Schedule& s, std::size_t end, int workers) {
  const asio::any_io_executor executor = co_await asio::this_coro::executor;
  s.end = end;
  s.working = std::min<int>(workers, static_cast<int>(s.end - s.next));
  if (s.working == 0) co_return;
  s.idle = std::make_unique<core::Event>(executor);
  std::vector<asio::cancellation_signal> signals(static_cast<std::size_t>(s.working));
  s.session.stop.on_stop([&signals] {
    for (auto& signal : signals) signal.emit(asio::cancellation_type::terminal);
  });
  for (auto& signal : signals) {
    const auto ended = [&s](const std::exception_ptr&) {
      if (--s.working == 0) s.idle->set();
    };
    asio::co_spawn(executor, work(s), asio::bind_cancellation_slot(signal.slot(), ended));
  }
  co_await s.idle->wait();
  s.session.stop.on_stop({});
  // A worker that was cancelled leaves its part of the batch: those checks end as inconclusive.
  co_await work(s);
}

asio::awaitable<void> run_stages(Schedule& s) {
  while (s.next < s.checks.size()) {
    const Check& first = *s.checks[s.next];
    const auto same = [&](const Check* check) {
      return check->stage == first.stage && check->exclusive == first.exclusive;
    };
    const auto from = s.checks.begin() + static_cast<std::ptrdiff_t>(s.next);
    const auto end =
        static_cast<std::size_t>(std::find_if_not(from, s.checks.end(), same) - s.checks.begin());
    co_await run_batch(s, end, first.exclusive ? 1 : s.session.options.concurrency);
  }
}

// One request to cancel. `done` where no more can be done: it was accepted, or a record ends here.
asio::awaitable<void> cancel_own_run(Session& session, const std::string& id, const RunPtr& run, bool& done) {
  const Manner manner{.trouble_is_answer = true, .at_once = true, .cleaning = true};
  const std::string user = run->submission->user == "other" ? "other" : "main";
  try {
    const ExchangePtr answer = co_await session.cancel(id, user, manner);
    done = is_success(*answer);
  } catch (const StopCheck& stop) {
    done = stop.lacks;  // a record that ends earlier: nothing is cancelled by reading it
  }
}

// Runs that the suite made and that may still cost their owner something. A server that does not answer one
// of the requests does not keep the others from being sent. Gives the ids of those whose cancel was not
// accepted.
asio::awaitable<std::vector<std::string>> cancel_own_runs(Session& session) {
  session.budget.clean_up();
  const std::map<std::string, RunPtr> open = session.own_runs->open;
  const core::Time until = session.clock.now() + kCleanUp + session.budget.time_of(open.size());
  std::vector<std::string> left;
  for (const auto& [id, run] : open) {
    const core::Time now = session.clock.now();
    bool done = false;
    if (now < until) {
      const core::Time end = std::min(until, now + kOneCancel);
      co_await core::run_until(session.clock, end, cancel_own_run(session, id, run, done));
    }
    if (!done) left.push_back(id);
  }
  co_return left;
}

asio::awaitable<void> reach_target(Session& session, std::string& unreachable) {
  try {
    unreachable = co_await reach(session);
  } catch (const StopCheck& lack) {
    unreachable = lack.why;
  }
}

std::string runs_left(const std::vector<std::string>& ids) {
  constexpr std::size_t most = 10;
  std::string text = std::to_string(ids.size()) +
                     " runs of this check may still be at work, as their cancel " +
                     "was not accepted (`wes-assay cleanup` cancels them):";
  for (std::size_t i = 0; i < std::min(most, ids.size()); ++i) text += " " + core::printable(ids[i]);
  return text + (ids.size() > most ? " ..." : "");
}

void note_deselected(Schedule& s) {
  for (const Check* check : all_checks()) {
    if (std::find(s.checks.begin(), s.checks.end(), check) != s.checks.end()) continue;
    const std::string why = why_left_out(*check, s.session.options, *s.session.catalogue);
    for (const Requirement* row : rows_decided(*check, *s.session.catalogue)) {
      if (!row->applies_to(s.session.dialect->name, s.session.dialect->version)) continue;
      Judgement judgement{row->id, std::string(check->id), Verdict::skipped, why, {}, {}};
      tell_of(s, std::move(judgement));
    }
  }
}

core::Redactor redactor_of(const RunOptions& options) {
  core::Redactor redactor;
  for (const Credential* credential : {&options.auth, &options.other_auth, &options.bad_auth}) {
    redactor.add(credential->secret);
    redactor.add(credential->password);
    redactor.add(credential->session);
  }
  for (const Credential& header : options.reach.headers) redactor.add(header.secret);
  redactor.add(options.reach.proxy.authorization);
  redactor.add(options.reach.proxy.password);
  return redactor;
}

}  // namespace

asio::awaitable<core::Result<reports::RunResult>> run_suite(const RunOptions& options, core::Clock& clock,
                                                            Connector& connector,
                                                            reports::EvidenceWriter& evidence,
                                                            std::function<void(const Progress&)> progress,
                                                            StopSource& stop) {
  const MakeSender make = [&options, &clock, &connector](Turn turn) {
    return std::make_shared<HttpClient>(clock, connector, options.base, options.limits, std::move(turn));
  };
  return run_suite(options, clock, make, evidence, std::move(progress), stop);
}

asio::awaitable<core::Result<reports::RunResult>> run_suite(const RunOptions& options, core::Clock& clock,
                                                            MakeSender make_sender,
                                                            reports::EvidenceWriter& evidence,
                                                            std::function<void(const Progress&)> progress,
                                                            StopSource& stop) {
  auto selected = select_checks(options);
  if (!selected) co_return selected.error();
  if (!options.dialect && options.wes_version != "auto") {
    auto asked = choose_version(options.wes_version, nullptr);
    if (!asked) co_return asked.error();
  }
  reports::RunResult result;
  bool head_written = false;
  Budget budget(clock, options.budget);
  const std::shared_ptr<Sender> http = make_sender([&budget](int requests) { return budget.turn(requests); });
  Recorder recorder(redactor_of(options), [&](const core::Exchange& exchange) {
    if (!head_written) return;
    evidence.exchange(exchange);
    result.line_order.push_back(exchange.id);
  });
  Session session{options, clock, *http, recorder, budget, stop};
  session.dialect = options.dialect;
  session.catalogue = *catalogue_of(options);
  stop.tell_time_by(clock);
  std::string unreachable;
  if (options.wait_for > core::Duration::zero()) {
    const std::shared_ptr<Sender> probe = make_sender({});
    unreachable = co_await wait_for_target(options, clock, *probe, stop);
  }
  result.header.started = clock.now();
  const core::Time last = clock.now() + options.deadline;
  const core::Clock::Timer deadline = clock.call_at(last, [&stop, &options] {
    stop.request("the deadline of the whole run passed (" +
                 std::to_string(std::chrono::duration_cast<std::chrono::seconds>(options.deadline).count()) +
                 " s)");
  });

  if (unreachable.empty()) {
    co_await core::run_until(clock, core::Time::max(), reach_target(session, unreachable), ended_by(stop));
    if (stop.requested()) unreachable = stop.why();
  }
  const Version version = version_of(options, session.service_info.get());
  if (!session.dialect) session.dialect = *schemas::load_dialect("wes", version.version);
  session.openapi = options.openapi ? options.openapi : schemas::OpenApi::of(*session.dialect);
  session.shipped = workloads_for(*session.dialect, options.target, session.service_info.get());
  describe(result, session, version);
  result.header.settings = settings_text(options, *session.openapi, recorder.redactor());
  if (options.openapi) result.requirements.push_back(document_row());
  evidence.header(result.header, result.requirements);
  for (const ExchangePtr& exchange : recorder.exchanges()) {
    evidence.exchange(*exchange);
    result.line_order.push_back(exchange->id);
  }
  head_written = true;

  stop.count_runs_by([runs = session.own_runs] { return runs->open.size(); });
  Schedule schedule{session, result, evidence, progress, *selected, last};
  schedule.told.waits = session.waits;
  schedule.told.total = static_cast<int>(schedule.checks.size());
  std::vector<std::string> left;
  std::exception_ptr bug;
  DocumentJudgement by_document;
  if (unreachable.empty()) {
    try {
      co_await run_stages(schedule);
      note_deselected(schedule);
      if (options.openapi) by_document = judge_by_document(session);
      if (options.openapi) tell_of(schedule, by_document.judgement);
    } catch (...) {
      bug = std::current_exception();  // whatever happened, no run is left alive
    }
    left = co_await cancel_own_runs(session);
  }
  clock.cancel(deadline);

  result.exchanges = recorder.exchanges();
  result.footer.finished = clock.now();
  result.footer.why_incomplete = unreachable.empty() ? stop.why() : unreachable;
  if (result.footer.why_incomplete.empty()) result.footer.why_incomplete = session.limit;
  result.footer.complete = result.footer.why_incomplete.empty();
  result.footer.stopped = stop.at();
  result.footer.requests = result.exchanges.size();
  result.footer.runs_created = session.own_runs->made;
  result.footer.only_refusal = reports::only_refusal(result.exchanges);
  result.footer.unseen = unseen_foundations(result.exchanges, *session.dialect, session.own_runs->wanted,
                                            [&session](const ExchangePtr& e) {
                                              const bool is_whole = e->response && !e->response->cut;
                                              return is_whole ? session.json(e).get() : nullptr;
                                            });
  result.footer.warnings = run_warnings(result);
  if (!left.empty()) result.footer.warnings.push_back(runs_left(left));
  if (!version.warning.empty()) result.footer.warnings.push_back(version.warning);
  if (!by_document.untouched.empty()) result.footer.warnings.push_back(by_document.untouched);
  if (schedule.not_repeated > 0) {
    result.footer.warnings.push_back(
        "checks that were not repeated as often as they should be, to leave time and runs to the others "
        "(--deadline, --max-runs, --max-requests): " +
        std::to_string(schedule.not_repeated));
  }
  if (options.baseline)
    result.footer.baseline_trouble =
        reports::baseline_trouble(*options.baseline, result.requirements, clock.now(), &result);
  if (bug) result.footer.complete = false;
  if (bug) result.footer.why_incomplete = "the suite itself broke";
  evidence.footer(result.footer);
  reports::withhold_blame(result);
  if (bug) std::rethrow_exception(bug);
  co_return result;
}

}  // namespace assay::conformance
