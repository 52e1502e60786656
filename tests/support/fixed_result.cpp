// SPDX-License-Identifier: Apache-2.0
#include "tests/support/fixed_result.hpp"

#include <chrono>

using namespace std::string_literals;

namespace assay::test {
namespace {

using namespace std::chrono_literals;
using reports::Finding;
using reports::Judgement;
using reports::Requirement;
using reports::Verdict;

// Markup, end of CDATA, NUL, ANSI, not UTF-8, a bidirectional mark, U+FFFE, commands of CI runners.
const std::string hostile =
    "::error::<script>alert('x')</script> ]]> \0 \x1b[31mred\x1b[0m \xff\xfe \xE2\x80\xAEtxt \xEF\xBF\xBE ##[error] &amp; \"q\"\r\n::warning::"s;

const core::Time start{std::chrono::sys_days{2026y / 1 / 31} + 12h};

core::ExchangePtr exchange(std::uint64_t id, core::Request request, std::optional<core::Response> response,
                           core::Duration took = 12ms) {
  core::Exchange e;
  e.id = id;
  e.check = "pagination.no-run-twice";
  e.operation = "ListRuns";
  e.request = std::move(request);
  e.response = std::move(response);
  e.timings.started = start + id * 1s;
  e.timings.sent = e.timings.started + 300us;
  e.timings.received = e.timings.started + took;
  e.connection = 1;
  e.reused_connection = id > 1;
  return std::make_shared<const core::Exchange>(std::move(e));
}

core::Headers asking() {
  return {{"Host", "127.0.0.1:8080"}, {"Accept", "application/json"}, {"Authorization", "Bearer $WES_TOKEN"}};
}

core::Headers json() { return {{"Content-Type", "application/json"}}; }

std::string page(int first, std::string_view token) {
  std::string body = R"({"runs":[)";
  for (int i = 0; i < 2; ++i) {
    if (i > 0) body += ",";
    body += R"({"run_id":"run-)" + std::to_string(first + i) + R"(","state":"COMPLETE"})";
  }
  return body + R"(],"next_page_token":")" + std::string(token) + "\"}";
}

core::ExchangePtr asked(std::uint64_t id, std::string operation, core::Request request, std::string body) {
  core::Exchange e =
      *exchange(id, std::move(request), core::Response{200, "OK", 11, json(), std::move(body)});
  e.check = "status.terminal";
  e.operation = std::move(operation);
  if (id == 8) e.attempt = 2;
  if (id == 9) e.tls_peer = "TLSv1.3, TLS_AES_256_GCM_SHA384, CN=" + hostile;
  return std::make_shared<const core::Exchange>(std::move(e));
}

std::string state_of(std::string_view state) {
  return R"({"run_id":"run-7","state":")" + std::string(state) + "\"}";
}

// One run seen in three places, of which the list is late.
std::vector<core::ExchangePtr> story() {
  const std::string runs = "/ga4gh/wes/v1/runs";
  const auto get = [](std::string target) { return core::Request{"GET", std::move(target), asking(), ""}; };
  const auto list = [](std::string_view state) { return R"({"runs":[)" + state_of(state) + "]}"; };
  return {asked(7, "RunWorkflow", {"POST", runs, asking(), "x"}, R"({"run_id":"run-7"})"),
          asked(8, "GetRunStatus", get(runs + "/run-7/status"), state_of("QUEUED")),
          asked(9, "GetRunStatus", get(runs + "/run-7/status"), state_of("RUNNING")),
          asked(10, "ListRuns", get(runs), list("QUEUED")),
          asked(11, "GetRunLog", get(runs + "/run-7"), state_of("<b>::error::")),
          asked(12, "GetRunStatus", get(runs + "/run-7/status"), state_of("COMPLETE")),
          asked(13, "ListRuns", get(runs), list("COMPLETE"))};
}

