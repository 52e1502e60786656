// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/url.hpp"
#include "mock_server/defects/tools.hpp"
#include "mock_server/http/wire_edits.hpp"

namespace assay::mock {
namespace {

constexpr const char* kSecondAnswer = "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n";

bool has(const Call& call, std::string_view text) {
  return call.request.target.find(text) != std::string::npos;
}

// No path of the dialect, and this in the target.
bool lost_at(const Call& call, std::string_view text) {
  return call.operation.empty() && call.status == 404 && has(call, text);
}

bool has_name(const core::Request& request, std::string_view name) {
  return std::any_of(request.headers.begin(), request.headers.end(),
                     [&](const core::Header& field) { return field.name == name; });
}

void become_error(core::Response& answer, int status) {
  answer.status = status;
  answer.headers.set("Content-Type", "application/json");
  answer.body = nlohmann::json{{"msg", "this went wrong"}, {"status_code", status}}.dump();
}

}  // namespace

const std::vector<Defect>& http_hygiene_defects() {
  static const std::vector<Defect> rows{
      {.id = "http_hygiene.head-has-a-body",
       .says = "The answer to HEAD has the body of GET.",
       .trips = {"HTTP-01"},
       .wire =
           [](const Call& call, std::string& bytes) {
             if (call.request.method == "HEAD") bytes += "{}";
           }},
      {.id = "http_hygiene.no-head",
       .says = "HEAD is not allowed.",
       .trips = {"HTTP-01"},
       .answer =
           [](const Call& call, core::Response& answer) {
             if (call.request.method == "HEAD") answer.status = 405;
           }},
      {.id = "http_hygiene.put-is-get",
       .says = "PUT and PATCH on service-info are answered 200.",
       .trips = {"HTTP-02"},
       .answer =
           [](const Call& call, core::Response& answer) {
             if (call.status == 405 && has(call, "/service-info")) answer.status = 200;
           }},
      {.id = "http_hygiene.no-allow",
       .says = "A 405 does not say which methods are allowed.",
       .trips = {"HTTP-02"},
       .answer =
           [](const Call& call, core::Response& answer) {
             if (call.status == 405) answer.headers.remove("Allow");
           }},
      {.id = "http_hygiene.options-crash",
       .says = "OPTIONS is a server error.",
       .trips = {"HTTP-03"},
       .answer =
           [](const Call& call, core::Response& answer) {
             if (call.request.method == "OPTIONS") become_error(answer, 500);
           }},
      {.id = "http_hygiene.slash-crashes",
       .says = "A slash at the end of a path is a server error.",
       .trips = {"HTTP-04", "ERR-06"},
       .answer =
           [](const Call& call, core::Response& answer) {
             if (call.request.target.ends_with('/')) become_error(answer, 500);
           }},
      {.id = "http_hygiene.slash-moves-permanently",
       .says = "A path with a slash at the end is moved to the one without, also for POST.",
       .trips = {"HTTP-04"},
       .answer =
           [](const Call& call, core::Response& answer) {
             const std::string& target = call.request.target;
             if (!target.ends_with('/')) return;
             answer.status = 301;
             answer.headers.set("Location", target.substr(0, target.size() - 1));
           }},
      {.id = "http_hygiene.percent-is-literal",
       .says = "A run id that is percent-encoded is not found.",
       .trips = {"HTTP-05"},
       .answer =
           [](const Call& call, core::Response& answer) {
             if (good(call, "GetRunStatus") && has(call, "%")) become_error(answer, 404);
           }},
      {.id = "http_hygiene.id-becomes-a-header",
       .says = "A run id stands in a header of the 404, line breaks and all.",
       .trips = {"HTTP-06"},
       .wire =
           [](const Call& call, std::string& bytes) {
             if (call.status == 404 && has(call, "%0D%0A")) {
               insert_line(bytes, "X-Unknown-Run: " + core::percent_decode(call.run_id));
             }
           }},
      {.id = "http_hygiene.quote-crashes",
       .says = "A quote in a run id is a server error.",
       .trips = {"HTTP-06", "ERR-06"},
       .answer =
           [](const Call& call, core::Response& answer) {
             if (call.run_id.find('\'') != std::string::npos) become_error(answer, 500);
           }},
      {.id = "http_hygiene.nul-crashes",
       .says = "A NUL in a run id is a server error.",
       .trips = {"HTTP-06"},
       .may_trip = {"ERR-06"},
       .answer =
           [](const Call& call, core::Response& answer) {
             if (call.run_id.find('\0') != std::string::npos) become_error(answer, 500);
           }},
      {.id = "http_hygiene.dots-crash",
       .says = "Dot segments in a path are a server error.",
       .trips = {"HTTP-07", "ERR-06"},
       .answer =
           [](const Call& call, core::Response& answer) {
             if (lost_at(call, "/./") || lost_at(call, "/../")) become_error(answer, 500);
           }},
      {.id = "http_hygiene.closes-silently",
       .says = "The connection is closed after each list, and no header says so.",
       .trips = {"HTTP-08", "HTTP-10"},
       .behave = [](Behaviour& behaviour) { behaviour.closes_after = "ListRuns"; },
       .wire =
           [](const Call& call, std::string& bytes) {
             if (call.operation == "ListRuns") remove_field(bytes, "Connection");
           }},
      {.id = "http_hygiene.two-lengths",
       .says = "A run log has both Content-Length and Transfer-Encoding.",
       .trips = {"HTTP-09"},
       .wire =
           [](const Call& call, std::string& bytes) {
             if (good(call, "GetRunLog")) chunk_body(bytes);
           }},
      {.id = "http_hygiene.bytes-after-the-body",
       .says = "A line break follows the body of a run log.",
       .trips = {"HTTP-09"},
       .wire =
           [](const Call& call, std::string& bytes) {
             if (good(call, "GetRunLog") && call.request.method == "GET") bytes += "\r\n";
           }},
      {.id = "http_hygiene.keeps-connections-open",
       .says = "The connection stays open although the client asked for a close.",
       .trips = {"HTTP-11"},
       .behave = [](Behaviour& behaviour) { behaviour.keeps_connections_open = true; }},
      {.id = "http_hygiene.no-date",
       .says = "Answers have no Date.",
       .trips = {"HTTP-13"},
       .wire = [](const Call&, std::string& bytes) { remove_field(bytes, "Date"); }},
      {.id = "http_hygiene.needs-no-host",
       .says = "A request without Host is served.",
       .trips = {"HTTP-14"},
       .behave = [](Behaviour& behaviour) { behaviour.connection.host_is_optional = true; }},
      {.id = "http_hygiene.header-case-matters",
       .says = "The header Accept must be written so.",
       .trips = {"HTTP-15"},
       .answer =
           [](const Call& call, core::Response& answer) {
             const bool other = call.request.headers.has("Accept") && !has_name(call.request, "Accept");
             if (other) become_error(answer, 400);
           }},
      {.id = "http_hygiene.large-headers-crash",
       .says = "A header of 64 KiB is a server error.",
       .trips = {"HTTP-16", "ERR-06"},
       .behave = [](Behaviour& behaviour) { behaviour.connection.large_heads_crash = true; }},
      {.id = "http_hygiene.body-of-get-is-a-request",
       .says = "The body of a GET is read as the next request, and answered 400.",
       .trips = {"HTTP-17"},
       .wire =
           [](const Call& call, std::string& bytes) {
             if (call.request.method == "GET" && !call.request.body.empty()) bytes += kSecondAnswer;
           }},
      {.id = "http_hygiene.reading-makes-a-run",
       .says = "Asking for an unknown run makes a run of that id.",
       .trips = {"HTTP-18"},
       .may_trip = {"STA-04", "STA-05", "RUN-05", "RUN-17", "TSK-07", "TSK-10", "TSK-12", "CAN-06",
                    "HTTP-06"},
       .behave = [](Behaviour& behaviour) { behaviour.unknown_run_is_created = true; }},
      {.id = "http_hygiene.stale-304",
       .says = "The ETag of a status never changes, and 304 is answered to it.",
       .trips = {"HTTP-20"},
       .answer =
           [](const Call& call, core::Response& answer) {
             if (!good(call, "GetRunStatus")) return;
             answer.headers.set("ETag", "\"status\"");
             if (!call.request.headers.has("If-None-Match")) return;
             answer.status = 304;
             answer.body.clear();
           }},
      {.id = "http_hygiene.cut-off-leaves-a-run",
       .says = "A submission cut off half way leaves a run.",
       .trips = {"HTTP-21"},
       .may_trip = {"RUN-05"},
       .behave =
           [](Behaviour& behaviour) {
             behaviour.connection.serves_cut_off_requests = true;
             behaviour.cut_off_submission_leaves_run = true;
           }},
  };
  return rows;
}

}  // namespace assay::mock
