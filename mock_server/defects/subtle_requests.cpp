// SPDX-License-Identifier: Apache-2.0
// Lies that show in one spelling of a request only, of one operation, or to one caller.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "mock_server/defects/submission_parts.hpp"
#include "mock_server/defects/subtle.hpp"
#include "mock_server/defects/tools.hpp"
#include "mock_server/http/wire_edits.hpp"
#include "mock_server/runs/runs.hpp"

namespace assay::mock {
namespace {

using nlohmann::json;

bool names_itself(const Call& call) { return call.request.headers.has("Authorization"); }

std::string_view field_of(const Call& call, std::string_view name) {
  return call.request.headers.get(name).value_or("");
}

bool takes_anything(const Call& call) { return field_of(call, "Accept") == "*/*"; }

void send_to(core::Response& answer, const std::string& place) {
  answer.status = 302;
  answer.headers.set("Location", place);
  answer.body.clear();
}

void let_in(core::Response& answer, const json& body) {
  answer.status = 200;
  answer.headers.remove("WWW-Authenticate");
  answer.body = body.dump();
}

const std::vector<Defect>& open_door_rows() {
  static const std::vector<Defect> rows{
      {.id = "auth.statuses-are-open",
       .says = "The status of a run is shown to whoever brings credentials, right or wrong.",
       .trips = {"AUT-02", "AUT-17"},
       .may_trip = {"STM-02", "STA-09"},
       .answer =
           [](const Call& call, core::Response& answer) {
             if (call.status == 401 && call.operation == "GetRunStatus" && names_itself(call))
               let_in(answer, {{"run_id", call.run_id}, {"state", "RUNNING"}});
           },
       .needs_auth = true},
      {.id = "auth.submissions-are-open",
       .says = "A submission is taken of whoever brings credentials, right or wrong.",
       .trips = {"AUT-02"},
       .answer =
           [](const Call& call, core::Response& answer) {
             if (call.status == 401 && call.operation == "RunWorkflow" && names_itself(call))
               let_in(answer, {{"run_id", "run-of-nobody"}});
           },
       .needs_auth = true},
      {.id = "auth.takes-any-scheme",
       .says = "The secret is good under any scheme.",
       .trips = {"AUT-17"},
       .behave = [](Behaviour& behaviour) { behaviour.accepts.insert("any-scheme"); },
       .needs_auth = true},
      {.id = "auth.shows-a-login-page",
       .says = "A caller without credentials, or with wrong ones, gets 200 and a page to log in.",
       .trips = {"AUT-01", "AUT-02", "AUT-17"},
       .may_trip = {"AUT-16", "CT-01", "PAG-30"},
       .answer =
           [](const Call& call, core::Response& answer) {
             if (call.status != 401) return;
             answer.status = 200;
             answer.headers.set("Content-Type", "text/html");
             answer.body = "<!DOCTYPE html><html><body><form>Log in</form></body></html>";
           },
       .needs_auth = true},
      {.id = "auth.redirects-to-another-host",
       .says = "A caller without credentials, or with wrong ones, is sent to another host to log in.",
       .trips = {"AUT-01", "AUT-02", "AUT-17"},
       .may_trip = {"AUT-16", "PAG-30"},
       .answer =
           [](const Call& call, core::Response& answer) {
             if (call.status == 401) send_to(answer, "https://login.example.org/");
           },
       .needs_auth = true},
  };
  return rows;
}

const std::vector<Defect>& label_rows() {
  static const std::vector<Defect> rows{
      {.id = "content.other-charset",
       .says = "Run logs are labelled with charset=iso-8859-1.",
       .trips = {"CT-02"},
       .answer =
           [](const Call& call, core::Response& answer) {
             if (good(call, "GetRunLog"))
               answer.headers.set("Content-Type", "application/json; charset=iso-8859-1");
           }},
      {.id = "content.lists-say-gzip",
       .says = "A list that may be compressed is labelled gzip, and is not.",
       .trips = {"CT-07"},
       .answer =
           [](const Call& call, core::Response& answer) {
             const bool asked = field_of(call, "Accept-Encoding").find("gzip") != std::string_view::npos;
             if (good(call, "ListRuns") && asked) answer.headers.set("Content-Encoding", "gzip");
           }},
      {.id = "http_hygiene.no-head-for-tasks",
       .says = "HEAD on a task list is answered 404.",
       .trips = {"HTTP-01"},
       .answer =
           [](const Call& call, core::Response& answer) {
             if (call.request.method == "HEAD" && call.request.target.ends_with("/tasks"))
               answer.status = 404;
           }},
      {.id = "http_hygiene.head-finds-any-run",
       .says = "HEAD on a run that does not exist is answered 200.",
       .trips = {"HTTP-01"},
       .answer =
           [](const Call& call, core::Response& answer) {
             if (call.request.method == "HEAD" && call.status == 404) answer.status = 200;
           }},
      {.id = "http_hygiene.cuts-logs-of-complete-runs",
       .says = "The connection closes inside the log of a run that is COMPLETE.",
       .trips = {"HTTP-09"},
       .behave = [](Behaviour& behaviour) { behaviour.closes_after = "GetRunLog"; },
       .wire =
           [](const Call& call, std::string& bytes) {
             const bool is_complete = bytes.find("\"COMPLETE\"") != std::string::npos;
             if (good(call, "GetRunLog") && call.request.method == "GET" && is_complete)
               bytes.resize(bytes.size() - 20);
           }},
      {.id = "errors.service-info-breaks-later",
       .says = "After thirty submissions service-info is a server error.",
       .trips = {"ERR-11"},
       .may_trip = {"ERR-06", "HTTP-17"},
       .answer =
           [](const Call& call, core::Response& answer) {
             auto& notes = call.site.notes("errors.service-info-breaks-later");
             if (good(call, "RunWorkflow")) notes.emplace(std::to_string(notes.size()), "");
             if (good(call, "GetServiceInfo") && notes.size() > 30) refuse(answer, 500);
           }},
      {.id = "service_info.counts-stand-still",
       .says = "The system_state_counts are those of the first answer for ever.",
       .trips = {"SI-20"},
       .body =
           [](const Call& call, json& body) {
             if (!good(call, "GetServiceInfo") || !body.contains("system_state_counts")) return;
             std::string& first = call.site.notes("service_info.counts-stand-still")["first"];
             if (first.empty()) first = body["system_state_counts"].dump();
             body["system_state_counts"] = json::parse(first);
           }},
  };
  return rows;
}

const std::vector<Defect>& request_rows() {
  static const std::vector<Defect> rows{
      {.id = "content.statuses-want-json-asked-for",
       .says = "A status that is asked for with Accept: */* gets 406.",
       .trips = {"CT-04"},
       .answer =
           [](const Call& call, core::Response& answer) {
             if (good(call, "GetRunStatus") && takes_anything(call)) refuse(answer, 406);
           }},
      {.id = "submission.wants-json-asked-for",
       .says = "A submission with Accept: */* gets 406.",
       .trips = {"CT-04"},
       .answer =
           [](const Call& call, core::Response& answer) {
             if (good(call, "RunWorkflow") && takes_anything(call)) refuse(answer, 406);
           }},
      {.id = "pagination.size-comes-first",
       .says = "A page_token that stands before the page_size is refused.",
       .trips = {"PAG-36"},
       .answer =
           [](const Call& call, core::Response& answer) {
             const std::string& target = call.request.target;
             const std::size_t size = target.find("page_size=");
             if (good(call, "ListRuns") && size != std::string::npos && target.find("page_token=") < size)
               refuse(answer, 400);
           }},
      {.id = "pagination.late-size-is-lost",
       .says = "A page_size that stands behind the page_token counts as 1.",
       .trips = {"PAG-36"},
       .body =
           [](const Call& call, json& body) {
             const std::string& target = call.request.target;
             const std::size_t size = target.find("page_size=");
             const bool late = size != std::string::npos && target.find("page_token=") < size;
             if (good(call, "ListRuns") && late && body["runs"].size() > 1)
               body["runs"] = json::array({body["runs"][0]});
           }},
      {.id = "http_hygiene.absolute-form-is-literal",
       .says = "A request line with a whole URL is not found.",
       .trips = {"HTTP-25"},
       .behave = [](Behaviour& behaviour) { behaviour.connection.absolute_form_is_literal = true; }},
      {.id = "http_hygiene.encoded-paths-are-literal",
       .says = "The path of the list is not found where a letter of it is percent-encoded.",
       .trips = {"HTTP-05"},
       .answer =
           [](const Call& call, core::Response& answer) {
             if (good(call, "ListRuns") && call.request.target.find("ru%6e") != std::string::npos)
               refuse(answer, 404);
           }},
      {.id = "http_hygiene.refuses-unknown-parameters",
       .says = "A status with a query parameter is refused.",
       .trips = {"HTTP-26"},
       .answer =
           [](const Call& call, core::Response& answer) {
             if (good(call, "GetRunStatus") && call.request.target.find('?') != std::string::npos)
               refuse(answer, 400);
           }},
      {.id = "submission.boundary-comes-first",
       .says = "A form whose boundary is not its first parameter is refused.",
       .trips = {"SUB-40"},
       .answer =
           [](const Call& call, core::Response& answer) {
             const bool other = field_of(call, "Content-Type").find("; charset=") != std::string_view::npos;
             refuse_when(good(call, "RunWorkflow") && other, answer, 400);
           }},
      {.id = "submission.media-type-is-spelt",
       .says = "The media type of a form must be written multipart/form-data.",
       .trips = {"SUB-40"},
       .answer =
           [](const Call& call, core::Response& answer) {
             const bool other = field_of(call, "Content-Type").starts_with("Multipart");
             refuse_when(good(call, "RunWorkflow") && other, answer, 400);
           }},
  };
  return rows;
}

}  // namespace

const std::vector<Defect>& subtle_request_defects() {
  static const std::vector<Defect> all = [] {
    std::vector<Defect> rows;
    for (const auto part : {open_door_rows, label_rows, request_rows})
      rows.insert(rows.end(), part().begin(), part().end());
    return rows;
  }();
  return all;
}

}  // namespace assay::mock
