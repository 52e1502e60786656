// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "mock_server/defects/tools.hpp"

namespace assay::mock {

using nlohmann::json;

namespace {

bool is_json(const core::Response& answer) {
  return answer.headers.get("Content-Type") == "application/json";
}

bool accepts(const Call& call, std::string_view word) {
  return call.request.headers.get("Accept").value_or("").find(word) != std::string_view::npos;
}

}  // namespace

const std::vector<Defect>& content_defects() {
  static const std::vector<Defect> rows{
      {.id = "content.html-type",
       .says = "JSON bodies are labelled text/html.",
       .trips = {"CT-01"},
       .may_trip = {"ERR-01", "AUT-07"},
       .answer =
           [](const Call&, core::Response& answer) {
             if (is_json(answer)) answer.headers.set("Content-Type", "text/html");
           }},
      {.id = "content.no-type",
       .says = "The answers of the list have no Content-Type.",
       .trips = {"CT-01"},
       .answer =
           [](const Call& call, core::Response& answer) {
             if (good(call, "ListRuns")) answer.headers.remove("Content-Type");
           }},
      {.id = "content.byte-order-mark",
       .says = "A JSON body starts with a byte order mark.",
       .trips = {"CT-02"},
       .answer =
           [](const Call&, core::Response& answer) {
             if (is_json(answer)) answer.body.insert(0, "\xEF\xBB\xBF");
           }},
      {.id = "content.latin-1",
       .says = "The second service-info is written in Latin-1.",
       .trips = {"CT-02"},
       .may_trip = {"CT-04"},
       .answer =
           [](const Call& call, core::Response& answer) {
             const std::size_t at = answer.body.find("mock");
             if (good(call, "GetServiceInfo") && at != std::string::npos &&
                 call.site.counter("content.latin-1") == 1) {
               answer.body.replace(at, 4,
                                   "m\xF6"
                                   "ck");
             }
           }},
      {.id = "content.trailing-comma",
       .says = "The second service-info has a comma before its last brace.",
       .trips = {"CT-03"},
       .may_trip = {"CT-04"},
       .answer =
           [](const Call& call, core::Response& answer) {
             if (good(call, "GetServiceInfo") && call.site.counter("content.trailing-comma") == 1)
               answer.body.insert(answer.body.size() - 1, ",");
           }},
      {.id = "content.member-twice",
       .says = "A status has its run_id twice.",
       .trips = {"CT-03"},
       .answer =
           [](const Call& call, core::Response& answer) {
             if (good(call, "GetRunStatus")) answer.body.insert(1, R"("run_id":"none",)");
           }},
      {.id = "content.refuses-wildcards",
       .says = "Service-info asked for with a wildcard gets 406.",
       .trips = {"CT-04"},
       .answer =
           [](const Call& call, core::Response& answer) {
             if (good(call, "GetServiceInfo") && accepts(call, "*")) refuse(answer, 406, "say what you want");
           }},
      {.id = "content.html-for-browsers",
       .says = "An Accept of text/html gets a page of HTML.",
       .trips = {"CT-05"},
       .answer =
           [](const Call& call, core::Response& answer) {
             if (call.status != 200 || !accepts(call, "text/html")) return;
             answer.headers.set("Content-Type", "text/html");
             answer.body = "<!doctype html><title>mock</title>";
           }},
      {.id = "content.breaks-on-xml",
       .says = "An Accept of application/xml alone gets 500.",
       .trips = {"CT-05"},
       .may_trip = {"ERR-06"},
       .answer =
           [](const Call& call, core::Response& answer) {
             if (call.request.headers.get("Accept") == "application/xml")
               refuse(answer, 500, "no writer for application/xml");
           }},
      {.id = "content.get-with-a-type-is-refused",
       .says = "A GET with a Content-Type gets 415.",
       .trips = {"CT-06"},
       .may_trip = {"HTTP-17"},
       .answer =
           [](const Call& call, core::Response& answer) {
             if (call.status == 200 && call.request.method == "GET" &&
                 call.request.headers.has("Content-Type"))
               refuse(answer, 415, "a GET has no body");
           }},
      {.id = "content.says-gzip",
       .says = "An answer to Accept-Encoding: gzip is labelled gzip, and is not.",
       .trips = {"CT-07"},
       .answer =
           [](const Call& call, core::Response& answer) {
             if (call.request.headers.get("Accept-Encoding") == "gzip")
               answer.headers.set("Content-Encoding", "gzip");
           }},
      {.id = "content.always-brotli",
       .says = "An answer is labelled br where only identity was asked for.",
       .trips = {"CT-07"},
       .answer =
           [](const Call& call, core::Response& answer) {
             if (call.request.headers.get("Accept-Encoding") == "identity")
               answer.headers.set("Content-Encoding", "br");
           }},
      {.id = "content.counts-with-a-fraction",
       .says = "The counts of system_state_counts are written as 0.0.",
       .trips = {"CT-08", "SI-18"},
       .body =
           [](const Call& call, json& body) {
             if (!good(call, "GetServiceInfo")) return;
             for (auto& count : body["system_state_counts"]) count = count.get<double>();
           }},
  };
  return rows;
}

}  // namespace assay::mock
