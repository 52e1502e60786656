// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "conformance/checks/shared/groups.hpp"
#include "conformance/checks/shared/requests.hpp"
#include "conformance/rules/history.hpp"
#include "conformance/rules/members.hpp"
#include "conformance/rules/observed_times.hpp"
#include "conformance/rules/time_window.hpp"
#include "conformance/session/context.hpp"
#include "core/text.hpp"

namespace assay::conformance {
namespace {

using TimedKind = TimedObject::Kind;

constexpr std::size_t kMostRereads = 5;

JsonOf bodies(CheckContext& t) {
  return [&t](const ExchangePtr& exchange) { return t.json(exchange).get(); };
}

std::vector<TimedObject> observed(CheckContext& t) { return timed_objects(t.exchanges(), bodies(t)); }

// WES 1.0 knows tasks as part of the run log only, and no times in its list.
bool has_tasks(CheckContext& t) { return t.dialect().has("ListTasks"); }

// Other checks have read logs, lists and tasks already; where this one runs alone it reads its own.
Task<void> read_missing(CheckContext& t) {
  std::set<TimedKind> seen;
  for (const TimedObject& object : observed(t)) seen.insert(object.kind);
  if (!seen.contains(TimedKind::run_log)) {
    const RunPtr run = co_await t.any_run();
    co_await t.get("GetRunLog", run->id);
  }
  if (!has_tasks(t)) co_return;
  if (!seen.contains(TimedKind::summary)) co_await t.list("", "");
  if (!seen.contains(TimedKind::task)) {
    const RunPtr run = co_await t.any_run();
    co_await t.list_tasks(run->id, "", "");
  }
}

void judge_forms(CheckContext& t, std::string_view requirement, const std::vector<TimedObject>& objects) {
  const auto last = std::find_if(objects.rbegin(), objects.rend(), shows_times);
  if (last == objects.rend()) {
    return t.not_applicable(requirement,
                            objects.empty() ? "no such answer was seen" : "no answer shows a time");
  }
  t.holds(requirement, last->exchange);
  for (FormFinding& each : form_findings(objects)) {
    if (is_mild(each.form) && t.policy() == Policy::lenient) {
      t.graded(requirement, Verdict::warn, std::move(each.finding));
    } else {
      t.broken(requirement, std::move(each.finding));
    }
  }
}

Task<void> have_the_form(CheckContext& t) {
  co_await read_missing(t);
  std::vector<TimedObject> logs, others;
  for (TimedObject& object : observed(t)) {
    const bool is_log =
        object.kind == TimedKind::run_log || (object.kind == TimedKind::task && !has_tasks(t));
    (is_log ? logs : others).push_back(std::move(object));
  }
  judge_forms(t, "TIM-01", logs);
  judge_forms(t, "TIM-09", others);
}

// The logs of some runs that have ended, once more: what changes after the end is seen.
Task<void> read_ended_again(CheckContext& t) {
  std::vector<std::string> ended;
  for (const TimedObject& object : observed(t)) {
    const bool known = std::find(ended.begin(), ended.end(), object.run_id) != ended.end();
    if (object.kind == TimedKind::run_log && !known && t.dialect().is_terminal(object.state))
      ended.push_back(object.run_id);
  }
  ended.resize(std::min(ended.size(), kMostRereads));
  for (const std::string& id : ended) co_await t.get("GetRunLog", id);
}

bool has_start_and_end(const TimedObject& object) {
  return time_of(object, "start_time").value_or(TimeText{}).instant.has_value() &&
         time_of(object, "end_time").value_or(TimeText{}).instant.has_value();
}

void judge_queued(CheckContext& t, const std::vector<TimedObject>& objects) {
  ExchangePtr evidence;
  for (const TimedObject& object : objects) {
    const schemas::StateWord* word = t.dialect().state(object.state);
    if (!word || word->phase != schemas::Phase::queued) continue;
    evidence = object.exchange;
    if (!time_of(object, "start_time")) continue;
    return t.info("TIM-07", "a run that is QUEUED shows a start_time, perhaps of its submission", evidence);
  }
  if (evidence) return t.holds("TIM-07", evidence);
  t.not_applicable("TIM-07", "no run log and no listed run was seen QUEUED");
}

Task<void> fit_each_other(CheckContext& t) {
  co_await read_missing(t);
  co_await t.sleep(std::chrono::seconds(1));
  co_await read_ended_again(t);
  const std::vector<TimedObject> objects = observed(t);
  t.need(!objects.empty(), "no answer that could show a time was seen");
  judge_queued(t, objects);
  const auto last = std::find_if(objects.rbegin(), objects.rend(), shows_times);
  if (last == objects.rend()) {
    t.not_applicable("TIM-03", "no answer shows a time");
    t.not_applicable("TIM-06", "no answer shows a time");
    co_return;
  }
  if (std::any_of(objects.begin(), objects.end(), has_start_and_end)) {
    t.broken_by("TIM-03", ends_before_starts(objects), last->exchange);
  } else {
    t.not_applicable("TIM-03", "no answer shows a start_time and an end_time");
  }
  t.broken_by("TIM-06", changed_times(objects, t.dialect()), last->exchange);
}

// The last log of a run that shows a start_time with a zone; null where none does.
const TimedObject* log_with_start(const std::vector<TimedObject>& objects, const std::string& run_id) {
  const auto at = std::find_if(objects.rbegin(), objects.rend(), [&](const TimedObject& object) {
    if (object.kind != TimedKind::run_log || object.run_id != run_id) return false;
    const auto start = time_of(object, "start_time");
    return start && start->instant && start->zoned;
  });
  return at == objects.rend() ? nullptr : &*at;
}

std::vector<Sight> sights_of(CheckContext& t, const History& history,
                             const std::vector<TimedObject>& objects) {
  std::vector<Sight> sights;
  for (const Observation& seen : history) {
    const auto exchange = std::find_if(t.exchanges().begin(), t.exchanges().end(),
                                       [&](const ExchangePtr& each) { return each->id == seen.exchange; });
    const auto date = date_of(**exchange);
    if (!date || seen.source == Observation::Source::list) continue;
    const bool shows_start = std::any_of(objects.begin(), objects.end(), [&](const TimedObject& object) {
      return object.exchange == *exchange && object.kind == TimedKind::run_log &&
             time_of(object, "start_time").value_or(TimeText{}).instant.has_value();
    });
    sights.push_back({*date, seen.state, shows_start});
  }
  return sights;
}

std::string from_to(core::Time from, core::Time to) {
  return "from " + core::to_iso8601(from) + " to " + core::to_iso8601(to) + " by the service's Date";
}

void judge_start(CheckContext& t, const TimedObject& log, const LifeWindow& window) {
  const TimeText start = *time_of(log, "start_time");
  const StartPlace place = place_of_start(*start.instant, window.submitted, *window.begun_by);
  const std::string expected = from_to(window.submitted, *window.begun_by);
  const std::string actual = core::printable(text_member(log.value, "start_time"));
  if (place.kind == StartPlace::Kind::other_zone) {
    t.inconclusive("TIM-04", "the times are of another zone than they say (TIM-02)");
    return t.broken("TIM-02", finding(log.exchange, "time-is-local",
                                      fmt::format("a start_time is {} minutes from the service's Date: local "
                                                  "time, it seems, marked as UTC",
                                                  place.offset.count()),
                                      expected, actual, {"/run_log/start_time"}));
  }
  t.holds("TIM-02", log.exchange);
  t.expect(place.kind == StartPlace::Kind::inside, "TIM-04",
           finding(log.exchange, "start-out-of-place",
                   "a start_time is not between the submission and the first sight of the run at work",
                   expected, actual, {"/run_log/start_time"}));
}

// False where there is nothing to judge.
bool judge_end(CheckContext& t, const TimedObject& log, const LifeWindow& window) {
  const auto end = time_of(log, "end_time");
  if (!end || !end->instant || !end->zoned || !window.ended_by) return false;
  t.holds("TIM-08", log.exchange);
  if (end_fits(*end->instant, window)) return true;
  const std::string actual = core::printable(text_member(log.value, "end_time"));
  t.graded("TIM-08", Verdict::info,
           finding(log.exchange, "end-out-of-place", "an end_time is not where the end of the run was seen",
                   from_to(window.alive_until.value_or(window.submitted), *window.ended_by), actual,
                   {"/run_log/end_time"}));
  return true;
}

Task<void> fit_the_clock(CheckContext& t) {
  if (t.own_runs().empty()) {
    const RunPtr run = co_await t.finished_run();
    co_await t.get("GetRunLog", run->id);
  }
  const std::vector<TimedObject> objects = observed(t);
  const std::map<std::string, History> lives = histories(t.exchanges(), t.dialect(), bodies(t));
  int logs = 0, judged = 0, ends = 0;
  for (const RunPtr& run : t.own_runs()) {
    const TimedObject* log = log_with_start(objects, run->id);
    const auto life = lives.find(run->id);
    if (!log || life == lives.end()) continue;
    ++logs;
    const auto window = life_window(*run->submission, sights_of(t, life->second, objects), t.dialect());
    if (!window || !window->begun_by) continue;
    ++judged;
    judge_start(t, *log, *window);
    ends += judge_end(t, *log, *window) ? 1 : 0;
  }
  if (logs == 0) {
    for (const char* id : {"TIM-02", "TIM-04", "TIM-08"})
      t.not_applicable(id, "no log of a run of the suite shows a start_time with a zone");
    co_return;
  }
  t.need(judged > 0, "the answers carry no Date to compare with");
  if (ends == 0) t.not_applicable("TIM-08", "no run was seen to end with an end_time");
}

Task<void> no_end_before_the_end(CheckContext& t) {
  const ExchangePtr log = co_await log_before_the_end(t);
  const JsonPtr body = t.json(log);
  const nlohmann::json* end = member(member(body.get(), "run_log"), "end_time");
  const bool shown = end && !end->is_null() && *end != "";
  t.expect(!shown, "TIM-05",
           finding(log, "end-before-the-end", "a run that has not ended shows an end_time", "no end_time",
                   shown ? core::shortened(core::printable(end->dump(-1, ' ', true)), 60) : "",
                   {"/run_log/end_time"}));
}

}  // namespace

const std::vector<Check>& timestamps_checks() {
  static const std::vector<Check> table = {
      {.id = "timestamps.no-end-before-the-end",
       .title = "a running run has no end_time",
       .decides = {"TIM-05"},
       .stage = Stage::lifecycle,
       .run = no_end_before_the_end,
       .writes = true},
      {.id = "timestamps.fit-each-other",
       .title = "no time lies before its start, and none changes once it is set",
       .decides = {"TIM-03", "TIM-06", "TIM-07"},
       .stage = Stage::closing,
       .run = fit_each_other},
      {.id = "timestamps.fit-the-clock",
       .title = "the times of a run are those at which it was seen to begin and to end",
       .decides = {"TIM-02", "TIM-04", "TIM-08"},
       .stage = Stage::closing,
       .run = fit_the_clock,
       .writes = true},
      {.id = "timestamps.have-the-form",
       .title = "every time is written in UTC to the second, with Z",
       .decides = {"TIM-01", "TIM-09"},
       .stage = Stage::closing,
       .run = have_the_form},
  };
  return table;
}

}  // namespace assay::conformance
