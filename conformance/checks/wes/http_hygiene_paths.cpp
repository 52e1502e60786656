// SPDX-License-Identifier: Apache-2.0
#include "conformance/checks/wes/http_hygiene_paths.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "conformance/checks/shared/groups.hpp"
#include "conformance/checks/shared/walks.hpp"
#include "core/text.hpp"

namespace assay::conformance {
namespace {

constexpr core::Duration kPatience = std::chrono::seconds(10);

Task<ExchangePtr> send_method(CheckContext& t, std::string method, std::string path) {
  core::Request request;
  request.method = std::move(method);
  request.target = std::move(path);
  request.headers.add("Accept", "application/json");
  co_return co_await t.send_request(std::move(request), "", "main");
}

bool has_note(const core::Exchange& exchange, std::string_view note) {
  return std::find(exchange.wire_notes.begin(), exchange.wire_notes.end(), note) != exchange.wire_notes.end();
}

bool names_method(std::string_view allow, std::string_view method) {
  while (!allow.empty()) {
    const std::size_t comma = std::min(allow.find(','), allow.size());
    std::string_view word = allow.substr(0, comma);
    while (word.starts_with(' ')) word.remove_prefix(1);
    while (word.ends_with(' ')) word.remove_suffix(1);
    if (word == method) return true;
    allow.remove_prefix(std::min(comma + 1, allow.size()));
  }
  return false;
}

}  // namespace

Task<ExchangePtr> ask_raw(CheckContext& t, std::string bytes) {
  std::vector<core::Exchange> exchanges = co_await t.send_raw(std::move(bytes), 1, false, kPatience);
  co_return std::make_shared<const core::Exchange>(std::move(exchanges.front()));
}

std::string closing_get(CheckContext& t, std::string_view path) {
  return t.raw_head("GET", path) + "Accept: application/json\r\nConnection: close\r\n\r\n";
}

namespace {

// What HEAD says of GET's answer is what GET says of it; a member that varies from answer to answer may
// change the length, so that GET comes before and after.
void judge_head(CheckContext& t, const ExchangePtr& before, const ExchangePtr& head,
                const ExchangePtr& after) {
  t.judge_status("HTTP-01", head, "HEAD where GET is answered 200");
  if (has_note(*head, "body on HEAD")) {
    t.graded("HTTP-01", Verdict::fail,
             finding(head, "body-on-head", "the answer to HEAD has a body, which spoils the connection",
                     "no body", "a body"));
  }
  if (!is_ok(*head)) return;
  for (const char* name : {"Content-Type", "Content-Length"}) {
    const auto of_head = head->response->headers.get(name);
    const auto of_get = before->response->headers.get(name);
    // Either may leave a field out: GET where it sends chunks, HEAD what only the making of the body tells.
    if (!of_head || !of_get || of_get != after->response->headers.get(name)) continue;
    Finding differs = finding(head, "head-differs " + std::string(name),
                              std::string("HEAD and GET announce a different ") + name,
                              core::printable(*of_get), core::printable(*of_head));
    differs.exchanges.push_back(before->id);
    t.expect(of_head == of_get, "HTTP-01", std::move(differs));
  }
}

Task<void> head_is_get_without_body(CheckContext& t) {
  const RunPtr run = co_await t.any_run();
  bool compared = false;
  for (const char* operation : {"GetServiceInfo", "ListRuns", "GetRunLog", "GetRunStatus", "ListTasks"}) {
    if (!t.dialect().has(operation)) continue;
    const ExchangePtr before = co_await t.get(operation, run->id);
    if (!is_ok(*before)) continue;
    const std::string& pattern = t.dialect().operation(operation)->path;
    std::string path = schemas::fill_path(pattern, {{"run_id", run->id}});
    const ExchangePtr head = co_await send_method(t, "HEAD", std::move(path));
    const ExchangePtr after = co_await t.get(operation, run->id);
    if (!is_ok(*after)) continue;
    judge_head(t, before, head, after);
    compared = true;
  }
  t.need(compared, "GET was answered 200 on no path");
  const std::string unknown = co_await t.unknown_run_id(4);
  const ExchangePtr get = co_await t.get("GetRunLog", unknown);
  std::string path = schemas::fill_path(t.dialect().operation("GetRunLog")->path, {{"run_id", unknown}});
  const ExchangePtr head = co_await send_method(t, "HEAD", std::move(path));
  if (!is_missing(*get) || is_no_method(*head)) co_return;  // RUN-17 and the HEADs before tell of that
  Finding differs =
      finding(head, "head-of-unknown-run", "HEAD for an unknown run is answered otherwise than GET",
              std::to_string(core::status_of(*get)), std::to_string(core::status_of(*head)));
  differs.exchanges.push_back(get->id);
  t.expect(have_same_status(*get, *head), "HTTP-01", std::move(differs));
}

Task<void> wrong_methods_are_405(CheckContext& t) {
  for (const char* method : {"PUT", "PATCH"}) {
    const ExchangePtr answer = co_await send_method(t, method, "/service-info");
    t.judge_status("HTTP-02", answer, std::string(method) + " on service-info");
    if (!is_no_method(*answer)) continue;
    const auto allow = answer->response->headers.get("Allow");
    if (!allow) {
      t.graded("HTTP-02", Verdict::warn,
               finding(answer, "allow-missing", "a 405 does not say which methods are allowed",
                       "Allow: GET...", "no Allow"));
    } else if (!names_method(*allow, "GET")) {
      t.graded("HTTP-02", Verdict::warn,
               finding(answer, "allow-without-get", "the Allow of service-info leaves out GET", "GET",
                       core::printable(*allow)));
    }
  }
}

Task<void> options_are_answered(CheckContext& t) {
  for (const char* path : {"/service-info", "/runs"}) {
    const ExchangePtr answer = co_await send_method(t, "OPTIONS", path);
    t.judge_status("HTTP-03", answer, "OPTIONS");
  }
}

Task<void> odd_paths_are_survived(CheckContext& t) {
  for (const char* path : {"//service-info", "/./service-info", "/wes-assay/../service-info"}) {
    std::string bytes = closing_get(t, path);
    const ExchangePtr answer = co_await ask_raw(t, std::move(bytes));
    t.need(answer->response.has_value(), in_words(*answer));
    t.judge_status("HTTP-07", answer, "a path with double slashes or dot segments");
  }
}

// Raw, so that a redirect is seen and not followed.
Task<void> slash_at_the_end(CheckContext& t) {
  for (const char* path : {"/service-info/", "/runs/"}) {
    std::string bytes = closing_get(t, path);
    const ExchangePtr answer = co_await ask_raw(t, std::move(bytes));
    t.need(answer->response.has_value(), in_words(*answer));
    t.judge_status("HTTP-04", answer, "a path with a slash at the end");
    if (std::string_view(path) != "/runs/" || !is_moved(*answer)) continue;
    core::Request request;
    request.target = "/runs/";
    set_multipart(request, t.form("quick"));
    const ExchangePtr posted = co_await t.submit_request(std::move(request));
    if (!is_moved(*posted)) continue;
    t.graded("HTTP-04", Verdict::warn,
             finding(posted, "post-loses-its-body",
                     "a submission to /runs/ is redirected in a way that makes clients drop its body",
                     "307, 308 or no redirect", std::to_string(core::status_of(*posted))));
  }
}

// RFC 3986 section 6.2.2.2: an unreserved character and its encoding are one.
Task<void> query_names_are_decoded(CheckContext& t) {
  co_await t.paging_runs();
  const std::string& path = t.dialect().operation("ListRuns")->path;
  const ExchangePtr plain = co_await t.list("1", "");
  const Page control = read_page(plain, t.json(plain).get(), "runs");
  t.need(control.readable && control.ids.size() == 1,
         "page_size=1 did not give one run, so nothing can be compared");
  core::Request request;
  request.target = path + "?page%5Fsize=%31";
  request.headers.add("Accept", "application/json");
  const ExchangePtr answer = co_await t.send_request(std::move(request), "ListRuns", "main");
  t.judge_status("HTTP-24", answer, "page_size=1 with its underscore and its digit percent-encoded");
  const Page page = read_page(answer, t.json(answer).get(), "runs");
  if (!page.readable) co_return;
  t.expect(page.ids.size() <= 1, "HTTP-24",
           finding(answer, "encoded-name-is-passed-over",
                   "page_size is not recognized where its underscore is percent-encoded", "1 run",
                   fmt::format("{} runs", page.ids.size()), {"/" + page.member}));
}

Task<void> percent_encoding_is_read(CheckContext& t) {
  const RunPtr run = co_await t.any_run();
  const std::string& id = run->id;
  const auto at =
      std::find_if(id.begin(), id.end(), [](unsigned char c) { return c < 0x80 && std::isalnum(c); });
  t.need(at != id.end(), "the run id has no letter and no digit");
  const std::string encoded = core::percent_encode(std::string(id.begin(), at)) +
                              fmt::format("%{:02X}", static_cast<unsigned char>(*at)) +
                              core::percent_encode(std::string(at + 1, id.end()));
  for (const char* operation : {"GetRunStatus", "GetRunLog", "ListTasks"}) {
    if (!t.dialect().has(operation)) continue;
    const ExchangePtr plain = co_await t.get(operation, id);
    if (!is_ok(*plain)) continue;
    core::Request request;
    request.target = t.dialect().operation(operation)->path;
    request.target.replace(request.target.find("{run_id}"), 8, encoded);
    request.headers.add("Accept", "application/json");
    const ExchangePtr answer = co_await t.send_request(std::move(request), operation, "main");
    t.judge_status("HTTP-05", answer,
                   std::string(operation) + " of a run id with one letter percent-encoded");
  }
}

// RFC 3986 section 6.2.2: a letter of a path may be encoded, with hexadecimal digits in either case.
Task<void> paths_are_decoded(CheckContext& t) {
  std::string path = t.dialect().operation("ListRuns")->path;
  const std::size_t at = path.rfind('n');
  t.need(at != std::string::npos, "the path of the list has no letter to encode");
  path.replace(at, 1, "%6e");
  core::Request request;
  request.target = path + "?" + t.dialect().page_size_parameter + "=1";
  request.headers.add("Accept", "application/json");
  const ExchangePtr answer = co_await t.send_request(std::move(request), "ListRuns", "main");
  co_await need_sound_list(t, answer);
  t.judge_status("HTTP-05", answer, "the list with one letter of its path percent-encoded");
}

// RFC 9112 section 3.2.2: what a proxy would be asked is understood by every server.
Task<void> absolute_form_is_read(CheckContext& t) {
  std::string plain = closing_get(t, "/service-info");
  std::string bytes = plain;
  bytes.insert(bytes.find(' ') + 1, t.base().origin());
  const ExchangePtr answer = co_await ask_raw(t, std::move(bytes));
  t.need(answer->response.has_value(), in_words(*answer));
  if (!is_ok(*answer)) {
    const ExchangePtr control = co_await ask_raw(t, std::move(plain));
    t.need(is_ok(*control), in_words(*control) + ", also in the usual form");
  }
  t.judge_status("HTTP-25", answer, "service-info asked for by its whole URL on the request line");
}

// What a client adds for a cache or a trace.
Task<void> unknown_parameters_are_ignored(CheckContext& t) {
  const RunPtr run = co_await t.any_run();
  for (const char* operation : {"GetServiceInfo", "GetRunLog", "GetRunStatus", "ListTasks"}) {
    if (!t.dialect().has(operation)) continue;
    Call call;
    call.operation = operation;
    call.run_id = run->id;
    call.query = {{"wes_assay_unknown", "1"}};
    const ExchangePtr answer = co_await t.send(call);
    if (!is_ok(*answer)) {
      const ExchangePtr control = co_await t.get(operation, run->id);
      if (!is_ok(*control)) continue;
    }
    t.judge_status("HTTP-26", answer, std::string(operation) + " with a query parameter that nobody knows");
  }
}

struct HostileId {
  const char* path;  // below /runs/, as on the request line
  const char* what;
  bool is_bad_request = false;  // 400 is right, too
};
constexpr HostileId hostile_ids[] = {
    {"%2F/status", "an id that is a slash"},
    {"..%2Fservice-info", "an id that leads to service-info"},
    {"..%2F..%2F..%2Fetc%2Fpasswd/status", "an id that leads out of the service"},
    {"..%5C..%5Cservice-info/status", "an id with backslashes"},
    {"%2e%2e/status", "an id of two dots"},
    {"%00/status", "an id of NUL", true},
    {"x%0D%0AX-Wes-Assay-Injected:%20yes/status", "an id with a line break", true},
    {"%22/status", "an id with a double quote"},
    {"%27%20OR%20%271%27=%271/status", "an id that is SQL"},
    {"$ne/status", "an id that is an operator"},
    {"%20/status", "an id of a space"},
    {"%C3%BC/status", "an id beyond ASCII"},
    {"%FF/status", "an id that is not UTF-8", true},
    {"null/status", "the id null"},
};

void judge_hostile(CheckContext& t, const ExchangePtr& answer, const HostileId& row) {
  if (!answer->response) {
    t.inconclusive("HTTP-06", std::string(row.what) + ": " + in_words(*answer));
    return;
  }
  if (answer->response->headers.has("X-Wes-Assay-Injected")) {
    t.graded("HTTP-06", Verdict::fail,
             finding(answer, "header-injected", "a line break in a run id became a header of the answer",
                     "no such header", "X-Wes-Assay-Injected"));
  }
  if (row.is_bad_request && is_bad_request(*answer)) {
    t.holds("HTTP-06", answer);
  } else {
    t.judge_status("HTTP-06", answer, row.what);
  }
}

Task<void> hostile_ids_are_404(CheckContext& t) {
  for (const HostileId& row : hostile_ids) {
    std::string bytes = closing_get(t, std::string("/runs/") + row.path);
    const ExchangePtr answer = co_await ask_raw(t, std::move(bytes));
    judge_hostile(t, answer, row);
  }
  std::string bytes = closing_get(t, "/runs/" + std::string(8'000, 'a') + "/status");
  const ExchangePtr answer = co_await ask_raw(t, std::move(bytes));
  judge_hostile(t, answer, {"", "an id of 8000 letters"});
}

}  // namespace

const std::vector<Check>& http_hygiene_paths_checks() {
  static const std::vector<Check> table = {
      {.id = "http_hygiene.hostile-ids",
       .title = "run ids made to do harm are answered 404",
       .decides = {"HTTP-06"},
       .stage = Stage::unknown_runs,
       .run = hostile_ids_are_404},
      {.id = "http_hygiene.head",
       .title = "HEAD answers as GET does, without a body",
       .decides = {"HTTP-01"},
       .stage = Stage::wire,
       .run = head_is_get_without_body},
      {.id = "http_hygiene.wrong-methods",
       .title = "a method that service-info does not have is answered 405, with Allow",
       .decides = {"HTTP-02"},
       .stage = Stage::wire,
       .run = wrong_methods_are_405,
       .writes = true},
      {.id = "http_hygiene.options",
       .title = "OPTIONS is answered",
       .decides = {"HTTP-03"},
       .stage = Stage::wire,
       .run = options_are_answered},
      {.id = "http_hygiene.trailing-slash",
       .title = "a slash at the end of a path is answered in order",
       .decides = {"HTTP-04"},
       .stage = Stage::wire,
       .run = slash_at_the_end,
       .writes = true},
      {.id = "http_hygiene.percent-encoding",
       .title = "a percent-encoded letter of a run id is that letter",
       .decides = {"HTTP-05"},
       .stage = Stage::wire,
       .run = percent_encoding_is_read},
      {.id = "http_hygiene.encoded-paths",
       .title = "a percent-encoded letter of a path is that letter",
       .decides = {"HTTP-05"},
       .stage = Stage::wire,
       .run = paths_are_decoded},
      {.id = "http_hygiene.absolute-form",
       .title = "a whole URL on the request line is understood",
       .decides = {"HTTP-25"},
       .stage = Stage::wire,
       .run = absolute_form_is_read},
      {.id = "http_hygiene.unknown-parameters",
       .title = "every read ignores a query parameter that nobody knows",
       .decides = {"HTTP-26"},
       .stage = Stage::wire,
       .run = unknown_parameters_are_ignored},
      {.id = "http_hygiene.query-names",
       .title = "a percent-encoded letter in a query parameter is that letter",
       .decides = {"HTTP-24"},
       .stage = Stage::wire,
       .run = query_names_are_decoded},
      {.id = "http_hygiene.odd-paths",
       .title = "double slashes and dot segments are answered in order",
       .decides = {"HTTP-07"},
       .stage = Stage::wire,
       .run = odd_paths_are_survived},
  };
  return table;
}

}  // namespace assay::conformance