std::vector<core::ExchangePtr> exchanges() {
  const std::string base = "/ga4gh/wes/v1";
  const std::string form =
      "--b\r\nContent-Disposition: form-data; name=\"workflow_params\"\r\n\r\n{\"text\": \"100% 'quoted' "
      "\\\\ \xC3\xA9\"}\r\n--b--\r\n";
  core::Headers post = asking();
  post.add("Content-Type", "multipart/form-data; boundary=b");
  core::Headers hostile_headers = json();
  hostile_headers.add("X-Trace", hostile);
  core::Exchange timed_out = *exchange(5, {"GET", base + "/runs/run-9/status", asking(), ""}, {}, 30s);
  timed_out.fault = core::TransportFault::timeout;
  timed_out.fault_text = "no byte of a response";
  core::Exchange noted = *exchange(6, {"HEAD", base + "/service-info", asking(), ""},
                                   core::Response{200, "OK", 10, json(), ""}, 400us);
  noted.check = "http_hygiene.head";
  noted.operation = "";
  noted.user = "none";
  noted.leaked = {"$WES_TOKEN"};
  noted.wire_notes = {"the response to HEAD has a body", hostile};
  return {
      exchange(1, {"GET", base + "/runs?page_size=2", asking(), ""},
               core::Response{200, "OK", 11, json(), page(1, "two")}),
      exchange(2, {"GET", base + "/runs?page_size=2&page_token=two", asking(), ""},
               core::Response{200, "OK", 11, json(), page(2, "")}, 9ms),
      exchange(3, {"POST", base + "/runs", post, form},
               core::Response{500, "Internal Server Error", 11, hostile_headers, hostile}, 1234ms),
      exchange(4, {"GET", base + "/service-info", {{"Accept", "application/json"}}, ""},
               core::Response{200, "OK", 11, json(), R"({"id":"x","workflow_type_versions":{"CWL":{}}})"}),
      std::make_shared<const core::Exchange>(timed_out),
      std::make_shared<const core::Exchange>(noted)};
}

std::vector<Requirement> requirements() {
  const std::string wes = "wes-1.1.0";
  return {
      {"INFO-01",
       "service_info",
       "must",
       "service-info answers 200 without credentials",
       {{wes, "/paths/~1service-info/get"}}},
      {"INFO-02",
       "service_info",
       "type",
       "workflow_type_versions holds a list of versions for each type",
       {{wes, "/components/schemas/WorkflowTypeVersion"}}},
      {"INFO-03",
       "service_info",
       "quality",
       "counts of states are those of the caller's own runs",
       {{wes, "/components/schemas/ServiceInfo"}}},
      {"SUB-01",
       "submission",
       "must",
       "a submission as multipart form is accepted",
       {{wes, "/paths/~1runs/post"}}},
      {"SUB-02",
       "submission",
       "should",
       "an unknown workflow type is refused with 400",
       {{wes, "/paths/~1runs/post/responses/400"}, {"rfc9110", "15.5.1"}}},
      {"PAG-01",
       "pagination",
       "must",
       "no run appears twice in one walk through the list",
       {{wes, "/paths/~1runs/get"}}},
      {"PAG-02",
       "pagination",
       "implied",
       "a page holds at most page_size runs",
       {{wes, "/paths/~1runs/get/parameters/0"}}},
      {"STA-01",
       "status",
       "must",
       "the status of a run answers 200",
       {{wes, "/paths/~1runs~1{run_id}~1status/get"}}},
      {"STA-02", "status", "must", "a terminal state does not change", {{wes, "/components/schemas/State"}}},
      {"CAN-01",
       "cancellation",
       "must",
       "a canceled run ends in CANCELED",
       {{wes, "/paths/~1runs~1{run_id}~1cancel/post"}}},
      {"TSK-01",
       "tasks",
       "must",
       "the tasks of a run are listed",
       {{wes, "/paths/~1runs~1{run_id}~1tasks/get"}}},
      {"AUTH-01", "auth", "should", "another user's run is not shown", {{"rfc9110", "15.5.4"}}},
      {"HTTP-01", "http_hygiene", "http", "a response to HEAD has no body", {{"rfc9110", "9.3.2"}}},
      {"HTTP-02", "http_hygiene", "may", "a server may compress", {}},
      {"HTTP-03", "http_hygiene", "http", "an unknown path is answered with 404", {{"rfc9110", "15.5.5"}}},
  };
}

