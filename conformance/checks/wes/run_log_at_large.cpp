// SPDX-License-Identifier: Apache-2.0
// What run logs say of ends, outputs and places, judged over all that were read.
#include <fmt/format.h>

#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "conformance/checks/shared/groups.hpp"
#include "conformance/rules/inner_host.hpp"
#include "conformance/rules/members.hpp"
#include "conformance/session/context.hpp"
#include "core/text.hpp"
#include "core/url.hpp"

namespace assay::conformance {
namespace {

using nlohmann::json;
using schemas::Phase;

// The good answers of an operation to the main user.
std::vector<ExchangePtr> answers_of(CheckContext& t, std::string_view operation) {
  std::vector<ExchangePtr> answers;
  for (const ExchangePtr& each : t.exchanges()) {
    if (each->operation != operation || !is_ok(*each) || each->request.method != "GET") continue;
    const JsonPtr body = t.json(each);
    if (body && body->is_object()) answers.push_back(each);
  }
  return answers;
}

// The good run logs of the main user, in the order of their answers' requests. Where no other check has read
// one, this reads its own.
Task<std::vector<ExchangePtr>> all_logs(CheckContext& t) {
  std::vector<ExchangePtr> logs;
  for (int attempt = 0; attempt < 2 && logs.empty(); ++attempt) {
    if (attempt > 0) {
      const RunPtr run = co_await t.any_run();
      co_await t.get("GetRunLog", run->id);
    }
    logs = answers_of(t, "GetRunLog");
  }
  t.need(!logs.empty(), "no run log could be read");
  co_return logs;
}

bool is_told(const json* value) { return value && !value->is_null() && *value != ""; }

std::string as_sent(const json& value) {
  return core::shortened(core::printable(value.dump(-1, ' ', true, json::error_handler_t::replace)), 60);
}

// Requirements of which a log said something.
using Decided = std::set<std::string_view>;

// One answer: its state beside its end_time and its exit_code.
void judge_end(CheckContext& t, const ExchangePtr& log, Decided& told) {
  const JsonPtr body = t.json(log);
  const std::string state = text_member(body.get(), "state");
  const schemas::StateWord* word = t.dialect().state(state);
  const json* run_log = member(body.get(), "run_log");
  if (!word || word->phase == Phase::unknown || word->phase == Phase::preempted || !run_log) return;
  const json* code = member(run_log, "exit_code");
  const json* end = member(run_log, "end_time");
  if (!word->terminal) {
    told.insert({"RUN-09", "TIM-05"});
    t.expect(!is_told(code), "RUN-09",
             finding(log, "exit-code-before-the-end", "a run that has not ended shows an exit_code",
                     "no exit_code", code ? as_sent(*code) : "", {"/run_log/exit_code"}));
    t.expect(!is_told(end), "TIM-05",
             finding(log, "end-before-the-end", "a run that has not ended shows an end_time", "no end_time",
                     end ? as_sent(*end) : "", {"/run_log/end_time"}));
    return;
  }
  const bool fails = word->phase == Phase::executor_error;
  if (!code || !code->is_number_integer() || (word->phase != Phase::complete && !fails)) return;
  told.insert("RUN-08");
  t.expect((*code != 0) == fails, "RUN-08",
           finding(log, "exit-code-and-state", "the exit_code does not fit the state " + state,
                   fails ? "another than 0" : "0", code->dump(), {"/run_log/exit_code"}));
}

// A listed run says so too, where it shows times.
void judge_listed_ends(CheckContext& t, Decided& told) {
  for (const ExchangePtr& list : answers_of(t, "ListRuns")) {
    const JsonPtr body = t.json(list);
    const Items items = items_in(body.get(), "runs");
    for (std::size_t i = 0; items.array && i < items.array->size(); ++i) {
      const json& item = (*items.array)[i];
      const schemas::StateWord* word = t.dialect().state(text_member(&item, "state"));
      if (!word || word->terminal || word->phase == Phase::unknown || word->phase == Phase::preempted)
        continue;
      const json* end = member(&item, "end_time");
      if (!is_told(end)) continue;
      told.insert("TIM-05");
      t.broken("TIM-05",
               finding(list, "listed-end-before-the-end", "a listed run that has not ended shows an end_time",
                       "no end_time", as_sent(*end), {fmt::format("/{}/{}/end_time", items.member, i)}));
    }
  }
}

bool has_some(const json* outputs) { return outputs && outputs->is_structured() && !outputs->empty(); }

// Whether there was a URL to judge.
bool judge_places(CheckContext& t, const ExchangePtr& log, const json* object, const std::string& at) {
  bool any = false;
  for (const char* name : {"stdout", "stderr", "task_logs_url"}) {
    const std::string url = text_member(object, name);
    const std::string host = host_of_web_address(url);
    if (host.empty()) continue;
    any = true;
    t.expect(!is_inner_host(host, t.base().host), "RUN-25",
             finding(log, "url-leads-inside",
                     fmt::format("a {} leads to a host of the service's own network", name),
                     "a host that the client can reach, as " + t.base().host,
                     core::shortened(core::printable(url), 100), {at + "/" + name}));
  }
  return any;
}

constexpr std::size_t kMostOutputs = 1000;

// Every web address among the outputs, however deep.
bool judge_outputs(CheckContext& t, const ExchangePtr& log, const json* outputs) {
  if (!outputs || !outputs->is_structured()) return false;
  bool any = false;
  std::size_t seen = 0;
  const json leaves = outputs->flatten();
  for (const auto& [pointer, value] : leaves.items()) {
    if (++seen > kMostOutputs) break;
    const std::string host =
        value.is_string() ? host_of_web_address(value.get_ref<const std::string&>()) : "";
    if (host.empty()) continue;
    any = true;
    t.expect(!is_inner_host(host, t.base().host), "RUN-25",
             finding(log, "output-leads-inside", "an output leads to a host of the service's own network",
                     "a host that the client can reach, as " + t.base().host, as_sent(value),
                     {"/outputs" + pointer}));
  }
  return any;
}

bool judge_task_places(CheckContext& t, const ExchangePtr& answer) {
  const JsonPtr body = t.json(answer);
  if (answer->operation == "GetTask") return judge_places(t, answer, body.get(), "");
  const json* tasks = member(body.get(), "task_logs");
  bool any = false;
  for (std::size_t i = 0; tasks && tasks->is_array() && i < tasks->size(); ++i)
    any = judge_places(t, answer, &(*tasks)[i], fmt::format("/task_logs/{}", i)) || any;
  return any;
}

Task<void> ends_make_sense(CheckContext& t) {
  const std::vector<ExchangePtr> logs = co_await all_logs(t);
  Decided told;
  for (const ExchangePtr& log : logs) judge_end(t, log, told);
  judge_listed_ends(t, told);
  for (const char* id : {"RUN-08", "RUN-09", "TIM-05"}) {
    if (!told.contains(id)) t.not_applicable(id, "no run log was of a state that this is about");
  }
}

Task<void> outputs_stay(CheckContext& t) {
  const std::vector<ExchangePtr> logs = co_await all_logs(t);
  bool any = false;
  std::map<std::string, ExchangePtr> before;  // by run, the last log with outputs of a complete run
  for (const ExchangePtr& log : logs) {
    const JsonPtr body = t.json(log);
    const schemas::StateWord* word = t.dialect().state(text_member(body.get(), "state"));
    if (!word || word->phase != Phase::complete) continue;
    const std::string id = run_id_of(*log);
    const json* outputs = member(body.get(), "outputs");
    const auto known = before.find(id);
    if (known != before.end() && known->second->timings.received <= log->timings.started) {
      Finding gone =
          finding(log, "outputs-vanish", "the outputs of a complete run were shown before and are gone",
                  "the outputs", outputs ? as_sent(*outputs) : "no outputs", {"/outputs"});
      gone.exchanges.push_back(known->second->id);
      t.expect(has_some(outputs), "RUN-24", std::move(gone));
      any = true;
    }
    if (has_some(outputs)) before[id] = log;
  }
  if (!any) t.not_applicable("RUN-24", "no log of a complete run with outputs was read twice");
}

Task<void> urls_lead_outside(CheckContext& t) {
  const std::vector<ExchangePtr> logs = co_await all_logs(t);
  bool any = false;
  for (const ExchangePtr& log : logs) {
    const JsonPtr body = t.json(log);
    any = judge_places(t, log, body.get(), "") || any;
    any = judge_places(t, log, member(body.get(), "run_log"), "/run_log") || any;
    any = judge_outputs(t, log, member(body.get(), "outputs")) || any;
    any = judge_task_places(t, log) || any;
  }
  for (const char* operation : {"ListTasks", "GetTask"}) {
    for (const ExchangePtr& answer : answers_of(t, operation)) any = judge_task_places(t, answer) || any;
  }
  if (!any) t.not_applicable("RUN-25", "neither a run log nor a task has a URL");
}

}  // namespace

const std::vector<Check>& run_log_at_large_checks() {
  static const std::vector<Check> table = {
      {.id = "run_log.ends-make-sense",
       .title = "no run log says of one run that it goes on and that it ended",
       .decides = {"RUN-08", "RUN-09", "TIM-05"},
       .stage = Stage::closing,
       .run = ends_make_sense},
      {.id = "run_log.outputs-stay",
       .title = "the outputs of a complete run stay",
       .decides = {"RUN-24"},
       .stage = Stage::closing,
       .run = outputs_stay},
      {.id = "run_log.urls-lead-outside",
       .title = "the URLs of a run log lead to where the client is",
       .decides = {"RUN-25"},
       .stage = Stage::closing,
       .run = urls_lead_outside},
  };
  return table;
}

}  // namespace assay::conformance
