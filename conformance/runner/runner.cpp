// SPDX-License-Identifier: Apache-2.0
#include "conformance/runner/runner.hpp"

#include <algorithm>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/system/system_error.hpp>
#include <set>

#include "conformance/rules/members.hpp"
#include "conformance/rules/repetition.hpp"
#include "conformance/runner/describe.hpp"
#include "conformance/runner/preflight.hpp"
#include "conformance/runner/session.hpp"
#include "core/text.hpp"

namespace assay::conformance {
namespace {

namespace asio = boost::asio;
using reports::Judgement;

constexpr core::Duration kCleanUp = std::chrono::seconds(20);

// What a repetition of checks shares.
struct Round {
  std::unique_ptr<Session> session = {};
  std::unique_ptr<core::Event> ready = {};
  bool usable = false;
};

// The checks of a run, taken one by one by the workers of a stage.
struct Schedule {
  Session& session;
  reports::RunResult& result;
  reports::EvidenceWriter& evidence;
  const std::function<void(const Progress&)>& progress;
  std::vector<const Check*> checks;  // in the order of stages
  core::Time deadline;               // of the whole run
  std::size_t next = 0;              // the next that a worker may take
  std::size_t end = 0;               // of the batch
  int working = 0;
  std::unique_ptr<core::Event> idle = {};
  std::set<std::string_view> broken = {};  // ids of checks with a fail or inconclusive in them
  Progress told = {};
  std::map<int, Round> rounds = {};  // by repetition, from 2
  int not_repeated = 0;              // checks that had no time left for it, or no budget
};

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

std::string failed_prerequisite(const Schedule& s, const Check& check) {
  for (const std::string_view id : check.after) {
    if (s.broken.contains(id)) return "the check " + std::string(id) + " must hold first";
  }
  return {};
}

// Rows of other versions of the specification say nothing here.
void leave_out_other_versions(const schemas::Dialect& dialect, std::vector<Judgement>& judgements) {
  for (Judgement& judgement : judgements) {
    const Requirement* row = Catalogue::shipped().find(judgement.requirement);
    if (!row || row->applies_to(dialect.name, dialect.version)) continue;
    judgement = {judgement.requirement, judgement.check, Verdict::not_applicable, {}, {}, {}};
    judgement.reason = "no requirement of " + dialect.name + " " + dialect.version;
  }
}

void keep(Schedule& s, const Check& check, std::vector<Judgement> judgements) {
  Verdict worst = Verdict::skipped;
  for (Judgement& judgement : judgements) {
    worst = std::max(worst, judgement.verdict);
    if (s.session.options.baseline) reports::expect_known(*s.session.options.baseline, judgement);
    s.evidence.judgement(judgement);
    s.result.judgements.push_back(std::move(judgement));
  }
  if (worst >= Verdict::inconclusive) s.broken.insert(check.id);
  tell(s, check, true, worst);
}

// Runs a check once, with the runs of that session.
asio::awaitable<std::vector<Judgement>> run_once(Session& session, const Check& check) {
  CheckContext context(session, check);
  Verdict undecided = Verdict::inconclusive;
  std::string why = "the check ended without an observation that decides this";
  try {
    co_await check.run(context);
  } catch (const StopCheck& stop) {
    why = stop.why;
  } catch (const boost::system::system_error& aborted) {
    if (!session.stop.requested()) undecided = Verdict::error;
    why = session.stop.requested() ? session.stop.why() : aborted.what();
  } catch (const std::exception& bug) {
    undecided = Verdict::error;
    why = std::string("the check itself broke: ") + bug.what();
  }
  std::vector<Judgement> judgements = context.finish(undecided, why);
  // An exception is our own fault even when all requirements had been decided before it.
  if (undecided == Verdict::error && !judgements.empty()) {
    judgements.front().verdict = Verdict::error;
    judgements.front().reason = why;
  }
  leave_out_other_versions(*session.dialect, judgements);
  co_return judgements;
}

// The session of a repetition, made by the first check that needs it; null where service-info could not be
// read again.
asio::awaitable<Session*> session_of(Schedule& s, int repetition) {
  Session& first = s.session;
  Round& round = s.rounds[repetition];
  if (!round.session) {
    const asio::any_io_executor executor = co_await asio::this_coro::executor;
    round.ready = std::make_unique<core::Event>(executor);
    round.session.reset(
        new Session{first.options, first.clock, first.http, first.recorder, first.budget, first.stop});
    round.session->repetition = repetition;
    round.session->dialect = first.dialect;
    round.session->openapi = first.openapi;
    round.session->shipped = first.shipped;
    round.session->own_runs = first.own_runs;
    std::exception_ptr stopped;
    try {
      const std::string trouble = co_await read_service_info(*round.session);
      round.usable = trouble.empty();
    } catch (...) {
      stopped = std::current_exception();
    }
    round.ready->set();
    if (stopped) std::rethrow_exception(stopped);
  } else {
    co_await round.ready->wait();
  }
  co_return round.usable ? round.session.get() : nullptr;
}

bool has_asked(const Session& session, const Check& check) {
  const std::vector<ExchangePtr>& all = session.recorder.exchanges();
  return std::any_of(all.begin(), all.end(), [&](const ExchangePtr& e) { return e->check == check.id; });
}

// How often a check runs in all, by what its first run said. One that only looks back at the answers of the
// whole run would see the same again.
int times_to_run(const Session& session, const Check& check, const std::vector<Judgement>& first) {
  const auto is = [&](auto matches) {
    return std::any_of(first.begin(), first.end(), [&](const Judgement& j) { return matches(j.verdict); });
  };
  const bool looks_back = check.stage == Stage::closing && !has_asked(session, check);
  if (looks_back || is([](Verdict verdict) { return verdict == Verdict::error; })) return 1;
  const int asked = session.options.repeat;
  return asked > 0 ? asked : is(counts_against) ? 2 : 1;
}

// Empty where the run was stopped, or service-info could not be read again.
asio::awaitable<std::vector<Judgement>> run_again(Schedule& s, const Check& check, int repetition) {
  std::vector<Judgement> said;
  try {
    Session* session = co_await session_of(s, repetition);
    if (session) said = co_await run_once(*session, check);
  } catch (const StopCheck&) {
  } catch (const boost::system::system_error&) {
    if (!s.session.stop.requested()) throw;
  }
  co_return said;
}

// Whether a repetition might end by the deadline of the whole run or by a limit of its budget: it needs twice
// what the first took. One that nobody asked for (--repeat) must not take the room of a check that comes
// later.
bool is_near_the_end(const Schedule& s, int repetition, core::Time started, const Budget::Cost& before) {
  const RunOptions& options = s.session.options;
  if (options.repeat == 0 && (options.budget.runs || options.budget.requests)) return true;
  const core::Time now = s.session.clock.now();
  const Budget::Cost spent = s.session.budget.spent();
  const Budget::Cost twice{2 * (spent.runs - before.runs), 2 * (spent.requests - before.requests)};
  const auto round = s.rounds.find(repetition);
  const bool was_cut =
      round != s.rounds.end() && round->second.session && !round->second.session->limit.empty();
  return was_cut || now + 2 * (now - started) >= s.deadline || !s.session.budget.has_room_for(twice);
}

asio::awaitable<void> run_check(Schedule& s, const Check& check) {
  tell(s, check, false, Verdict::skipped);
  const std::string inapplicable = why_not_applicable(s.session, check);
  const std::string blocked = failed_prerequisite(s, check);
  if (!inapplicable.empty()) {
    keep(s, check, CheckContext(s.session, check).finish(Verdict::not_applicable, inapplicable));
    co_return;
  }
  if (!blocked.empty() || s.session.stop.requested()) {
    const std::string& why = blocked.empty() ? s.session.stop.why() : blocked;
    keep(s, check, CheckContext(s.session, check).finish(Verdict::inconclusive, why));
    co_return;
  }
  const core::Time started = s.session.clock.now();
  const Budget::Cost before = s.session.budget.spent();
  std::vector<std::vector<Judgement>> repetitions;
  std::vector<Judgement> first = co_await run_once(s.session, check);
  repetitions.push_back(std::move(first));
  const int times = times_to_run(s.session, check, repetitions.front());
  // A worker that was stopped cannot wait for anything any more.
  bool near_the_end = false;
  for (int n = 2; n <= times && !near_the_end && !s.session.stop.requested(); ++n) {
    near_the_end = is_near_the_end(s, n, started, before);
    if (near_the_end) break;
    std::vector<Judgement> again = co_await run_again(s, check, n);
    if (again.empty() || s.session.stop.requested()) break;
    near_the_end = !s.rounds[n].session->limit.empty();
    if (!near_the_end) repetitions.push_back(std::move(again));
  }
  s.not_repeated += near_the_end ? 1 : 0;
  keep(s, check, combine(std::move(repetitions)));
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

// Runs that the suite made and that may still cost their owner something.
asio::awaitable<void> cancel_own_runs(Session& session) {
  session.budget.clean_up();
  const std::map<std::string, RunPtr>& open = session.own_runs->open;
  const core::Time until = session.clock.now() + kCleanUp + session.budget.time_of(open.size());
  for (const auto& [id, run] : open) {
    if (session.clock.now() >= until) break;
    core::Exchange exchange;
    exchange.check = "runner";
    exchange.operation = "CancelRun";
    exchange.user = run->submission->user == "other" ? "other" : "main";
    exchange.id = session.recorder.next_id();
    exchange.request.method = "POST";
    exchange.request.target =
        session.http.base().path +
        schemas::fill_path(session.dialect->operation("CancelRun")->path, {{"run_id", id}});
    session.add_credentials(exchange.request.headers, exchange.user);
    co_await session.http.send(exchange);
    session.recorder.keep(std::move(exchange));
  }
}

void note_deselected(Schedule& s) {
  const std::string why = s.session.options.only.empty() ? "not in the profile " + s.session.options.profile
                                                         : "deselected by --only";
  for (const Check* check : all_checks()) {
    if (std::find(s.checks.begin(), s.checks.end(), check) != s.checks.end()) continue;
    for (const std::string_view id : check->decides) {
      const Requirement* row = Catalogue::shipped().find(id);
      if (!row || !row->applies_to(s.session.dialect->name, s.session.dialect->version)) continue;
      Judgement judgement{std::string(id), std::string(check->id), Verdict::skipped, why, {}, {}};
      s.evidence.judgement(judgement);
      s.result.judgements.push_back(std::move(judgement));
    }
  }
}

core::Redactor redactor_of(const RunOptions& options) {
  core::Redactor redactor;
  for (const Credential* credential : {&options.auth, &options.other_auth, &options.bad_auth}) {
    redactor.add(credential->secret);
    redactor.add(credential->password);
  }
  return redactor;
}

}  // namespace

asio::awaitable<core::Result<reports::RunResult>> run_suite(const RunOptions& options, core::Clock& clock,
                                                            Connector& connector,
                                                            reports::EvidenceWriter& evidence,
                                                            std::function<void(const Progress&)> progress,
                                                            StopSource& stop) {
  auto selected = select_checks(options);
  if (!selected) co_return selected.error();
  if (options.wes_version != "auto") {
    auto asked = choose_version(options.wes_version, nullptr);
    if (!asked) co_return asked.error();
  }
  reports::RunResult result;
  bool head_written = false;
  Budget budget(clock, options.budget);
  HttpClient http(clock, connector, options.base, options.limits,
                  [&budget](int requests) { return budget.turn(requests); });
  Recorder recorder(redactor_of(options), [&](const core::Exchange& exchange) {
    if (head_written) evidence.exchange(exchange);
  });
  Session session{options, clock, http, recorder, budget, stop};
  std::string unreachable = co_await wait_for_target(options, clock, connector, stop);
  result.header.started = clock.now();
  const core::Time last = clock.now() + options.deadline;
  const core::Clock::Timer deadline = clock.call_at(last, [&stop, &options] {
    stop.request("the deadline of the whole run passed (" +
                 std::to_string(std::chrono::duration_cast<std::chrono::seconds>(options.deadline).count()) +
                 " s)");
  });

  if (unreachable.empty()) unreachable = co_await read_service_info(session);
  const Version version = *choose_version(options.wes_version, session.service_info.get());
  session.dialect = *schemas::load_dialect("wes", version.version);
  session.openapi = options.openapi ? options.openapi : schemas::OpenApi::shipped("wes", version.version);
  session.shipped = choose_workloads(session.service_info.get(), options.target.workflow_type,
                                     options.target.workflow_type_version);
  describe(result, options, version, session.shipped, clock);
  evidence.header(result.header, result.requirements);
  for (const ExchangePtr& exchange : recorder.exchanges()) evidence.exchange(*exchange);
  head_written = true;

  Schedule schedule{session, result, evidence, progress, *selected, last};
  schedule.told.total = static_cast<int>(schedule.checks.size());
  if (unreachable.empty()) {
    co_await run_stages(schedule);
    note_deselected(schedule);
    co_await cancel_own_runs(session);
  }
  clock.cancel(deadline);

  result.exchanges = recorder.exchanges();
  result.footer.finished = clock.now();
  result.footer.why_incomplete = unreachable.empty() ? stop.why() : unreachable;
  if (result.footer.why_incomplete.empty()) result.footer.why_incomplete = session.limit;
  result.footer.complete = result.footer.why_incomplete.empty();
  result.footer.requests = result.exchanges.size();
  result.footer.runs_created = session.own_runs->made;
  result.footer.warnings = run_warnings(result);
  if (!version.warning.empty()) result.footer.warnings.push_back(version.warning);
  if (schedule.not_repeated > 0) {
    result.footer.warnings.push_back(
        "checks that were not repeated as often as they should be, to leave time and runs to the others "
        "(--deadline, --max-runs, --max-requests): " +
        std::to_string(schedule.not_repeated));
  }
  if (options.baseline)
    result.footer.baseline_trouble =
        reports::baseline_trouble(*options.baseline, result.requirements, clock.now(), &result);
  evidence.footer(result.footer);
  co_return result;
}

}  // namespace assay::conformance
