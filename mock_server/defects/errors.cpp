// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "mock_server/defects/tools.hpp"

namespace assay::mock {
namespace {

using nlohmann::json;

constexpr const char* kPage = "<html><body><h1>Something went wrong</h1></body></html>";

// A refusal that is neither about credentials nor about the way HTTP is spoken.
bool is_refusal(const Call& call) {
  return call.status == 400 || call.status == 404 || call.status == 409 || call.status == 422;
}
// What a framework answers before the code of the service has been asked.
bool is_of_router(const Call& call) {
  return (call.operation.empty() && is_error(call)) || (call.operation == "ListRuns" && call.status == 400);
}

json problem(const Call& call, const json& body) {
  return {{"type", "about:blank"},
          {"title", "Bad request"},
          {"detail", body.value("msg", "")},
          {"status", call.status}};
}

bool is_uuid(std::string_view id) {
  return id.size() == 36 && id.find_first_not_of("0123456789abcdef-") == std::string_view::npos;
}
bool unknown_run(const Call& call) {
  return call.status == 404 && !call.run_id.empty() && !call.operation.starts_with("Mock");
}
bool unknown_log(const Call& call) { return call.operation == "GetRunLog" && call.status == 404; }

void send_page(core::Response& answer) {
  answer.headers.set("Content-Type", "text/html");
  answer.body = kPage;
}

}  // namespace

const std::vector<Defect>& errors_defects() {
  static const std::vector<Defect> rows{
      {.id = "errors.detail-body",
       .says = "An error has the member detail in place of msg and status_code.",
       .trips = {"ERR-04"},
       .may_trip = {"ERR-03", "AUT-07"},
       .body =
           [](const Call& call, json& body) {
             if (is_error(call)) body = {{"detail", body.value("msg", "")}};
           }},
      {.id = "errors.err-msg-body",
       .says = "An error has err_msg and err_code in place of msg and status_code.",
       .trips = {"ERR-04"},
       .may_trip = {"AUT-07"},
       .body =
           [](const Call& call, json& body) {
             if (is_error(call))
               body = {{"err_msg", body.value("msg", "")}, {"err_code", call.status * 1000}};
           }},
      {.id = "errors.error-code-body",
       .says = "An error has error_code in place of status_code.",
       .trips = {"ERR-04"},
       .may_trip = {"AUT-07"},
       .body =
           [](const Call& call, json& body) {
             if (is_error(call)) body = {{"msg", body.value("msg", "")}, {"error_code", call.status}};
           }},
      {.id = "errors.message-and-code-body",
       .says = "A refusal has message and code, a string, as application/problem+json.",
       .trips = {"ERR-01", "ERR-04"},
       .body =
           [](const Call& call, json& body) {
             if (is_refusal(call))
               body = {{"message", body.value("msg", "")}, {"code", std::to_string(call.status)}};
           },
       .answer =
           [](const Call& call, core::Response& answer) {
             if (is_refusal(call)) answer.headers.set("Content-Type", "application/problem+json");
           }},
      {.id = "errors.plain-text",
       .says = "A refusal is a line of plain text.",
       .trips = {"ERR-01"},
       .answer =
           [](const Call& call, core::Response& answer) {
             if (!is_refusal(call)) return;
             answer.headers.set("Content-Type", "text/plain; charset=utf-8");
             answer.body = "the request cannot be served\n";
           }},
      {.id = "errors.html-page",
       .says = "A refusal is a page for a browser.",
       .trips = {"ERR-01"},
       .answer =
           [](const Call& call, core::Response& answer) {
             if (is_refusal(call)) send_page(answer);
           }},
      {.id = "errors.empty-body",
       .says = "A refusal has no body.",
       .trips = {"ERR-01"},
       .answer =
           [](const Call& call, core::Response& answer) {
             if (!is_refusal(call)) return;
             answer.headers.remove("Content-Type");
             answer.body.clear();
           }},
      {.id = "errors.problem-document",
       .says = "A refusal is a problem document: title, detail and status as application/problem+json.",
       .trips = {"ERR-01", "ERR-04"},
       .body =
           [](const Call& call, json& body) {
             if (is_refusal(call)) body = problem(call, body);
           },
       .answer =
           [](const Call& call, core::Response& answer) {
             if (is_refusal(call)) answer.headers.set("Content-Type", "application/problem+json");
           }},
      {.id = "errors.router-speaks-for-itself",
       .says =
           "Unknown paths and bad query parameters get a problem document, other refusals the body of WES.",
       .trips = {"ERR-01", "ERR-04"},
       .body =
           [](const Call& call, json& body) {
             if (is_of_router(call)) body = problem(call, body);
           },
       .answer =
           [](const Call& call, core::Response& answer) {
             if (is_of_router(call)) answer.headers.set("Content-Type", "application/problem+json");
           }},
      {.id = "errors.status-code-is-text",
       .says = "The status_code of an error is a string.",
       .trips = {"ERR-02"},
       .body =
           [](const Call& call, json& body) {
             if (is_error(call)) body["status_code"] = std::to_string(call.status);
           }},
      {.id = "errors.other-status-code",
       .says = "The status_code of an error is always 500.",
       .trips = {"ERR-03"},
       .body =
           [](const Call& call, json& body) {
             if (is_error(call)) body["status_code"] = 500;
           }},
      {.id = "errors.inside-200",
       .says = "An error is answered with 200 and the error body.",
       .trips = {"ERR-05"},
       .may_trip = {"RUN-03", "RUN-17", "STA-04", "TSK-07", "TSK-10", "TSK-11", "TSK-12", "CAN-06",
                    "HTTP-06"},
       .answer =
           [](const Call& call, core::Response& answer) {
             if (call.status == 404 && !call.operation.empty()) answer.status = 200;
           }},
      {.id = "errors.unknown-run-crashes",
       .says = "The log of an unknown run is a server error.",
       .trips = {"ERR-06"},
       .may_trip = {"RUN-17", "HTTP-06"},
       .body =
           [](const Call& call, json& body) {
             if (unknown_log(call)) body["status_code"] = 500;
           },
       .answer =
           [](const Call& call, core::Response& answer) {
             if (unknown_log(call)) answer.status = 500;
           }},
      {.id = "errors.odd-id-is-a-bad-request",
       .says = "A run id that is no UUID is answered 400.",
       .trips = {"RUN-17", "HTTP-06"},
       .may_trip = {"CAN-06", "STA-04", "TSK-07", "TSK-10", "TSK-12"},
       .body =
           [](const Call& call, json& body) {
             if (unknown_run(call) && !is_uuid(call.run_id)) body["status_code"] = 400;
           },
       .answer =
           [](const Call& call, core::Response& answer) {
             if (unknown_run(call) && !is_uuid(call.run_id)) answer.status = 400;
           }},
      {.id = "errors.unknown-run-is-no-content",
       .says = "Log and status of an unknown run are answered 204.",
       .trips = {"RUN-17", "STA-04"},
       .may_trip = {"HTTP-06"},
       .answer =
           [](const Call& call, core::Response& answer) {
             if (!unknown_log(call) && !(call.operation == "GetRunStatus" && call.status == 404)) return;
             answer.status = 204;
             answer.headers.remove("Content-Type");
             answer.body.clear();
           }},
      {.id = "errors.crash-page",
       .says = "The log of an unknown run is a page that tells of a server error.",
       .trips = {"ERR-06", "ERR-10"},
       .may_trip = {"RUN-17", "HTTP-06"},
       .answer =
           [](const Call& call, core::Response& answer) {
             if (!unknown_log(call)) return;
             answer.status = 500;
             send_page(answer);
           }},
      {.id = "errors.reads-fail-now-and-then",
       .says = "Every fifth list of runs without parameters is answered 500.",
       .trips = {"ERR-11"},
       .may_trip = {"HTTP-01", "PAG-03", "PAG-16", "AUT-10", "ERR-06", "AUT-10", "ERR-06", "LST-01", "LST-20",
                    "PAG-11", "SI-25"},
       .answer =
           [](const Call& call, core::Response& answer) {
             const bool plain = call.request.target.find('?') == std::string::npos;
             if (plain && good(call, "ListRuns") &&
                 call.site.counter("errors.reads-fail-now-and-then") % 5 == 4)
               refuse(answer, 500);
           }},
      {.id = "errors.unlisted-status",
       .says = "The log of an unknown run is answered 422.",
       .trips = {"ERR-07"},
       .may_trip = {"RUN-17", "HTTP-06"},
       .body =
           [](const Call& call, json& body) {
             if (unknown_log(call)) body["status_code"] = 422;
           },
       .answer =
           [](const Call& call, core::Response& answer) {
             if (unknown_log(call)) answer.status = 422;
           }},
      {.id = "errors.unknown-path-is-200",
       .says = "A path that does not exist is answered 200.",
       .trips = {"ERR-08"},
       .answer =
           [](const Call& call, core::Response& answer) {
             const bool no_path = call.operation.empty() && call.status == 404;
             if (no_path && call.request.target.find("no-such-path") != std::string::npos)
               answer.status = 200;
           }},
      {.id = "errors.stack-trace",
       .says = "The msg of an error is a stack trace.",
       .trips = {"ERR-09"},
       .body =
           [](const Call& call, json& body) {
             if (is_error(call)) {
               body["msg"] = "Traceback (most recent call last): File \"/srv/wes/app.py\", line 12, in get";
             }
           }},
      {.id = "errors.empty-msg",
       .says = "The msg of an error is empty.",
       .trips = {"ERR-09"},
       .body =
           [](const Call& call, json& body) {
             if (is_error(call)) body["msg"] = "";
           }},
  };
  return rows;
}

}  // namespace assay::mock
