// SPDX-License-Identifier: Apache-2.0
// Lies that one answer alone does not show: what stands on other pages, in other runs, in earlier answers.
#include "mock_server/defects/subtle.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/url.hpp"
#include "mock_server/defects/submission_parts.hpp"
#include "mock_server/defects/tools.hpp"
#include "mock_server/http/wire_edits.hpp"
#include "mock_server/runs/runs.hpp"

namespace assay::mock {
namespace {

using nlohmann::json;
using schemas::Phase;
using namespace std::chrono_literals;

bool is_page_of(const Call& call, std::string_view size) {
  return good(call, "ListRuns") && query_of(call, "page_size") == size;
}

bool leads_on(const json& body) { return body.value("next_page_token", "") != ""; }

// On HEAD the framed answer has the length of the body that GET would have.
void change_length(std::string& bytes) {
  const std::size_t at = bytes.find("Content-Length: ");
  if (at != std::string::npos) bytes.insert(at + 16, "1");
}

const std::vector<Defect>& caller_rows() {
  static const std::vector<Defect> rows{
      {.id = "auth.takes-shortened-secrets",
       .says = "A part of the secret, from its beginning, is as good as the whole.",
       .trips = {"AUT-17"},
       .behave = [](Behaviour& behaviour) { behaviour.accepts.insert("secret-shortened"); },
       .needs_auth = true},
      {.id = "auth.takes-lengthened-secrets",
       .says = "The secret with more behind it is as good as the secret.",
       .trips = {"AUT-17"},
       .behave = [](Behaviour& behaviour) { behaviour.accepts.insert("secret-lengthened"); },
       .needs_auth = true},
      {.id = "auth.takes-recased-secrets",
       .says = "The letters of the secret may be written in the other case.",
       .trips = {"AUT-17"},
       .behave = [](Behaviour& behaviour) { behaviour.accepts.insert("secret-recased"); },
       .needs_auth = true},
      {.id = "auth.takes-empty-secrets",
       .says = "An empty secret works like the first user.",
       .trips = {"AUT-17"},
       .may_trip = {"AUT-16"},
       .behave = [](Behaviour& behaviour) { behaviour.accepts.insert("secret-emptied"); },
       .needs_auth = true},
      {.id = "auth.redirects-to-a-login",
       .says = "A caller without credentials, or with wrong ones, is sent to /login in place of a 401.",
       .trips = {"AUT-01", "AUT-02"},
       .may_trip = {"AUT-08", "AUT-16", "AUT-17", "PAG-30", "ERR-07"},
       .answer =
           [](const Call& call, core::Response& answer) {
             if (call.status != 401) return;
             answer.status = 302;
             answer.headers.set("Location", "/login");
           },
       .needs_auth = true},
  };
  return rows;
}

const std::vector<Defect>& page_border_rows() {
  static const std::vector<Defect> rows{
      {.id = "pagination.loses-a-run-of-three",
       .says = "With page_size=3 the last run of each page that leads on is missing.",
       .trips = {"PAG-06"},
       .may_trip = {"PAG-07", "PAG-28"},
       .body =
           [](const Call& call, json& body) {
             if (is_page_of(call, "3") && leads_on(body)) body["runs"].erase(body["runs"].size() - 1);
           }},
      {.id = "pagination.shows-a-ghost",
       .says = "With page_size=5 the last run of each page that leads on is one that does not exist.",
       .trips = {"PAG-06", "PAG-35"},
       .may_trip = {"PAG-27"},
       .body =
           [](const Call& call, json& body) {
             if (!is_page_of(call, "5") || !leads_on(body)) return;
             json& last = body["runs"].back();
             last["run_id"] = "ghost-of-" + last["run_id"].get<std::string>();
           }},
      {.id = "pagination.small-pages-end-early",
       .says = "With page_size=1 the list ends after one page with a token.",
       .trips = {"PAG-06"},
       .may_trip = {"PAG-17"},
       .body =
           [](const Call& call, json& body) {
             if (is_page_of(call, "1") && query_of(call, "page_token").value_or("") != "")
               body["next_page_token"] = "";
           }},
      {.id = "listing.dies-of-a-number",
       .says = "A tag that is a number is taken, and from then on the list is a server error.",
       .trips = {"LST-20", "SUB-17"},
       .may_trip = {"ERR-11", "ERR-06", "ERR-11", "PAG-32", "STA-05", "CON-08", "SI-25"},
       .behave = [](Behaviour& behaviour) { behaviour.accepts.insert("tags-not-strings"); },
       .answer =
           [](const Call& call, core::Response& answer) {
             auto& notes = call.site.notes("listing.dies-of-a-number");
             if (good(call, "RunWorkflow")) {
               const auto id = json::parse(answer.body).value("run_id", "");
               const auto run = call.site.runs().find(id);
               const auto tags =
                   run ? json::parse(run->request->tags.value_or("{}"), nullptr, false) : json();
               const bool odd =
                   tags.is_object() &&
                   std::any_of(tags.begin(), tags.end(), [](const json& each) { return !each.is_string(); });
               if (odd) notes["dead"] = id;
             }
             if (good(call, "ListRuns") && notes.contains("dead")) refuse(answer, 500);
           }},
  };
  return rows;
}

// The newest other run of the caller that has not ended.
void cancel_another(const Call& call) {
  auto& runs = call.site.runs();
  const auto own = runs.find(call.run_id);
  if (!own) return;
  for (auto serial = runs.last_serial(); serial > 0; --serial) {
    const Run run = runs.by_serial(serial);
    if (run.serial == own->serial || run.user != own->user) continue;
    if (run.at(call.now).terminal() || run.at(call.now).cancelling) continue;
    runs.cancel(serial, call.now);
    return;
  }
}

void fail_cancelled(Timeline& timeline) {
  for (Step& step : timeline.on_cancel) {
    if (step.phase != Phase::canceled) continue;
    step.state = "EXECUTOR_ERROR";
    step.phase = Phase::executor_error;
  }
}

// The work of a run that was only marked CANCELED goes on to its end.
void complete_in_time(Timeline& timeline) {
  if (timeline.on_cancel.empty()) return;
  timeline.on_cancel.push_back({.at = timeline.on_cancel.back().at + 4200ms,
                                .state = "COMPLETE",
                                .phase = Phase::complete,
                                .terminal = true});
}

const std::vector<Defect>& aim_rows() {
  static const std::vector<Defect> rows{
      {.id = "cancellation.hits-another-run",
       .says = "A cancel cancels another run of the caller with the one it names.",
       .trips = {"CAN-19"},
       .may_trip = {"STM-05", "STM-08", "CAN-12", "CAN-13", "CON-03"},
       .answer =
           [](const Call& call, core::Response&) {
             if (good(call, "CancelRun")) cancel_another(call);
           }},
      {.id = "cancellation.ends-in-an-error",
       .says = "A run that is cancelled ends EXECUTOR_ERROR.",
       .trips = {"CAN-03"},
       .behave = [](Behaviour& behaviour) { behaviour.edit_timelines.push_back(fail_cancelled); }},
      {.id = "cancellation.completes-in-time",
       .says = "Four seconds after its cancel, when its work ends, a CANCELED run is COMPLETE.",
       .trips = {"CAN-17"},
       .may_trip = {"CAN-03", "CAN-08", "CAN-11", "CON-10", "STA-09", "STM-02", "TIM-04", "TIM-06", "RUN-19",
                    "HTTP-18"},
       .behave = [](Behaviour& behaviour) { behaviour.edit_timelines.push_back(complete_in_time); }},
      {.id = "cancellation.head-cancels",
       .says = "HEAD on the cancel path cancels, as POST does.",
       .trips = {"CAN-12"},
       .may_trip = {"STM-05"},
       .answer =
           [](const Call& call, core::Response&) {
             const std::string& target = call.request.target;
             if (call.request.method != "HEAD" || !target.ends_with("/cancel")) return;
             const std::size_t at = target.find("/runs/") + 6;
             const std::string id = core::percent_decode(target.substr(at, target.find('/', at) - at));
             const auto serial = call.site.runs().serial(id);
             if (serial > 0) call.site.runs().cancel(serial, call.now);
           }},
  };
  return rows;
}

constexpr auto kUnwatched = 2s;

// Notes keep what became of an end: "seen" in time, "lost", and then for ever "RUNNING".
void lose_unwatched_end(const Call& call, json& run) {
  const auto own = call.site.runs().find(run.value("run_id", call.run_id));
  if (!own || !run.contains("state")) return;
  const Situation now = own->at(call.now);
  if (!now.ended || now.cancelling) return;
  std::string& end = call.site.notes("transitions.loses-an-unwatched-end")[own->id];
  if (end.empty()) end = call.now - *now.ended > kUnwatched ? "lost" : "seen";
  if (end == "seen") return;
  run["state"] = end == "lost" ? "EXECUTOR_ERROR" : "RUNNING";
  end = "RUNNING";
}

// The file of a state is being written.
bool has_just_changed(const Call& call) {
  const auto own = call.site.runs().find(call.run_id);
  if (!own) return false;
  const auto earlier = call.now - 5ms;
  return own->marks.submitted <= earlier && own->at(call.now).step != own->at(earlier).step;
}

const std::vector<Defect>& life_rows() {
  static const std::vector<Defect> rows{
      {.id = "transitions.loses-an-unwatched-end",
       .says =
           "A run whose end nobody asks for within two seconds is EXECUTOR_ERROR once, and RUNNING for ever.",
       .trips = {"STM-02"},
       .may_trip = {"STM-08", "STM-10", "STA-09", "CON-01", "CON-02", "CON-03", "CON-10", "RUN-08", "RUN-09",
                    "TIM-05", "SUB-29", "SUB-59", "LST-16", "CAN-07", "STM-03"},
       .body =
           [](const Call& call, json& body) {
             if (!is_error(call)) each_run(body, [&](json& run) { lose_unwatched_end(call, run); });
           }},
      {.id = "status.fails-while-it-is-written",
       .says = "The status of a run is a server error in the first five milliseconds of a state.",
       .trips = {"STA-08"},
       .may_trip = {"ERR-11", "STA-11", "SUB-03", "LST-18", "STA-01", "CAN-05", "ERR-11"},
       .answer =
           [](const Call& call, core::Response& answer) {
             if (good(call, "GetRunStatus") && has_just_changed(call)) refuse(answer, 500);
           }},
  };
  return rows;
}

bool is_complete(const json& body) { return body.value("state", "") == "COMPLETE"; }

const std::vector<Defect>& log_rows() {
  static const std::vector<Defect> rows{
      {.id = "run_log.outputs-vanish",
       .says =
           "The outputs of a run are shown in the first two logs after its end, and are empty in the others.",
       .trips = {"RUN-24"},
       .may_trip = {"RUN-13", "RUN-19", "HTTP-18"},
       .body =
           [](const Call& call, json& body) {
             if (!good(call, "GetRunLog") || !is_complete(body)) return;
             const bool gone = call.site.counter("run_log.outputs-vanish " + call.run_id) >= 2;
             body["outputs"] = gone ? json::object() : json{{"said", "hello"}};
           }},
      {.id = "run_log.urls-lead-inside",
       .says = "The stdout of a run log is a URL of the service's own network.",
       .trips = {"RUN-25"},
       .body =
           [](const Call& call, json& body) {
             if (good(call, "GetRunLog") && body.contains("run_log"))
               body["run_log"]["stdout"] = "http://wes-storage:9000/logs/" + call.run_id;
           }},
      {.id = "run_log.ends-before-its-state",
       .says = "The log of a run that is RUNNING shows an end_time and the exit code 0.",
       .trips = {"RUN-09", "TIM-05"},
       .may_trip = {"TIM-03", "TIM-06", "TIM-08"},
       .body =
           [](const Call& call, json& body) {
             if (!good(call, "GetRunLog") || body.value("state", "") != "RUNNING") return;
             body["run_log"]["end_time"] = core::to_iso8601(call.now);
             body["run_log"]["exit_code"] = 0;
           }},
      {.id = "content.list-is-labelled-deflate",
       .says = "The list is labelled deflate, and is plain JSON.",
       .trips = {"CT-07"},
       .answer =
           [](const Call& call, core::Response& answer) {
             if (good(call, "ListRuns")) answer.headers.set("Content-Encoding", "deflate");
           }},
      {.id = "submission.keeps-the-first-attachment",
       .says = "Of several attachments only the first reaches the run, which then fails.",
       .trips = {"SUB-59"},
       .may_trip = {"RUN-08"},
       .body =
           [](const Call& call, json& body) {
             if (is_error(call)) return;
             each_run(body, [&](json& run) {
               const auto own = call.site.runs().find(run.value("run_id", ""));
               const bool lacks = own && own->request->attachments.size() > 1;
               if (lacks && run.value("state", "") == "COMPLETE") run["state"] = "EXECUTOR_ERROR";
             });
           }},
  };
  return rows;
}

bool is_encoded(const Call& call) { return call.request.target.find('%') != std::string::npos; }

const std::vector<Defect>& spelling_rows() {
  static const std::vector<Defect> rows{
      {.id = "submission.part-fields-are-spelt",
       .says = "The field Content-Disposition of a part must be written so.",
       .trips = {"SUB-58"},
       .answer =
           [](const Call& call, core::Response& answer) {
             const bool other = call.request.body.find("content-disposition:") != std::string::npos;
             refuse_when(is_multipart(call) && other, answer, 400);
           }},
      {.id = "http_hygiene.encoded-ids-of-logs-are-literal",
       .says = "The log of a run whose id is percent-encoded is not found.",
       .trips = {"HTTP-05"},
       .answer =
           [](const Call& call, core::Response& answer) {
             if (good(call, "GetRunLog") && is_encoded(call)) refuse(answer, 404);
           }},
      {.id = "http_hygiene.query-names-are-literal",
       .says = "A query parameter whose name is percent-encoded is refused.",
       .trips = {"HTTP-24"},
       .answer =
           [](const Call& call, core::Response& answer) {
             if (good(call, "ListRuns") && call.request.target.find("page%5F") != std::string::npos)
               refuse(answer, 400);
           }},
      {.id = "http_hygiene.head-has-another-length",
       .says = "HEAD announces another length than GET has.",
       .trips = {"HTTP-01"},
       .wire =
           [](const Call& call, std::string& bytes) {
             if (call.request.method == "HEAD") change_length(bytes);
           }},
      {.id = "http_hygiene.cuts-run-logs",
       .says = "The connection closes inside each run log.",
       .trips = {"HTTP-09"},
       .behave = [](Behaviour& behaviour) { behaviour.closes_after = "GetRunLog"; },
       .wire =
           [](const Call& call, std::string& bytes) {
             if (good(call, "GetRunLog") && call.request.method == "GET") bytes.resize(bytes.size() - 20);
           }},
      {.id = "errors.redirects-unknown-runs",
       .says = "Whoever asks for an unknown run is sent to the list.",
       .trips = {"RUN-17", "STA-04"},
       .may_trip = {"HTTP-06", "TSK-07", "TSK-10", "TSK-11", "TSK-12", "RUN-03", "ERR-05"},
       .answer =
           [](const Call& call, core::Response& answer) {
             if (call.status != 404 || call.run_id.empty() || call.request.method != "GET") return;
             answer.status = 302;
             answer.headers.set("Location", call.site.dialect().base_path + "/runs");
           }},
  };
  return rows;
}

}  // namespace

const std::vector<Defect>& subtle_defects() {
  static const std::vector<Defect> all = [] {
    std::vector<Defect> rows;
    for (const auto part : {caller_rows, page_border_rows, aim_rows, life_rows, log_rows, spelling_rows}) {
      rows.insert(rows.end(), part().begin(), part().end());
    }
    return rows;
  }();
  return all;
}

}  // namespace assay::mock
