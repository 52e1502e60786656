// SPDX-License-Identifier: Apache-2.0
// What refusals look like, judged over all that the run has met.
#include <fmt/format.h>

#include <algorithm>

#include "conformance/checks/checks.hpp"
#include "conformance/checks/shared/groups.hpp"
#include "conformance/checks/wes/served.hpp"
#include "conformance/rules/error_body.hpp"
#include "conformance/rules/mistakes.hpp"
#include "conformance/session/context.hpp"

namespace assay::conformance {
namespace {

bool was_redirected(const core::Exchange& exchange) {
  return std::any_of(exchange.wire_notes.begin(), exchange.wire_notes.end(),
                     [](const std::string& note) { return note.starts_with("redirected to "); });
}

// A refusal that is not about credentials.
bool is_plain_refusal(const core::Exchange& exchange) {
  return is_operation_error(exchange) && !is_server_error(exchange) && !is_denied(exchange);
}

bool met_a_refusal(CheckContext& t) {
  return std::any_of(t.exchanges().begin(), t.exchanges().end(),
                     [](const ExchangePtr& exchange) { return is_plain_refusal(*exchange); });
}

// At least one, whatever else was selected.
Task<void> meet_a_refusal(CheckContext& t) {
  if (met_a_refusal(t)) co_return;
  const std::string id = t.unique("no-such-run");
  co_await t.get("GetRunLog", id);
}

// The shape of one answer. A 401 and a 403 are AUT-07, a server error is ERR-10: one cause, one finding.
void judge_body(CheckContext& t, const ExchangePtr& exchange) {
  const JsonPtr body = t.json(exchange);
  const auto no_object = not_an_error_object(exchange, body.get());
  const auto no_members = missing_error_members(exchange, body.get());
  const auto tell = [&](std::string_view requirement, const std::optional<Finding>& found) {
    if (found) {
      t.broken(requirement, *found);
    } else {
      t.holds(requirement, exchange);
    }
  };
  if (is_server_error(*exchange)) {
    tell("ERR-10", no_object ? no_object : no_members);
  } else if (is_plain_refusal(*exchange)) {
    tell("ERR-01", no_object);
    if (body) tell("ERR-04", no_members);
  }
  t.broken_by("ERR-02", wrong_error_types(exchange, body.get()), exchange);
  tell("ERR-03", other_status_code(exchange, body.get()));
  tell("ERR-09", poor_error_text(exchange, body.get()));
}

Task<void> bodies_are_error_responses(CheckContext& t) {
  co_await meet_a_refusal(t);
  bool server_error = false;
  for (const ExchangePtr& exchange : t.exchanges()) {
    if (!is_operation_error(*exchange) || t.trouble_of(exchange) != Trouble::none) continue;
    judge_body(t, exchange);
    server_error = server_error || is_server_error(*exchange);
  }
  if (!server_error) t.not_applicable("ERR-10", "no server error was met");
  t.need(met_a_refusal(t), "no refusal of an operation was met");
}

// 501 for a method and 505 for a version are the answers that HTTP asks for.
bool is_owed_to_http(const core::Exchange& exchange) {
  const std::string& method = exchange.request.method;
  return is_no_version(exchange) || (is_not_implemented(exchange) && method != "GET" && method != "POST");
}

Task<void> statuses_tell_the_truth(CheckContext& t) {
  co_await meet_a_refusal(t);
  const Told told =
      told_by(t.exchanges(), [&t](const ExchangePtr& exchange) { return t.json(exchange).get(); });
  for (const ExchangePtr& exchange : t.exchanges()) {
    if (t.trouble_of(exchange) != Trouble::none) continue;
    if (!exchange->operation.empty()) {
      const JsonPtr body = t.json(exchange);
      const auto hidden = hidden_error(exchange, body.get());
      t.expect(!hidden, "ERR-05", hidden ? *hidden : finding(exchange, "", ""));
      if (is_error(*exchange)) t.judge_status("ERR-07", exchange, "a refusal");
    }
    const Check* asker = find_check(exchange->check);
    const bool refusable = asker && asker->stage == Stage::refusals;
    if (is_mistake(*exchange, told, refusable) && !is_owed_to_http(*exchange)) {
      const std::string_view made = asker ? asker->title : std::string_view();
      t.judge_status("ERR-06", exchange,
                     made.empty() ? std::string("a request with a mistake of the client in it")
                                  : fmt::format("a request with a mistake of the client in it, of the check "
                                                "\"{}\"",
                                                made));
    }
  }
}

Task<void> reads_are_served(CheckContext& t) {
  judge_reads_served(t, "ERR-11");
  co_return;
}

Task<void> unknown_paths_are_404(CheckContext& t) {
  core::Request request;
  request.target = "/" + t.unique("wes-assay-no-such-path");
  request.headers.add("Accept", "application/json");
  const ExchangePtr answer = co_await t.send_request(std::move(request), "", "main");
  if (was_redirected(*answer)) {
    t.graded("ERR-08", Verdict::warn,
             finding(answer, "unknown-path-redirected", "a path that does not exist is redirected", "404",
                     answer->wire_notes.back()));
  } else {
    t.judge_status("ERR-08", answer, "a path that does not exist");
  }
}

}  // namespace

const std::vector<Check>& errors_checks() {
  static const std::vector<Check> table = {
      {.id = "errors.unknown-paths-are-404",
       .title = "a path that does not exist is answered 404",
       .decides = {"ERR-08"},
       .stage = Stage::refusals,
       .run = unknown_paths_are_404,
       .smoke = true},
      {.id = "errors.bodies-are-error-responses",
       .title = "a refusal carries msg and status_code as JSON, and nothing that is not for the caller",
       .decides = {"ERR-01", "ERR-02", "ERR-03", "ERR-04", "ERR-09", "ERR-10"},
       .stage = Stage::closing,
       .run = bodies_are_error_responses,
       .smoke = true},
      {.id = "errors.statuses-tell-the-truth",
       .title = "a mistake is a 4xx that the document knows, and never hides in a success",
       .decides = {"ERR-05", "ERR-06", "ERR-07"},
       .stage = Stage::closing,
       .run = statuses_tell_the_truth},
      {.id = "errors.reads-are-served",
       .title = "a read without a mistake, of a run that exists, is never answered with a server error",
       .decides = {"ERR-11"},
       .stage = Stage::closing,
       .run = reads_are_served,
       .smoke = true},
  };
  return table;
}

}  // namespace assay::conformance
