// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <boost/asio/this_coro.hpp>
#include <boost/system/system_error.hpp>

#include "conformance/rules/repetition.hpp"
#include "conformance/runner/preflight.hpp"
#include "conformance/runner/schedule.hpp"

namespace assay::conformance {
namespace {

namespace asio = boost::asio;
using reports::Judgement;

// What a check says after one run.
struct Said {
  std::vector<Judgement> judgements = {};
  bool lacks = false;  // a record had no answer for it
};

// Rows of other versions of the specification say nothing here.
void leave_out_other_versions(const Session& session, std::vector<Judgement>& judgements) {
  const schemas::Dialect& dialect = *session.dialect;
  for (Judgement& judgement : judgements) {
    const Requirement* row = session.catalogue->find(judgement.requirement);
    if (!row || row->applies_to(dialect.name, dialect.version)) continue;
    judgement = {judgement.requirement, judgement.check, Verdict::not_applicable, {}, {}, {}};
    judgement.reason = "no requirement of " + dialect.name + " " + dialect.version;
  }
}

// Runs a check once, with the runs of that session.
asio::awaitable<Said> run_once(Session& session, const Check& check) {
  CheckContext context(session, check);
  Said said;
  Verdict undecided = Verdict::inconclusive;
  StopCheck why;  // without words: the check came to its end
  try {
    co_await check.run(context);
  } catch (const StopCheck& stop) {
    why = stop;
    said.lacks = stop.lacks;
  } catch (const boost::system::system_error& aborted) {
    if (!session.stop.requested()) undecided = Verdict::error;
    why.why = session.stop.requested() ? session.stop.why() : aborted.what();
  } catch (const std::exception& bug) {
    undecided = Verdict::error;
    why.why = std::string("the check itself broke: ") + bug.what();
  }
  try {
    co_await session.tidy_up_after(check);
  } catch (const StopCheck&) {  // what is left is cancelled at the end
  } catch (const boost::system::system_error&) {
    if (!session.stop.requested()) throw;
  }
  std::vector<Judgement>& judgements = said.judgements;
  judgements = context.finish(undecided, why);
  // An exception is our own fault even when all requirements had been decided before it.
  if (undecided == Verdict::error && !judgements.empty()) {
    judgements.front().verdict = Verdict::error;
    judgements.front().reason = why.why;
  }
  leave_out_other_versions(session, judgements);
  co_return said;
}

Said lacking(const Schedule& s, const Check& check, const std::string& why) {
  return {CheckContext(s.session, check).finish(Verdict::inconclusive, {why}), true};
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
    round.session->catalogue = first.catalogue;
    round.session->openapi = first.openapi;
    round.session->shipped = first.shipped;
    round.session->own_runs = first.own_runs;
    round.session->patience = first.patience;
    round.session->waits = first.waits;
    std::exception_ptr stopped;
    try {
      const std::string trouble = co_await reach(*round.session);
      round.usable = trouble.empty();
    } catch (const StopCheck& lack) {
      round.lack = lack.why;
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

// Nothing is said where the run was stopped, or service-info could not be read again.
asio::awaitable<Said> run_again(Schedule& s, const Check& check, int repetition) {
  Said said;
  try {
    Session* session = co_await session_of(s, repetition);
    const std::string& lack = s.rounds[repetition].lack;
    if (session) said = co_await run_once(*session, check);
    if (!lack.empty()) said = lacking(s, check, lack);
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

// A record says by itself whether a check was repeated: a newer suite may want it where nobody did. Where it
// lacks something, that may have been the repetition.
bool was_never_repeated(const Session& session, const Check& check, bool asks, int repetition) {
  return asks && session.http.never_heard(std::string(check.id) + "#" + std::to_string(repetition));
}

// What a repetition could not decide for want of the record might have changed the word.
void weigh_lacks(std::vector<Judgement>& judgements, const std::vector<Said>& said) {
  for (auto each = said.rbegin(); each != said.rend(); ++each) {
    if (!each->lacks) continue;
    for (std::size_t i = 0; i < judgements.size(); ++i) {
      if (each->judgements[i].verdict == Verdict::inconclusive) judgements[i] = each->judgements[i];
    }
  }
}

}  // namespace

asio::awaitable<std::vector<Judgement>> run_repeatedly(Schedule& s, const Check& check) {
  const core::Time started = s.session.clock.now();
  const Budget::Cost before = s.session.budget.spent();
  std::vector<Said> said;
  Said first = co_await run_once(s.session, check);
  said.push_back(std::move(first));
  const bool lacks = said.front().lacks;
  const bool asks = lacks || has_asked(s.session, check);
  const int wanted = times_to_run(s.session, check, said.front().judgements);
  const int times = lacks ? std::max(wanted, 2) : wanted;  // what is not known may have been repeated
  // A worker that was stopped cannot wait for anything any more.
  bool near_the_end = false;
  for (int n = 2; n <= times && !near_the_end && !s.session.stop.requested(); ++n) {
    near_the_end = is_near_the_end(s, n, started, before);
    if (near_the_end) break;
    if (was_never_repeated(s.session, check, asks, n)) {
      const std::string lack = s.session.http.missing_before(UINT64_MAX);
      if (!lack.empty() && !lacks) said.push_back(lacking(s, check, lack));
      break;
    }
    Said again = co_await run_again(s, check, n);
    if (again.judgements.empty() || s.session.stop.requested()) break;
    near_the_end = !s.rounds[n].session->limit.empty();
    if (!near_the_end) said.push_back(std::move(again));
  }
  s.not_repeated += near_the_end ? 1 : 0;
  std::vector<std::vector<Judgement>> repetitions;
  for (const Said& each : said) repetitions.push_back(each.judgements);
  std::vector<Judgement> judgements = combine(std::move(repetitions));
  weigh_lacks(judgements, said);
  co_return judgements;
}

}  // namespace assay::conformance
