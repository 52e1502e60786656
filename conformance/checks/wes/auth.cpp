// SPDX-License-Identifier: Apache-2.0
// Who may call. "none" sends no credentials, "bad" wrong ones, "other" those of a second user.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>

#include "conformance/checks/shared/groups.hpp"
#include "conformance/checks/shared/judged.hpp"
#include "conformance/checks/shared/requests.hpp"
#include "conformance/checks/shared/walks.hpp"
#include "conformance/rules/error_body.hpp"
#include "conformance/rules/local_host.hpp"
#include "conformance/rules/members.hpp"
#include "conformance/session/context.hpp"
#include "conformance/session/resembling.hpp"
#include "core/text.hpp"

namespace assay::conformance {
namespace {

// A submission that would be accepted of the right caller. Where it is accepted, its run is cancelled.
Task<ExchangePtr> submit_as(CheckContext& t, std::string user) {
  core::Request request;
  request.method = "POST";
  request.target = t.dialect().operation("RunWorkflow")->path;
  request.headers.add("Accept", "application/json");
  set_multipart(request, t.form("quick"));
  const ExchangePtr answer = co_await t.send_request(std::move(request), "RunWorkflow", std::move(user));
  const std::string id = id_member(t.json(answer).get(), "run_id");
  if (!id.empty()) co_await t.cancel(id);
  co_return answer;
}

Task<std::string> some_task(CheckContext& t, std::string run_id) {
  if (!t.dialect().has("GetTask")) co_return std::string();
  const ExchangePtr answer = co_await t.list_tasks(std::move(run_id), "", "");
  const JsonPtr body = t.json(answer);
  const nlohmann::json* tasks = member(body.get(), "task_logs");
  co_return tasks && tasks->is_array() && !tasks->empty() ? text_member(&tasks->front(), "id")
                                                          : std::string();
}

// Who is sent to another place, as a login page, was not refused.
void judge_refused(CheckContext& t, std::string_view requirement, const ExchangePtr& answer,
                   const std::string& what) {
  if (answer->fault != core::TransportFault::redirect) return t.judge_status(requirement, answer, what);
  t.broken(requirement, finding(answer, "redirected", what + ": " + in_words(*answer), "401", "a redirect"));
}

// Where nobody's form is taken, a refusal says nothing of who asks.
void judge_submission(CheckContext& t, std::string_view requirement, const ExchangePtr& answer,
                      const std::string& what) {
  const bool is_about_the_form = is_refusal(*answer) && !is_denied(*answer) && !t.quick_run_at_hand();
  if (!is_about_the_form) judge_refused(t, requirement, answer, what);
}

// Every operation of a run that exists, but service-info and the submission.
enum class Kind { reads, cancel };
Task<void> judge_operations(CheckContext& t, std::string_view requirement, std::string user, Kind kind) {
  const RunPtr run = co_await t.any_run();
  std::string task;
  if (kind == Kind::reads) task = co_await some_task(t, run->id);
  for (const schemas::Operation& operation : t.dialect().operations) {
    const bool reads = operation.method == "GET" && operation.id != "GetServiceInfo";
    if (kind == Kind::reads ? !reads : operation.id != "CancelRun") continue;
    if (operation.id == "GetTask" && task.empty()) continue;
    Call call;
    call.operation = operation.id;
    call.run_id = run->id;
    call.task_id = task;
    call.user = user;
    const ExchangePtr answer = co_await t.send(call);
    judge_refused(t, requirement, answer,
                  operation.id + (user == "none" ? " without" : " with wrong") + " credentials");
  }
}

Task<void> no_credentials(CheckContext& t) {
  co_await judge_operations(t, "AUT-01", "none", Kind::reads);
  co_await judge_operations(t, "AUT-01", "none", Kind::cancel);
  const ExchangePtr answer = co_await submit_as(t, "none");
  judge_submission(t, "AUT-01", answer, "RunWorkflow without credentials");
}

Task<void> wrong_credentials(CheckContext& t) { co_await judge_operations(t, "AUT-02", "bad", Kind::reads); }

Task<void> wrong_credentials_change_nothing(CheckContext& t) {
  co_await judge_operations(t, "AUT-02", "bad", Kind::cancel);
  const ExchangePtr answer = co_await submit_as(t, "bad");
  judge_submission(t, "AUT-02", answer, "RunWorkflow with wrong credentials");
}

Task<void> strangers_learn_nothing(CheckContext& t) {
  const RunPtr run = co_await t.any_run();
  const ExchangePtr known = co_await ask(t, "GetRunStatus", run->id, "none");
  const std::string unknown_id = t.unique("no-such-run");
  const ExchangePtr unknown = co_await ask(t, "GetRunStatus", unknown_id, "none");
  t.need(known->response && unknown->response, in_words(known->response ? *unknown : *known));
  t.need(is_error(*known), "the status of a run is open to callers without credentials");
  Finding differs =
      finding(unknown, "unknown-run-differs", "without credentials one can tell which runs exist",
              std::to_string(core::status_of(*known)), std::to_string(core::status_of(*unknown)));
  differs.exchanges.push_back(known->id);
  t.expect(have_same_status(*known, *unknown), "AUT-08", std::move(differs));
}

// The field that carries the credentials, as it stands in a request.
core::Header credentials_of(CheckContext& t) {
  core::Header found;
  const std::string head = t.raw_head("GET", "/runs");
  for (std::size_t at = head.find("\r\n") + 2; at < head.size(); at = head.find("\r\n", at) + 2) {
    const std::string line = head.substr(at, head.find("\r\n", at) - at);
    const std::size_t colon = line.find(": ");
    if (colon != std::string::npos) found = {line.substr(0, colon), line.substr(colon + 2)};
  }
  return found;
}

// "Bearer", "Basic"; "" where the credentials are the whole value of a field.
std::string scheme_of(const core::Header& field) {
  if (!core::equal_without_case(field.name, "Authorization")) return {};
  const std::size_t space = field.value.find(' ');
  return space == std::string::npos ? std::string() : field.value.substr(0, space);
}

Task<void> judge_near(CheckContext& t, std::string operation, std::string run_id) {
  for (const std::string_view how : resemblances) {
    const ExchangePtr answer = co_await ask(t, operation, run_id, std::string(how));
    judge_refused(t, "AUT-17", answer, operation + " with the right credentials, " + std::string(how));
  }
}

Task<void> judge_other_scheme(CheckContext& t) {
  const core::Header field = credentials_of(t);
  const std::string scheme = scheme_of(field);
  if (scheme.empty()) co_return;
  Call call;
  call.operation = "ListRuns";
  call.user = "none";
  call.headers.add(field.name, "Wes-Assay" + field.value.substr(scheme.size()));
  const ExchangePtr answer = co_await t.send(call);
  if (!is_success(*answer)) co_return judge_refused(t, "AUT-17", answer, "a scheme that nobody knows");
  t.graded("AUT-17", Verdict::warn,
           finding(answer, "any-scheme",
                   "the secret is taken under a scheme that nobody knows: what is sent by mistake is let in",
                   "401", std::to_string(core::status_of(*answer))));
}

Task<void> near_credentials(CheckContext& t) {
  co_await judge_near(t, "ListRuns", "");
  co_await judge_other_scheme(t);
  const RunPtr run = co_await t.any_run();
  co_await judge_near(t, "GetRunStatus", run->id);
}

std::vector<std::string> malformed_values(const std::string& scheme) {
  const std::string unsigned_token = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ3ZXMtYXNzYXkifQ.";
  const std::string long_token(8'000, 'x');
  if (scheme.empty()) return {"!!!", unsigned_token, long_token};
  return {scheme, scheme + " !!!", scheme + " " + unsigned_token, scheme + " " + long_token};
}

Task<void> malformed_credentials(CheckContext& t) {
  const core::Header field = credentials_of(t);
  for (const std::string& value : malformed_values(scheme_of(field))) {
    Call call;
    call.operation = "ListRuns";
    call.user = "none";
    call.headers.add(field.name, value);
    const ExchangePtr answer = co_await t.send(call);
    judge_refused(t, "AUT-16", answer, "malformed credentials");
  }
}

Task<void> scheme_in_any_case(CheckContext& t) {
  core::Header field = credentials_of(t);
  const std::string scheme = scheme_of(field);
  if (scheme.empty()) {
    t.not_applicable("AUT-10", "the credentials are no HTTP authentication scheme");
    co_return;
  }
  for (std::size_t i = 0; i < scheme.size(); ++i) {
    const char c = scheme[i];
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (letter) field.value[i] = static_cast<char>(c ^ 0x20);
  }
  Call call;
  call.operation = "ListRuns";
  call.user = "none";
  call.headers.add(field.name, field.value);
  const ExchangePtr answer = co_await t.send(call);
  co_await need_sound_list(t, answer);
  t.judge_status("AUT-10", answer, "the scheme " + field.value.substr(0, scheme.size()));
}

Task<void> foreign_runs_are_closed(CheckContext& t) {
  const RunPtr run = co_await t.any_run();
  const ExchangePtr list = co_await ask(t, "ListRuns", "", "other");
  t.need(is_ok(*list), "the second user cannot list runs: " + in_words(*list));
  for (const char* operation : {"GetRunLog", "GetRunStatus", "ListTasks"}) {
    if (!t.dialect().has(operation)) continue;
    const ExchangePtr answer = co_await ask(t, operation, run->id, "other");
    t.judge_status("AUT-06", answer, std::string(operation) + " of another caller's run");
  }
}

Task<void> foreign_tasks_are_closed(CheckContext& t) {
  const RunPtr run = co_await t.any_run();
  Call call;
  call.operation = "GetTask";
  call.run_id = run->id;
  call.task_id = co_await some_task(t, run->id);
  call.user = "other";
  if (call.task_id.empty()) {
    t.not_applicable("AUT-06", "the run shows no task with an id");
    co_return;
  }
  const ExchangePtr answer = co_await t.send(call);
  t.judge_status("AUT-06", answer, "GetTask on another caller's run");
}

// Where no refusal was the service's own.
void tell_unrefused(CheckContext& t, std::string_view requirement, bool refused, const ExchangePtr& page,
                    std::string none) {
  if (refused) return;
  if (!page) return t.not_applicable(requirement, std::move(none));
  t.inconclusive(requirement,
                 in_words(*page) + " with a page of HTML, which may come from anything on the way", page);
}

void judge_challenges(CheckContext& t) {
  bool refused = false;
  bool challenged = false;
  ExchangePtr page;
  std::string schemes;
  for (const ExchangePtr& exchange : judged_answers(t)) {
    if (exchange->operation.empty() || !is_denied(*exchange)) continue;
    if (exchange->request.method == "HEAD") continue;
    if (!is_own_refusal(*exchange)) {
      page = exchange;
      continue;
    }
    refused = true;
    const JsonPtr body = t.json(exchange);
    const auto no_object = not_an_error_object(exchange, body.get());
    const auto no_members = missing_error_members(exchange, body.get());
    if (no_object || no_members) {
      t.broken("AUT-07", no_object ? *no_object : *no_members);
    } else {
      t.holds("AUT-07", exchange);
    }
    if (!is_unauthorized(*exchange)) continue;
    challenged = true;
    const auto challenge = exchange->response->headers.get("WWW-Authenticate");
    if (challenge && schemes.empty()) schemes = core::shortened(core::printable(*challenge), 100);
    t.expect(challenge.has_value(), "AUT-03",
             finding(exchange, "no-challenge", "a 401 does not say how to authenticate", "WWW-Authenticate",
                     "none"));
  }
  tell_unrefused(t, "AUT-07", refused, page, "no request was answered 401 or 403");
  tell_unrefused(t, "AUT-03", challenged, page, "no request was answered 401");
  if (challenged) {
    t.info("AUT-09", schemes.empty() ? "401 without a challenge" : "the service asks for: " + schemes,
           nullptr);
  } else {
    t.info("AUT-09", t.has_auth() ? "no request was answered 401" : "no credentials were needed", nullptr);
  }
}

void judge_transport(CheckContext& t) {
  const core::Url& base = t.base();
  if (base.scheme != "https" && is_local_host(base.host)) {
    t.not_applicable("AUT-11", "the service is on the local host");
    return;
  }
  t.expect(base.scheme == "https", "AUT-11",
           finding(t.service_info_exchange(), "plain-http",
                   "credentials and runs cross the network to " + base.host + " unencrypted", "https",
                   base.scheme));
}

Task<void> the_way_in_is_told(CheckContext& t) {
  const ExchangePtr info = co_await ask(t, "GetServiceInfo", "", "none");
  t.info("AUT-13", fmt::format("service-info without credentials answers {}", core::status_of(*info)), info);
  if (t.has_auth()) co_await ask(t, "ListRuns", "", "none");
  judge_challenges(t);
  judge_transport(t);
}

// The names of what was sent and came back, the wrong credentials of the suite included.
std::optional<std::string> echoed(const core::Exchange& exchange, const std::string& wrong) {
  if (!exchange.leaked.empty()) return exchange.leaked.front();
  if (!exchange.response || exchange.user != "bad" || wrong.empty()) return std::nullopt;
  std::string text = exchange.response->body;
  for (const core::Header& header : exchange.response->headers) text += "\n" + header.value;
  if (text.find(wrong) == std::string::npos) return std::nullopt;
  return "the wrong credentials that were sent";
}

Task<void> credentials_are_not_echoed(CheckContext& t) {
  ExchangePtr evidence;
  const std::string wrong = t.wrong_secret();
  for (const ExchangePtr& exchange : t.exchanges()) {
    if (!exchange->response) continue;
    evidence = exchange;
    const auto secret = echoed(*exchange, wrong);
    if (!secret) continue;
    t.broken("AUT-14", finding(exchange, "credentials-echoed", "an answer holds the credentials of a request",
                               "none", *secret));
  }
  t.need(evidence != nullptr, "nothing was answered");
  t.holds("AUT-14", evidence);
  co_return;
}

}  // namespace

const std::vector<Check>& auth_checks() {
  static const std::vector<Check> table = {
      {.id = "auth.no-credentials-are-refused",
       .title = "every operation but service-info is refused to a caller without credentials",
       .decides = {"AUT-01"},
       .stage = Stage::refusals,
       .run = no_credentials,
       .writes = true,
       .needs_auth = true},
      {.id = "auth.wrong-credentials-are-refused",
       .title = "wrong credentials are refused",
       .decides = {"AUT-02"},
       .stage = Stage::refusals,
       .run = wrong_credentials,
       .needs_auth = true,
       .smoke = true},
      {.id = "auth.wrong-credentials-change-nothing",
       .title = "wrong credentials neither submit a run nor cancel one",
       .decides = {"AUT-02"},
       .stage = Stage::refusals,
       .run = wrong_credentials_change_nothing,
       .writes = true,
       .needs_auth = true},
      {.id = "auth.near-credentials-are-refused",
       .title = "credentials that are nearly the right ones are refused",
       .decides = {"AUT-17"},
       .stage = Stage::refusals,
       .run = near_credentials,
       .needs_auth = true},
      {.id = "auth.malformed-credentials-are-refused",
       .title = "credentials that cannot be read are refused in order",
       .decides = {"AUT-16"},
       .stage = Stage::refusals,
       .run = malformed_credentials,
       .needs_auth = true},
      {.id = "auth.scheme-in-any-case",
       .title = "the scheme of the credentials may be written in any case",
       .decides = {"AUT-10"},
       .stage = Stage::refusals,
       .run = scheme_in_any_case,
       .needs_auth = true},
      {.id = "auth.foreign-runs-are-closed",
       .title = "one caller does not read the runs of another",
       .decides = {"AUT-06"},
       .stage = Stage::refusals,
       .run = foreign_runs_are_closed,
       .writes = true,
       .needs_auth = true,
       .needs_other = true},
      {.id = "auth.foreign-tasks-are-closed",
       .title = "one caller does not read a task of another's run",
       .decides = {"AUT-06"},
       .stage = Stage::refusals,
       .run = foreign_tasks_are_closed,
       .operations = {"GetTask"},
       .writes = true,
       .needs_auth = true,
       .needs_other = true},
      {.id = "auth.strangers-learn-nothing",
       .title = "without credentials nobody learns which runs exist",
       .decides = {"AUT-08"},
       .stage = Stage::unknown_runs,
       .run = strangers_learn_nothing,
       .needs_auth = true},
      {.id = "auth.the-way-in-is-told",
       .title = "a refused caller learns how to come in, over a channel that keeps secrets",
       .decides = {"AUT-03", "AUT-07", "AUT-09", "AUT-11", "AUT-13"},
       .stage = Stage::closing,
       .run = the_way_in_is_told,
       .smoke = true},
      {.id = "auth.credentials-are-not-echoed",
       .title = "no answer holds the credentials of a request",
       .decides = {"AUT-14"},
       .stage = Stage::closing,
       .run = credentials_are_not_echoed,
       .needs_auth = true},
  };
  return table;
}

}  // namespace assay::conformance