std::vector<Judgement> judgements() {
  return {
      {"INFO-01", "service_info.answers", Verdict::pass, "", {}, {4}},
      {"INFO-02",
       "service_info.types",
       Verdict::fail,
       "",
       {{"member-missing",
         "workflow_type_version is missing",
         "an array of strings",
         "no such member",
         {"/workflow_type_versions/CWL/workflow_type_version"},
         {4}}},
       {}},
      {"INFO-03", "service_info.counts", Verdict::info, "nothing says whose runs are counted", {}, {4}},
      {"SUB-01",
       "submission.multipart",
       Verdict::fail,
       "",
       {{"status-500",
         "the submission was answered with 500: " + hostile,
         "200 with a run_id",
         hostile,
         {},
         {3}}},
       {3}},
      {"SUB-02", "submission.unknown-type", Verdict::skipped, "left out by --only", {}, {}},
      {"PAG-01",
       "pagination.no-run-twice",
       Verdict::fail,
       "",
       {{"run-repeated",
         "run-2 is on two pages of one walk",
         "each run once",
         "run-2 on page 1 and on page 2",
         {"/runs/0/run_id"},
         {2, 1}}},
       {}},
      {"PAG-01",
       "pagination.walk-is-finite",
       Verdict::fail,
       "",
       {{"run-repeated",
         "a walk of 2 pages showed 4 rows of 3 runs",
         "each run once",
         "run-2 twice",
         {},
         {2, 1}}},
       {}},
      {"PAG-02", "pagination.page-size", Verdict::pass, "", {}, {1, 2}},
      {"STA-01",
       "status.answers",
       Verdict::inconclusive,
       "no answer within 30 s; a server that answers in time would decide it",
       {},
       {5}},
      {"STA-02",
       "status.terminal",
       Verdict::flaky,
       "1 of 3 repetitions broke it (pass, fail, pass)",
       {{"left-terminal", "a COMPLETE run was RUNNING again", "COMPLETE", "RUNNING", {"/state"}, {5}}},
       {}},
      {"CAN-01", "cancellation.ends-canceled", Verdict::error, "exception: " + hostile, {}, {}},
      {"TSK-01", "tasks.listed", Verdict::not_applicable, "WES 1.0.1 has no tasks", {}, {}},
      {"AUTH-01",
       "auth.other-user",
       Verdict::inconclusive,
       "no answer within 30 s; a server that answers in time would decide it",
       {},
       {5}},
      {"HTTP-01",
       "http_hygiene.head",
       Verdict::warn,
       "",
       {{"head-body", "the response to HEAD has a body", "no body", "2 bytes", {}, {6}}},
       {}},
      {"HTTP-03",
       "http_hygiene.unknown-path",
       Verdict::expected,
       "",
       {{"status-500", "an unknown path is answered with 500", "404", "500", {}, {3}}},
       {},
       reports::Known{Verdict::fail, "the gateway answers for us (OPS-7); " + hostile}},
  };
}

}  // namespace

reports::RunResult fixed_result() {
  reports::RunResult result;
  result.header = {"0.1.0",
                   "wes-1.1.0",
                   "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                   "http://127.0.0.1:8080/ga4gh/wes/v1",
                   "wes",
                   "1.1.0",
                   "service-info says 1.1.0",
                   "core",
                   "lenient",
                   42,
                   "virtual",
                   start,
                   {{"auth", "bearer=env:WES_TOKEN"}, {"concurrency", "4"}},
                   {{"system", "Linux x86_64"}, {"compiler", "gcc 12"}},
                   {Verdict::inconclusive},
                   reports::most_undecided,
                   R"({"concurrency":4,"seed":42})"};
  result.requirements = requirements();
  result.exchanges = exchanges();
  for (core::ExchangePtr& seen : story()) result.exchanges.push_back(std::move(seen));
  result.judgements = judgements();
  result.footer = {start + 35s,
                   true,
                   "",
                   13,
                   1,
                   {"1 of 13 answers held a secret of this run: " + hostile},
                   {"baseline.yaml:12:5: PAG-02 is no longer broken by page-too-large: " + hostile}};
  return result;
}

}  // namespace assay::test
