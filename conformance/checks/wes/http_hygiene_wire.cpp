// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <nlohmann/json.hpp>
#include <set>

#include "conformance/checks/shared/groups.hpp"
#include "conformance/checks/shared/walks.hpp"
#include "conformance/checks/wes/http_hygiene_paths.hpp"
#include "conformance/rules/framing.hpp"
#include "conformance/rules/members.hpp"
#include "conformance/session/context.hpp"
#include "core/http/field_list.hpp"
#include "core/text.hpp"

namespace assay::conformance {
namespace {

constexpr int kManyRequests = 10;
constexpr core::Duration kWirePatience = std::chrono::seconds(10);
constexpr core::Duration kCutAfter = std::chrono::seconds(1);
constexpr std::size_t kMostSuspects = 5;

constexpr std::string_view kQuickPath = "/service-info";

void need_answer(CheckContext& t, const ExchangePtr& answer) {
  t.need(answer->response.has_value(), in_words(*answer));
}

// One connection that is gone is a matter of the network; most of them are a habit of the server.
Task<void> keeps_alive(CheckContext& t) {
  ExchangePtr before = co_await t.list("1", "");
  Finding lost;
  int parted = 0;
  for (int i = 1; i < kManyRequests; ++i) {
    const ExchangePtr after = co_await t.list("1", "");
    const Parting seen = parting(*before, *after);
    if (seen.parted && seen.announced) {
      t.info("HTTP-08", "the server announces that it closes the connection", before);
      co_return;
    }
    if (seen.parted && ++parted == 1) {
      lost = finding(after, "closed-unannounced",
                     "the server closes a kept connection without the header Connection: close",
                     "an open connection", "a closed one");
      lost.exchanges.push_back(before->id);
    }
    before = after;
  }
  if (parted == 0) co_return t.holds("HTTP-08", before);
  t.need(!t.others_were_lost(), "connections of other checks were lost, too", before);
  t.need(parted * 2 > kManyRequests,
         fmt::format("{} of {} kept connections were closed, which may be the network", parted,
                     kManyRequests - 1),
         before);
  t.broken("HTTP-08", std::move(lost));
}

Task<void> pipelines(CheckContext& t) {
  std::string bytes = t.raw_head("GET", "/runs?page_size=1") + "Accept: application/json\r\n\r\n" +
                      closing_get(t, kQuickPath);
  std::vector<core::Exchange> seen = co_await t.send_raw(bytes, 2, false, kWirePatience);
  // Answers may be lost on the way, at every second or third request too: the second request must be answered
  // whenever it comes alone, and never when it comes at once.
  for (int alone = 1; alone <= 2 && seen.front().response && !seen.back().response; ++alone) {
    for (int i = 0; i < alone; ++i) {
      std::string single = closing_get(t, kQuickPath);
      const ExchangePtr control = co_await ask_raw(t, std::move(single));
      need_answer(t, control);
    }
    std::string again = bytes;
    seen = co_await t.send_raw(std::move(again), 2, false, kWirePatience);
  }
  const auto first = std::make_shared<const core::Exchange>(seen.front());
  const auto second = std::make_shared<const core::Exchange>(seen.back());
  need_answer(t, first);
  if (core::has_member(first->response->headers, "Connection", "close")) {
    t.info("HTTP-10", "the server closes after the first of two requests, and says so", first);
    co_return;
  }
  if (!second->response) {
    t.need(!t.others_were_lost(), in_words(*second) + ", and requests of other checks got none either",
           second);
    t.broken("HTTP-10",
             finding(second, "pipeline-lost", "the second of two requests sent at once got no answer",
                     "two answers", core::printable(second->fault_text)));
    co_return;
  }
  t.need(is_ok(*first) && is_ok(*second), "the two requests were answered " +
                                              std::to_string(core::status_of(*first)) + " and " +
                                              std::to_string(core::status_of(*second)));
  const bool first_lists = read_page(first, t.json(first).get(), "runs").readable;
  const bool second_lists = read_page(second, t.json(second).get(), "runs").readable;
  t.need(first_lists != second_lists, "the two answers cannot be told apart");
  Finding swapped =
      finding(first, "pipeline-order", "two requests sent at once were answered in another order",
              "the list first", "service-info first");
  swapped.exchanges.push_back(second->id);
  t.expect(first_lists, "HTTP-10", std::move(swapped));
}

Task<void> closes_when_asked(CheckContext& t) {
  std::string bytes = closing_get(t, kQuickPath);
  const ExchangePtr answer = co_await ask_raw(t, std::move(bytes));
  need_answer(t, answer);
  t.expect(has_closed(*answer), "HTTP-11",
           finding(answer, "connection-left-open",
                   "the connection stays open although the request said Connection: close", "closed",
                   answer->wire_notes.empty() ? "" : answer->wire_notes.back()));
}

Task<void> speaks_http_1_0(CheckContext& t) {
  std::string bytes = closing_get(t, kQuickPath);
  bytes.replace(bytes.find("HTTP/1.1"), 8, "HTTP/1.0");
  const ExchangePtr answer = co_await ask_raw(t, std::move(bytes));
  if (!answer->response) {
    t.info("HTTP-12", "a request of HTTP/1.0 got no answer: " + core::printable(answer->fault_text), answer);
  } else {
    t.info("HTTP-12",
           fmt::format("a request of HTTP/1.0 was answered {} in HTTP/1.{}", answer->response->status,
                       answer->response->version % 10),
           answer);
  }
}

Task<void> wants_a_host(CheckContext& t) {
  std::string bytes = closing_get(t, kQuickPath);
  const std::size_t host = bytes.find("\r\nHost: ") + 2;
  bytes.erase(host, bytes.find("\r\n", host) + 2 - host);
  const ExchangePtr answer = co_await ask_raw(t, std::move(bytes));
  need_answer(t, answer);
  t.judge_status("HTTP-14", answer, "a request without Host");
}

// The same request with its names in the other case, and blanks around its values.
Task<void> header_names_in_any_case(CheckContext& t) {
  const std::string plain = closing_get(t, "/runs?page_size=1");
  std::size_t at = plain.find("\r\n") + 2;
  std::string bytes = plain.substr(0, at);
  bool upper = false;
  while (plain.compare(at, 2, "\r\n") != 0) {
    const std::size_t end = plain.find("\r\n", at);
    const std::size_t colon = plain.find(':', at);
    upper = !upper;
    for (; at < colon; ++at) {
      const auto c = static_cast<unsigned char>(plain[at]);
      bytes += static_cast<char>(upper ? std::toupper(c) : std::tolower(c));
    }
    bytes += ": \t" + plain.substr(colon + 2, end - colon - 2) + " \t\r\n";
    at = end + 2;
  }
  const ExchangePtr answer = co_await ask_raw(t, bytes + "\r\n");
  need_answer(t, answer);
  co_await need_sound_list(t, answer);
  t.judge_status("HTTP-15", answer, "header names in another case, with blanks around the values");
}

Task<void> large_headers_are_refused(CheckContext& t) {
  std::string bytes = t.raw_head("GET", kQuickPath) + "Accept: application/json\r\nConnection: close\r\n" +
                      "X-Wes-Assay: " + std::string(64 * 1024, 'x') + "\r\n\r\n";
  const ExchangePtr answer = co_await ask_raw(t, std::move(bytes));
  if (answer->response) {
    t.judge_status("HTTP-16", answer, "a header of 64 KiB");
  } else if (answer->fault == core::TransportFault::closed) {
    // A close with unread bytes can take the answer with it.
    t.info("HTTP-16", "a header of 64 KiB made the server close the connection; no answer arrived", answer);
  } else {
    t.inconclusive("HTTP-16", in_words(*answer));
  }
}

// The body is no request. A server that takes it for one answers once more.
Task<void> get_with_a_body(CheckContext& t) {
  const std::string body = "{\"wes-assay\": 1}\r\n\r\n";
  std::string bytes = t.raw_head("GET", kQuickPath) +
                      "Accept: application/json\r\nContent-Type: application/json\r\nContent-Length: " +
                      std::to_string(body.size()) + "\r\n\r\n" + body;
  const ExchangePtr answer = co_await ask_raw(t, std::move(bytes));
  need_answer(t, answer);
  if (!is_ok(*answer)) {
    std::string plain = closing_get(t, kQuickPath);
    const ExchangePtr control = co_await ask_raw(t, std::move(plain));
    t.need(control->response && is_ok(*control), in_words(*control) + ", also without a body", control);
  }
  t.judge_status("HTTP-17", answer, "GET with a body");
  if (has_left_over(*answer)) {
    t.graded("HTTP-17", Verdict::fail,
             finding(answer, "body-read-as-request", "the body of a GET is read as the next request",
                     "one answer", core::printable(answer->wire_notes.back())));
  }
}

Task<std::set<std::string>> listed_ids(CheckContext& t) {
  Walk walk;
  walk.most_pages = 10;
  co_await t.finish_walk(walk);
  t.need(walk.pages.front().readable, "the list cannot be read: " + walk.cut);
  const std::vector<std::string> ids = walk.ids();
  co_return std::set<std::string>(ids.begin(), ids.end());
}

std::string value_of(const Form& form, std::string_view name) {
  const FormPart* part = form.find(name);
  return part ? part->value : std::string();
}

// Whether a run that nobody of the suite made is likely to stem from `form`: it says so, or says nothing at
// all.
bool stems_from(const nlohmann::json* log, const Form& form) {
  const nlohmann::json* request = member(log, "request");
  const std::string url = text_member(request, "workflow_url");
  if (url.empty()) return true;
  const nlohmann::json* tags = member(request, "tags");
  const nlohmann::json sent = nlohmann::json::parse(value_of(form, "tags"), nullptr, false);
  if (tags && tags->is_object() && !tags->empty()) return *tags == sent;
  return url == value_of(form, "workflow_url");
}

Task<void> cut_off_submission(CheckContext& t) {
  const std::set<std::string> before = co_await listed_ids(t);
  const Form form = t.form("quick");
  core::Request request;
  set_multipart(request, form);
  std::string bytes = t.raw_head("POST", t.dialect().operation("RunWorkflow")->path);
  for (const core::Header& header : request.headers) bytes += header.name + ": " + header.value + "\r\n";
  bytes += "Content-Length: " + std::to_string(request.body.size()) + "\r\n\r\n";
  bytes += request.body.substr(0, request.body.size() / 2);
  std::vector<core::Exchange> seen = co_await t.send_raw(std::move(bytes), 1, false, kCutAfter);
  const auto cut = std::make_shared<const core::Exchange>(std::move(seen.front()));
  Finding ghost =
      finding(cut, "cut-off-makes-a-run", "a submission that was cut off half way left a run", "no run", "");
  const std::string answered = text_member(t.json(cut).get(), "run_id");
  if (!answered.empty()) {
    ghost.actual = "run " + core::printable(answered);
    co_await t.cancel(answered);
    t.broken("HTTP-21", std::move(ghost));
    co_return;
  }
  co_await t.sleep(kCutAfter);
  const std::set<std::string> after = co_await listed_ids(t);
  std::size_t suspects = 0;
  for (const std::string& id : after) {
    if (before.contains(id) || id.empty() || suspects++ >= kMostSuspects) continue;
    const ExchangePtr log = co_await t.get("GetRunLog", id);
    const JsonPtr body = t.json(log);
    if (!is_ok(*log) || !stems_from(body.get(), form)) continue;
    ghost.actual = "run " + core::printable(id);
    ghost.exchanges.push_back(log->id);
    t.broken("HTTP-21", std::move(ghost));
    co_return;
  }
  t.holds("HTTP-21", cut);
}

}  // namespace

const std::vector<Check>& http_hygiene_wire_checks() {
  static const std::vector<Check> table = {
      {.id = "http_hygiene.pipelining",
       .title = "two requests sent at once are answered in order",
       .decides = {"HTTP-10"},
       .stage = Stage::wire,
       .run = pipelines},
      {.id = "http_hygiene.connection-close",
       .title = "the connection closes when the client asks for it",
       .decides = {"HTTP-11"},
       .stage = Stage::wire,
       .run = closes_when_asked},
      {.id = "http_hygiene.http-1-0-and-host",
       .title = "a request without Host is refused, and one of HTTP/1.0 noted",
       .decides = {"HTTP-12", "HTTP-14"},
       .stage = Stage::wire,
       .run = [](CheckContext& t) -> Task<void> {
         co_await speaks_http_1_0(t);
         co_await wants_a_host(t);
       }},
      {.id = "http_hygiene.header-names",
       .title = "header names are read in any case, values without the blanks around them",
       .decides = {"HTTP-15"},
       .stage = Stage::wire,
       .run = header_names_in_any_case},
      {.id = "http_hygiene.large-headers",
       .title = "a header of 64 KiB is refused in order",
       .decides = {"HTTP-16"},
       .stage = Stage::wire,
       .run = large_headers_are_refused},
      {.id = "http_hygiene.get-with-body",
       .title = "the body of a GET is ignored or refused, and never the next request",
       .decides = {"HTTP-17"},
       .stage = Stage::wire,
       .run = get_with_a_body},
      {.id = "http_hygiene.keep-alive",
       .title = "one connection serves ten requests",
       .decides = {"HTTP-08"},
       .stage = Stage::wire,
       .run = keeps_alive,
       .exclusive = true},
      {.id = "http_hygiene.cut-off-submission",
       .title = "a submission cut off half way leaves no run",
       .decides = {"HTTP-21"},
       .stage = Stage::wire,
       .run = cut_off_submission,
       .writes = true,
       .exclusive = true},
  };
  return table;
}

}  // namespace assay::conformance
