// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <nlohmann/json.hpp>
#include <set>

#include "conformance/checks/shared/groups.hpp"
#include "conformance/rules/log_place.hpp"
#include "conformance/rules/members.hpp"
#include "conformance/rules/response_schema.hpp"
#include "conformance/session/context.hpp"
#include "core/text.hpp"

namespace assay::conformance {
namespace {

using nlohmann::json;

constexpr std::size_t kMostLogs = 300;

struct SeenLog {
  ExchangePtr exchange;
  JsonPtr body;  // an object
};

// Every run log that was read, each text once. Where no other check has read one, this reads its own.
Task<std::vector<SeenLog>> seen_logs(CheckContext& t) {
  std::vector<SeenLog> logs;
  std::set<std::string_view> texts;
  for (int attempt = 0; attempt < 2 && logs.empty(); ++attempt) {
    if (attempt > 0) {
      const RunPtr run = co_await t.any_run();
      co_await t.get("GetRunLog", run->id);
    }
    for (const ExchangePtr& exchange : t.exchanges()) {
      if (exchange->operation != "GetRunLog" || !is_ok(*exchange)) continue;
      if (logs.size() == kMostLogs || !texts.insert(exchange->response->body).second) continue;
      const JsonPtr body = t.json(exchange);
      if (body && body->is_object()) logs.push_back({exchange, body});
    }
  }
  t.need(!logs.empty(), "no run log could be read");
  co_return logs;
}

// A requirement about members of a log: where its violations stand, and the member that must be there for it
// to say something.
struct LogPart {
  std::string_view requirement;
  std::vector<std::string_view> globs;
  const char* member;
};
const std::vector<LogPart>& log_parts() {
  static const std::vector<LogPart> table = {
      {"RUN-05", {"/request", "/request/workflow_type*", "/request/workflow_url"}, "/request"},
      {"RUN-06", {"/run_log", "/run_log/name", "/run_log/cmd*"}, "/run_log"},
      {"RUN-12", {"/outputs"}, "/outputs"},
      {"RUN-15", {"/task_logs*"}, "/task_logs"},
      {"RUN-16", {"/task_logs*"}, "/task_logs"},
      {"RUN-20", {"/run_log/system_logs*"}, "/run_log/system_logs"},
  };
  return table;
}

// Judged by requirements of their own: times and log URLs.
bool is_elsewhere(const Violation& violation) {
  static const std::vector<std::string_view> globs = {"*_log*/start_time", "*_log*/end_time", "*_log*/stdout",
                                                      "*_log*/stderr"};
  return is_at(violation, globs);
}

void judge_parts(CheckContext& t, const SeenLog& log, const std::vector<Violation>& violations) {
  for (const LogPart& part : log_parts()) {
    if (!log.body->contains(json::json_pointer(part.member))) continue;
    t.broken_by(part.requirement, schema_findings(log.exchange, violations, part.globs), log.exchange);
  }
}

void judge_state(CheckContext& t, const SeenLog& log) {
  const json* state = member(log.body.get(), "state");
  if (!state || state->is_null()) {
    return t.graded(
        "RUN-03", Verdict::warn,
        finding(log.exchange, "state-missing", "a run log has no state", "a State", "none", {""}));
  }
  const std::string word = state->is_string() ? state->get<std::string>() : "";
  t.expect(t.dialect().state(word) != nullptr, "RUN-03",
           finding(log.exchange, "state-unknown", "the state of a run log is none of WES " + t.version(),
                   "a State", core::shortened(core::printable(state->dump(-1, ' ', true)), 60), {"/state"}));
}

// 138.0 is 138 with a fraction of zero: JSON has one kind of number, many readers have two.
void judge_exit_code(CheckContext& t, const SeenLog& log) {
  const json* code = member(member(log.body.get(), "run_log"), "exit_code");
  if (!code || code->is_null()) return;
  const double value = code->is_number() ? code->get<double>() : 0.5;
  const bool whole = value >= -2147483648.0 && value <= 2147483647.0 &&
                     value == static_cast<double>(static_cast<long long>(value));
  Finding found = finding(
      log.exchange, whole ? "exit-code-with-fraction" : "exit-code-is-no-int32",
      whole ? "an exit_code is written with a fraction of zero" : "an exit_code is no 32-bit integer",
      "an int32", core::shortened(core::printable(code->dump(-1, ' ', true)), 60), {"/run_log/exit_code"});
  if (whole && !code->is_number_integer()) return t.graded("RUN-07", Verdict::warn, std::move(found));
  t.expect(whole, "RUN-07", std::move(found));
}

// "/request/workflow_attachment": members that the document does not have, one level deep.
void collect_extras(CheckContext& t, const SeenLog& log, std::set<std::string>& extras) {
  static constexpr struct {
    const char* at;
    const char* schema;
  } rows[] = {{"", "RunLog"}, {"/run_log", "Log"}, {"/request", "RunRequest"}};
  for (const auto& row : rows) {
    const json::json_pointer at(row.at);
    const json* known = t.openapi().at(fmt::format("/components/schemas/{}/properties", row.schema));
    if (!known || !log.body->contains(at) || !(*log.body)[at].is_object()) continue;
    for (const auto& [name, value] : (*log.body)[at].items()) {
      if (!known->contains(name)) extras.insert(row.at + ("/" + core::printable(name)));
    }
  }
}

void not_seen(CheckContext& t, const std::vector<SeenLog>& logs) {
  for (const LogPart& part : log_parts()) {
    const bool seen = std::any_of(logs.begin(), logs.end(), [&](const SeenLog& log) {
      return log.body->contains(json::json_pointer(part.member));
    });
    if (!seen) t.not_applicable(part.requirement, "no run log has the member " + std::string(part.member));
  }
  const bool codes = std::any_of(logs.begin(), logs.end(), [](const SeenLog& log) {
    const json* code = member(member(log.body.get(), "run_log"), "exit_code");
    return code && !code->is_null();
  });
  if (!codes) t.not_applicable("RUN-07", "no run log shows an exit_code");
}

// What one log says of its output; `pointer` is of the log.
void judge_streams(CheckContext& t, const ExchangePtr& exchange, const json& log,
                   const std::string& pointer) {
  for (const char* name : {"stdout", "stderr"}) {
    const json* value = member(&log, name);
    if (!value || value->is_null()) continue;
    const LogPlace place =
        value->is_string() ? log_place(value->get_ref<const std::string&>()) : LogPlace::text;
    if (place == LogPlace::empty) continue;
    if (place == LogPlace::absolute) {
      t.holds("RUN-10", exchange);
      continue;
    }
    const std::string what(conformance::name(place));
    Finding found = finding(
        exchange, "stream-is " + what, fmt::format("{} holds {}", name, what), "an absolute URL",
        core::shortened(core::printable(value->dump(-1, ' ', true, json::error_handler_t::replace)), 100),
        {pointer + "/" + name});
    if (place == LogPlace::relative) {
      t.graded("RUN-10", Verdict::warn, std::move(found));
    } else {
      t.broken("RUN-10", std::move(found));
    }
  }
}

void judge_tasks_url(CheckContext& t, const SeenLog& log) {
  const json* url = member(log.body.get(), "task_logs_url");
  if (!url || url->is_null() || *url == "") return;
  const LogPlace place = url->is_string() ? log_place(url->get_ref<const std::string&>()) : LogPlace::text;
  t.expect(
      place == LogPlace::absolute, "RUN-14",
      finding(log.exchange, "tasks-url-not-absolute",
              "the task_logs_url is " + std::string(conformance::name(place)), "an absolute URL",
              core::shortened(core::printable(url->dump(-1, ' ', true, json::error_handler_t::replace)), 100),
              {"/task_logs_url"}));
}

Task<void> log_members_have_their_types(CheckContext& t) {
  const std::vector<SeenLog> logs = co_await seen_logs(t);
  std::set<std::string> extras;
  for (const SeenLog& log : logs) {
    std::vector<Violation> violations = t.openapi().check("GetRunLog", 200, "application/json", *log.body);
    t.broken_by("RUN-22", null_findings(log.exchange, violations), log.exchange);
    std::erase_if(violations, is_elsewhere);
    judge_parts(t, log, violations);
    judge_state(t, log);
    judge_exit_code(t, log);
    collect_extras(t, log, extras);
  }
  not_seen(t, logs);
  if (extras.empty()) {
    t.holds("RUN-18", logs.back().exchange);
  } else {
    t.info("RUN-18", fmt::format("members beyond the schema: {}", fmt::join(extras, ", ")),
           logs.back().exchange);
  }
}

Task<void> log_urls_are_absolute(CheckContext& t) {
  const std::vector<SeenLog> logs = co_await seen_logs(t);
  bool streams = false, tasks_url = false;
  for (const SeenLog& log : logs) {
    const json* run_log = member(log.body.get(), "run_log");
    if (run_log) judge_streams(t, log.exchange, *run_log, "/run_log");
    const json* tasks = member(log.body.get(), "task_logs");
    for (std::size_t i = 0; tasks && tasks->is_array() && i < tasks->size(); ++i)
      judge_streams(t, log.exchange, (*tasks)[i], fmt::format("/task_logs/{}", i));
    judge_tasks_url(t, log);
    streams = streams || !text_member(run_log, "stdout").empty() || !text_member(run_log, "stderr").empty();
    tasks_url = tasks_url || !text_member(log.body.get(), "task_logs_url").empty();
  }
  if (!streams) t.not_applicable("RUN-10", "no run log gives stdout or stderr");
  if (!tasks_url) t.not_applicable("RUN-14", "no run log gives a task_logs_url");
}

}  // namespace

const std::vector<Check>& run_log_members_checks() {
  static const std::vector<Check> table = {
      {.id = "run_log.members-have-their-types",
       .title = "every run log that was read keeps its schema",
       .decides = {"RUN-03", "RUN-05", "RUN-06", "RUN-07", "RUN-12", "RUN-15", "RUN-16", "RUN-18", "RUN-20",
                   "RUN-22"},
       .stage = Stage::closing,
       .run = log_members_have_their_types},
      {.id = "run_log.urls-are-absolute",
       .title = "stdout, stderr and task_logs_url are absolute URLs",
       .decides = {"RUN-10", "RUN-14"},
       .stage = Stage::closing,
       .run = log_urls_are_absolute},
  };
  return table;
}

}  // namespace assay::conformance
