// SPDX-License-Identifier: Apache-2.0
#include "conformance/rules/content.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "conformance/checks/shared/groups.hpp"
#include "conformance/checks/shared/judged.hpp"
#include "conformance/session/context.hpp"
#include "core/text.hpp"
#include "schemas/pointer.hpp"

namespace assay::conformance {
namespace {

// GET service-info with these fields and no others. `operation` is empty where an answer need not be what the
// document says of service-info, so that no other check judges it as one.
Task<ExchangePtr> ask(CheckContext& t, core::Headers headers, std::string operation,
                      std::string path = "/service-info") {
  core::Request request;
  request.target = std::move(path);
  request.headers = std::move(headers);
  co_return co_await t.send_request(std::move(request), std::move(operation), "main");
}

// Where service-info fails whatever is asked for, the way of asking is not to blame.
Task<void> need_plain_service_info(CheckContext& t, const ExchangePtr& refused) {
  if (is_ok(*refused)) co_return;
  const core::Headers headers = {{"Accept", "application/json"}};
  const ExchangePtr control = co_await ask(t, headers, "GetServiceInfo");
  t.need(is_ok(*control), in_words(*control) + ", also in the usual way", control);
}

std::string content_type(const ExchangePtr& answer) {
  const auto type = answer->response->headers.get("Content-Type");
  return type ? core::shortened(core::printable(*type), 120) : "no Content-Type";
}

void judge_type(CheckContext& t, const ExchangePtr& answer) {
  // Where there is nothing there is nothing to label; that there is nothing is for others to judge.
  if (!is_ok(*answer) || answer->request.method == "HEAD" || answer->response->body.empty()) return;
  const auto type = answer->response->headers.get("Content-Type");
  t.expect(
      type && core::media_type(*type) == "application/json", "CT-01",
      finding(answer, "media-type", "a 200 of " + answer->operation + " is not labelled application/json",
              "application/json", content_type(answer)));
}

// RFC 8259 section 11 knows no charset: who reads by the label would read other letters.
void judge_charset(CheckContext& t, const ExchangePtr& answer) {
  const auto type = answer->response->headers.get("Content-Type");
  const auto charset = type ? core::header_parameter(*type, "charset") : std::nullopt;
  if (!charset || core::equal_without_case(*charset, "utf-8") || core::equal_without_case(*charset, "utf8") ||
      core::equal_without_case(*charset, "us-ascii"))
    return;
  t.graded("CT-02", Verdict::warn,
           finding(answer, "other-charset",
                   "the JSON of " + answer->operation + " is labelled with a charset that JSON is never in",
                   "UTF-8, or no charset", core::shortened(core::printable(*charset), 60)));
}

void judge_text(CheckContext& t, const ExchangePtr& answer) {
  if (!claims_json(*answer)) return;
  judge_charset(t, answer);
  const std::string& operation = answer->operation;
  const JsonText text = read_json_text(answer->response->body);
  t.expect(!text.byte_order_mark, "CT-02",
           finding(answer, "byte-order-mark", "the JSON of " + operation + " starts with a byte order mark",
                   "UTF-8 without a mark", "EF BB BF"));
  t.expect(
      !text.invalid_utf8, "CT-02",
      finding(answer, "invalid-utf-8", "the JSON of " + operation + " is not UTF-8", "UTF-8", "other bytes"));
  t.expect(text.malformed.empty(), "CT-03",
           finding(answer, "malformed", "the JSON of " + operation + " breaks the grammar: " + text.malformed,
                   "JSON", core::shortened(core::printable(answer->response->body), 120)));
  if (!text.duplicates.empty()) {
    t.graded("CT-03", Verdict::warn,
             finding(answer, "duplicate-members",
                     "the JSON of " + operation +
                         " has a member twice: " + core::printable(text.duplicates.front()),
                     "unique names", "the same name twice", text.duplicates));
  }
  if (!text.unholdable.empty()) {
    t.graded("CT-03", Verdict::info,
             finding(answer, "not-read-alike",
                     "the JSON of " + operation + " is right, and not every client reads it: " +
                         core::printable(text.unholdable.front())));
  }
  const JsonPtr body = t.json(answer);
  if (!body) return;
  const std::vector<std::string> odd = integers_written_otherwise(*body);
  t.expect(odd.empty(), "CT-08",
           finding(answer, "integer-with-fraction",
                   "an integer of " + operation + " is written with a fraction or an exponent", "an integer",
                   odd.empty() ? "" : schemas::find(*body, odd.front())->dump(), odd));
}

Task<void> bodies_are_json(CheckContext& t) {
  for (const ExchangePtr& answer : t.exchanges()) {
    if (!t.dialect().operation(answer->operation)) continue;
    const Trouble trouble = t.trouble_of(answer);
    if (trouble == Trouble::none) judge_type(t, answer);
    // A page that is called JSON is wrong about itself.
    if (trouble == Trouble::none || trouble == Trouble::page) judge_text(t, answer);
  }
  for (const ExchangePtr& page : standing_pages(t))
    t.broken("CT-01", finding(page, "only-pages", "every 200 of " + page->operation + " is a page of HTML",
                              "application/json", content_type(page)));
  co_return;
}

Task<void> json_for_all_who_take_it(CheckContext& t) {
  const std::vector<core::Headers> accepts = {
      {},
      {{"Accept", "*/*"}},
      {{"Accept", "application/*;q=0.5"}},
      {{"Accept", "application/xml;q=0.4, application/json"}},
      {{"Accept", "application/xml;q=0.4"}, {"Accept", "application/json"}}};
  for (const core::Headers& accept : accepts) {
    const ExchangePtr answer = co_await ask(t, accept, "GetServiceInfo");
    co_await need_plain_service_info(t, answer);
    const std::string what = "a request with " + (accept.size() > 0 ? "Accept: " + accept.begin()->value
                                                                    : std::string("no Accept"));
    t.judge_status("CT-04", answer, what);
    if (!is_ok(*answer)) continue;
    t.expect(t.json(answer) != nullptr, "CT-04",
             finding(answer, "no-json", what + " is answered with something other than JSON", "JSON",
                     content_type(answer)));
  }
}

// curl sends the wildcard, and other clients no Accept at all.
Task<void> json_without_an_accept(CheckContext& t) {
  const RunPtr run = co_await t.any_run();
  for (const char* operation : {"ListRuns", "GetRunLog", "GetRunStatus", "ListTasks"}) {
    if (!t.dialect().has(operation)) continue;
    for (const char* accept : {"*/*", ""}) {
      if (!*accept && std::string_view(operation) != "ListRuns") continue;
      core::Headers headers;
      if (*accept) headers.add("Accept", accept);
      std::string path = schemas::fill_path(t.dialect().operation(operation)->path, {{"run_id", run->id}});
      ExchangePtr answer = co_await ask(t, headers, operation, path);
      if (!is_ok(*answer)) {
        const ExchangePtr control = co_await t.get(operation, run->id);
        if (!is_ok(*control)) continue;
        answer = co_await ask(t, headers, operation, path);  // it may fail now and then
      }
      t.judge_status("CT-04", answer,
                     std::string(operation) + (*accept ? " with Accept: */*" : " without Accept"));
    }
  }
}

// One line of what an answer tells a browser.
std::string browser_fields(const ExchangePtr& answer) {
  std::string line;
  for (const char* name : {"X-Content-Type-Options", "Access-Control-Allow-Origin",
                           "Access-Control-Allow-Methods", "Access-Control-Allow-Headers"}) {
    const auto value = answer->response->headers.get(name);
    if (!value) continue;
    line += (line.empty() ? "" : ", ") + std::string(name) + ": " + core::printable(*value);
  }
  return line.empty() ? "none" : core::shortened(line, 300);
}

Task<void> knows_what_browsers_ask(CheckContext& t) {
  for (const char* accept : {"text/html", "application/xml"}) {
    const core::Headers headers = {{"Accept", accept}};
    const ExchangePtr answer = co_await ask(t, headers, "");
    const bool is_refused = is_refusal(*answer);  // 406
    if (!is_refused) co_await need_plain_service_info(t, answer);
    const std::string what = std::string("a request that takes nothing but ") + accept;
    t.judge_status("CT-05", answer, what);
    if (!is_ok(*answer)) continue;
    t.expect(t.json(answer) != nullptr, "CT-05",
             finding(answer, "other-200", what + " is answered with a 200 that is not JSON", "406, or JSON",
                     content_type(answer)));
  }
  core::Request preflight;
  preflight.method = "OPTIONS";
  preflight.target = t.dialect().operation("RunWorkflow")->path;
  preflight.headers = {{"Origin", "https://browser.example"},
                       {"Access-Control-Request-Method", "POST"},
                       {"Access-Control-Request-Headers", "authorization"}};
  const ExchangePtr answer = co_await t.send_request(std::move(preflight), "", "none");
  t.info("CT-09",
         fmt::format("service-info has {}; the preflight of POST /runs answered {} with {}",
                     browser_fields(t.service_info_exchange()), core::status_of(*answer),
                     browser_fields(answer)),
         answer);
}

Task<void> get_needs_no_type(CheckContext& t) {
  for (const bool typed : {false, true}) {
    Call call;
    call.operation = "ListRuns";
    if (typed) call.headers.add("Content-Type", "application/json");
    const ExchangePtr answer = co_await t.send(call);
    t.judge_status("CT-06", answer, typed ? "a GET with a Content-Type" : "a GET without a Content-Type");
  }
}

void judge_coding(CheckContext& t, const ExchangePtr& answer, std::string_view asked) {
  const CodingFault fault = coding_fault(*answer->response, asked);
  if (fault.kind == CodingFault::Kind::none) return t.holds("CT-07", answer);
  Finding found = finding(answer, "coding " + std::string(asked),
                          fmt::format("to Accept-Encoding: {}, {}", asked, fault.says),
                          std::string(asked) + ", or no coding",
                          fault.coding.empty() ? "no Content-Encoding" : core::printable(fault.coding));
  if (fault.kind == CodingFault::Kind::untrue) {
    t.broken("CT-07", std::move(found));
  } else {
    t.graded("CT-07", Verdict::warn, std::move(found));
  }
}

Task<void> coding_is_asked_for(CheckContext& t) {
  for (const char* path : {"/service-info", "/runs"}) {
    for (const char* asked : {"identity", "gzip"}) {
      const core::Headers headers = {{"Accept", "application/json"}, {"Accept-Encoding", asked}};
      const ExchangePtr answer = co_await ask(t, headers, "", path);
      t.need(is_ok(*answer), in_words(*answer));
      judge_coding(t, answer, asked);
    }
  }
}

// Whatever was asked for: a label says how the body is to be read.
Task<void> codings_are_true(CheckContext& t) {
  ExchangePtr evidence;
  for (const ExchangePtr& answer : judged_answers(t)) {
    if (!answer->response || answer->request.method == "HEAD" || !t.dialect().operation(answer->operation))
      continue;
    evidence = answer;
    const CodingFault fault = untrue_coding(*answer->response);
    if (fault.kind != CodingFault::Kind::untrue) continue;
    t.broken("CT-07", finding(answer, "coding of " + answer->operation,
                              "in an answer of " + answer->operation + " " + fault.says,
                              "a Content-Encoding that is true, or none",
                              fault.coding.empty() ? "no Content-Encoding" : core::printable(fault.coding)));
  }
  t.need(evidence != nullptr, "nothing was answered");
  t.holds("CT-07", evidence);
  co_return;
}

}  // namespace

const std::vector<Check>& content_checks() {
  static const std::vector<Check> table = {
      {.id = "content.json-for-all-who-take-it",
       .title = "every Accept that allows JSON gets JSON",
       .decides = {"CT-04"},
       .stage = Stage::reading,
       .run = json_for_all_who_take_it},
      {.id = "content.json-without-an-accept",
       .title = "every read is answered where the Accept is a wildcard, or none",
       .decides = {"CT-04"},
       .stage = Stage::paging,
       .run = json_without_an_accept},
      {.id = "content.knows-what-browsers-ask",
       .title = "an Accept without JSON gets 406 or JSON; headers for browsers are recorded",
       .decides = {"CT-05", "CT-09"},
       .stage = Stage::reading,
       .run = knows_what_browsers_ask},
      {.id = "content.get-needs-no-type",
       .title = "GET works with and without a Content-Type",
       .decides = {"CT-06"},
       .stage = Stage::reading,
       .run = get_needs_no_type},
      {.id = "content.coding-is-asked-for",
       .title = "an answer is compressed only where that was asked for",
       .decides = {"CT-07"},
       .stage = Stage::reading,
       .run = coding_is_asked_for},
      {.id = "content.codings-are-true",
       .title = "no answer is labelled with a coding that it is not in",
       .decides = {"CT-07"},
       .stage = Stage::closing,
       .run = codings_are_true},
      {.id = "content.bodies-are-json",
       .title = "the bodies of all answers are labelled as JSON and are JSON",
       .decides = {"CT-01", "CT-02", "CT-03", "CT-08"},
       .stage = Stage::closing,
       .run = bodies_are_json,
       .smoke = true},
  };
  return table;
}

}  // namespace assay::conformance
