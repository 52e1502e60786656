// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "conformance/checks/shared/groups.hpp"
#include "conformance/checks/shared/requests.hpp"
#include "conformance/rules/echo.hpp"
#include "conformance/rules/ended_log.hpp"
#include "conformance/rules/log_place.hpp"
#include "conformance/rules/members.hpp"
#include "conformance/rules/task_list.hpp"
#include "conformance/session/context.hpp"
#include "core/headers.hpp"
#include "core/text.hpp"

namespace assay::conformance {
namespace {

using nlohmann::json;

Task<void> log_is_of_its_run(CheckContext& t) {
  const RunPtr run = co_await t.any_run();
  const ExchangePtr answer = co_await t.get("GetRunLog", run->id);
  t.judge_status("RUN-01", answer, "the log of a run");
  const JsonPtr body = t.json(answer);
  t.expect(body && body->is_object(), "RUN-01",
           finding(answer, "log-is-no-object", "the run log is no JSON object", "an object",
                   body ? std::string(body->type_name()) : "no JSON", {""}));
  t.need(body && body->is_object(), "the answer is no run log");
  const json* id = member(body.get(), "run_id");
  if (!id || id->is_null()) {
    t.graded("RUN-02", Verdict::warn,
             finding(answer, "run-id-missing", "the run log has no run_id", run->id, "none", {""}));
  } else {
    t.expect(*id == run->id, "RUN-02",
             finding(answer, "run-id-differs", "the run log speaks of another run", run->id,
                     core::shortened(core::printable(id->dump(-1, ' ', true)), 100), {"/run_id"}));
  }
}

constexpr std::string_view engine_fields[] = {"workflow_engine", "workflow_engine_version"};

std::vector<SentField> fields_of(const Form& form, bool of_engine) {
  std::vector<SentField> fields;
  for (const FormPart& part : form.parts) {
    const bool engine =
        std::find(std::begin(engine_fields), std::end(engine_fields), part.name) != std::end(engine_fields);
    const bool standard = part.name.starts_with("workflow_") || part.name == "tags";
    if (!part.filename && standard && engine == of_engine) fields.push_back({part.name, part.value});
  }
  return fields;
}

void judge_echo(CheckContext& t, std::string_view requirement, const std::vector<SentField>& sent,
                const ExchangePtr& log) {
  using Kind = EchoDifference::Kind;
  const JsonPtr body = t.json(log);
  t.need(body && body->is_object(), in_words(*log) + " without a run log");
  t.holds(requirement, log);
  for (const EchoDifference& each : echo_differences(sent, member(body.get(), "request"))) {
    const char* how = each.kind == Kind::missing     ? "does not show"
                      : each.kind == Kind::rewritten ? "shows rewritten"
                      : each.kind == Kind::added     ? "adds to"
                                                     : "shows another value of";
    Finding found =
        finding(log, "echo-" + each.field, fmt::format("the request in the run log {} {}", how, each.field),
                each.expected, each.actual, {"/request/" + each.field});
    if (each.kind == Kind::other) {
      t.broken(requirement, std::move(found));
    } else {
      t.graded(requirement, Verdict::warn, std::move(found));
    }
  }
}

Task<void> echoes_the_request(CheckContext& t) {
  const RunPtr run = co_await t.finished_run();
  const ExchangePtr log = co_await t.get("GetRunLog", run->id);
  const std::vector<SentField> sent = fields_of(run->form, false);
  judge_echo(t, "RUN-04", sent, log);
}

// An engine of the service that speaks the language, with one of its versions; empty where that is not plain.
struct Engine {
  std::string name;
  std::string version;
};
Engine engine_for(const json* info, const std::string& workflow_type) {
  static constexpr struct {
    std::string_view type;
    std::string_view engine;  // part of its name
  } rows[] = {{"CWL", "cwl"},       {"CWL", "toil"},           {"CWL", "arvados"},       {"WDL", "cromwell"},
              {"WDL", "wdl"},       {"NFL", "nextflow"},       {"NEXTFLOW", "nextflow"}, {"NXF", "nextflow"},
              {"SMK", "snakemake"}, {"SNAKEMAKE", "snakemake"}};
  const json* engines = member(info, "workflow_engine_versions");
  if (!engines || !engines->is_object()) return {};
  for (const auto& [name, versions] : engines->items()) {
    std::string lower = name;
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    const bool speaks = std::any_of(std::begin(rows), std::end(rows), [&](const auto& row) {
      return core::equal_without_case(row.type, workflow_type) && lower.find(row.engine) != std::string::npos;
    });
    if (!speaks && engines->size() > 1) continue;
    const json* list = member(&versions, "workflow_engine_version");
    if (list && list->is_array() && !list->empty() && list->front().is_string())
      return {name, list->front().get<std::string>()};
  }
  return {};
}

// The quick workload with an engine, so that the run log has one to show.
Form form_with_engine(CheckContext& t) {
  Form form = t.form("quick");
  const FormPart* type = form.find("workflow_type");
  if (t.version() < "1.1" || form.find("workflow_engine") || !type) return form;
  const JsonPtr info = t.service_info();
  const Engine engine = engine_for(info.get(), type->value);
  if (engine.name.empty()) return form;
  return form.with("workflow_engine", engine.name).with("workflow_engine_version", engine.version);
}

Task<void> shows_the_engine(CheckContext& t) {
  const Form form = form_with_engine(t);
  const ExchangePtr answer = co_await t.submit(form);
  const std::string id = id_member(t.json(answer).get(), "run_id");
  t.need(is_success(*answer) && !id.empty(),
         "a submission that names an engine was refused: " + in_words(*answer));
  ExchangePtr log = co_await t.get("GetRunLog", id);
  const std::vector<SentField> sent = fields_of(form, true);
  if (sent.empty()) {
    t.not_applicable("RUN-21", "no engine was submitted: service-info lists none for the workflow");
    co_return;
  }
  if (!is_ok(*log)) {
    co_await t.sleep(t.waits().visible);
    log = co_await t.get("GetRunLog", id);
  }
  t.need(is_ok(*log), in_words(*log) + ", so its request cannot be compared");
  judge_echo(t, "RUN-21", sent, log);
}

Task<void> reads_the_same_twice(CheckContext& t) {
  const RunPtr run = co_await t.any_run();
  const ExchangePtr first = co_await t.get("GetRunLog", run->id);
  const JsonPtr before = t.json(first);
  t.need(before && before->is_object(), in_words(*first) + " without a run log");
  const std::string state = text_member(before.get(), "state");
  t.need(t.dialect().is_terminal(state), "the run has not ended");
  if (state == "COMPLETE") {
    const json* outputs = member(before.get(), "outputs");
    t.expect(outputs && !outputs->is_null(), "RUN-13",
             finding(first, "outputs-missing", "the log of a complete run has no outputs", "outputs", "none",
                     {"/outputs"}));
  } else {
    t.not_applicable("RUN-13", "the run that was read is not COMPLETE");
  }
  co_await t.sleep(std::chrono::seconds(1));
  const ExchangePtr second = co_await t.get("GetRunLog", run->id);
  const JsonPtr after = t.json(second);
  t.need(is_ok(*second) && after, in_words(*second) + ", so the two cannot be compared");
  const std::vector<std::string> changed = changed_after_end(*before, *after);
  Finding found = finding(second, "log-changes", "the log of an ended run reads differently a second later",
                          "the same", fmt::format("{} places differ", changed.size()), changed);
  found.exchanges.push_back(first->id);
  t.expect(changed.empty(), "RUN-19", std::move(found));
}

void judge_exit_code(CheckContext& t, const ExchangePtr& log) {
  const JsonPtr body = t.json(log);
  const std::string state = text_member(body.get(), "state");
  const json* code = member(member(body.get(), "run_log"), "exit_code");
  if (!code || !code->is_number() || (state != "COMPLETE" && state != "EXECUTOR_ERROR")) return;
  const bool zero = *code == 0;
  t.expect(zero == (state == "COMPLETE"), "RUN-08",
           finding(log, "exit-code-and-state", "the exit_code does not fit the state " + state,
                   state == "COMPLETE" ? "0" : "another than 0", code->dump(), {"/run_log/exit_code"}));
}

Task<void> exit_code_fits_the_end(CheckContext& t) {
  const RunPtr good = co_await t.finished_run();
  const ExchangePtr complete = co_await t.get("GetRunLog", good->id);
  const RunPtr bad = co_await t.failed_run();
  const ExchangePtr failed = co_await t.get("GetRunLog", bad->id);
  bool shown = false;
  for (const ExchangePtr& log : {complete, failed}) {
    judge_exit_code(t, log);
    const json* code = member(member(t.json(log).get(), "run_log"), "exit_code");
    shown = shown || (code && code->is_number());
  }
  if (!shown) t.not_applicable("RUN-08", "the logs of ended runs show no exit_code that is a number");
}

Task<void> no_exit_code_before_the_end(CheckContext& t) {
  const ExchangePtr log = co_await log_before_the_end(t);
  const JsonPtr body = t.json(log);
  const json* code = member(member(body.get(), "run_log"), "exit_code");
  const bool shown = code && !code->is_null();
  t.expect(
      !shown, "RUN-09",
      finding(log, "exit-code-before-the-end", "a run that has not ended shows an exit_code", "no exit_code",
              shown ? core::shortened(core::printable(code->dump(-1, ' ', true)), 60) : "",
              {"/run_log/exit_code"}));
}

// Where to fetch one stream of a log; empty, with the reason told, where this client must not or cannot.
std::string stream_target(CheckContext& t, const ExchangePtr& log, const std::string& url) {
  const LogPlace place = log_place(url);
  if (place == LogPlace::path || place == LogPlace::text) {
    t.not_applicable("RUN-11", "stdout and stderr are no URLs (RUN-10)");
    return {};
  }
  const auto target = core::resolve_target(t.base(), log->request.target, url);
  if (target) return *target;
  // Credentials stay with the service; other schemes are not spoken here.
  const std::string scheme = url.substr(0, url.find(':'));
  t.info("RUN-11",
         "the logs are outside the service's origin (" + core::shortened(core::printable(scheme), 20) +
             ") and were not fetched",
         log);
  return {};
}

Task<void> streams_open(CheckContext& t) {
  const RunPtr run = co_await t.any_run();
  const ExchangePtr log = co_await t.get("GetRunLog", run->id);
  const JsonPtr body = t.json(log);
  t.need(t.dialect().is_terminal(text_member(body.get(), "state")), "the run has not ended");
  bool shown = false;
  for (const char* name : {"stdout", "stderr"}) {
    const std::string url = text_member(member(body.get(), "run_log"), name);
    if (url.empty()) continue;
    shown = true;
    const std::string target = stream_target(t, log, url);
    if (target.empty()) continue;
    const ExchangePtr answer = co_await t.fetch(target);
    if (answer->fault == core::TransportFault::redirect) {
      t.info("RUN-11", "the logs redirect to another origin and were not followed", answer);
    } else if (answer->fault == core::TransportFault::too_large) {
      t.holds("RUN-11", answer);
    } else if (!answer->response) {
      t.inconclusive("RUN-11", in_words(*answer));
    } else {
      t.judge_status("RUN-11", answer, fmt::format("the {} of an ended run", name));
    }
  }
  if (!shown) t.not_applicable("RUN-11", "the log of the ended run gives no stdout and no stderr");
}

Task<void> unknown_run_is_refused(CheckContext& t) {
  const std::string like_one = co_await t.unknown_run_id(2);
  for (const std::string& id : {like_one, std::string("wes-assay-no-such-run")}) {
    const ExchangePtr answer = co_await t.get("GetRunLog", id);
    t.judge_status("RUN-17", answer, "the log of a run that does not exist");
  }
}

}  // namespace

const std::vector<Check>& run_log_checks() {
  static const std::vector<Check> table = {
      {.id = "run_log.answers-with-its-run",
       .title = "a run log is there and names its run",
       .decides = {"RUN-01", "RUN-02"},
       .stage = Stage::lifecycle,
       .run = log_is_of_its_run,
       .smoke = true},
      {.id = "run_log.echoes-the-request",
       .title = "the request in a run log is the one that was submitted",
       .decides = {"RUN-04"},
       .stage = Stage::lifecycle,
       .run = echoes_the_request,
       .writes = true,
       .smoke = true},
      {.id = "run_log.shows-the-engine",
       .title = "the log of a run shows the engine that was asked for",
       .decides = {"RUN-21"},
       .stage = Stage::lifecycle,
       .run = shows_the_engine,
       .writes = true},
      {.id = "run_log.reads-the-same-twice",
       .title = "the log of an ended run is complete and does not change",
       .decides = {"RUN-13", "RUN-19"},
       .stage = Stage::lifecycle,
       .run = reads_the_same_twice},
      {.id = "run_log.exit-code-fits-the-end",
       .title = "the exit code is 0 after success and another after a failure",
       .decides = {"RUN-08"},
       .stage = Stage::lifecycle,
       .run = exit_code_fits_the_end,
       .writes = true},
      {.id = "run_log.no-exit-code-before-the-end",
       .title = "a running run has no exit code",
       .decides = {"RUN-09"},
       .stage = Stage::lifecycle,
       .run = no_exit_code_before_the_end,
       .writes = true},
      {.id = "run_log.streams-open",
       .title = "stdout and stderr of an ended run open with the service's credentials",
       .decides = {"RUN-11"},
       .stage = Stage::lifecycle,
       .run = streams_open},
      {.id = "run_log.unknown-run-is-refused",
       .title = "the log of a run that does not exist is answered 404",
       .decides = {"RUN-17"},
       .stage = Stage::unknown_runs,
       .run = unknown_run_is_refused},
  };
  return table;
}

}  // namespace assay::conformance
