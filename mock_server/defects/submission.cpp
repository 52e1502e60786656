// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "core/url.hpp"
#include "mock_server/defects/submission_parts.hpp"
#include "mock_server/defects/tools.hpp"
#include "mock_server/runs/runs.hpp"

namespace assay::mock {
namespace {

using nlohmann::json;

bool is_lacking(const Call& call) { return call.refusal.starts_with("missing-workflow_"); }
bool names_project(const Part& part) {
  return is_tags(part) && part.value.find("\"ProjectId\"") != std::string::npos;
}
bool is_unsupported(const Call& call) { return call.refusal.starts_with("unsupported-type"); }

}  // namespace

const std::vector<Defect>& submission_defects() {
  static const std::vector<Defect> rows = [] {
    auto all = submission_field_rows();
    all.insert(all.end(), submission_form_rows().begin(), submission_form_rows().end());
    return all;
  }();
  return rows;
}

const std::vector<Defect>& submission_field_rows() {
  static const std::vector<Defect> rows{
      {.id = "submission.answers-201",
       .says = "An accepted run is answered with 201.",
       .trips = {"SUB-01"},
       .answer =
           [](const Call& call, core::Response& answer) {
             if (good(call, "RunWorkflow")) answer.status = 201;
           }},
      {.id = "submission.answers-without-an-id",
       .says = "The answer to a submission has an empty run_id.",
       .trips = {"SUB-02"},
       .body =
           [](const Call& call, json& body) {
             if (good(call, "RunWorkflow")) body["run_id"] = "";
           }},
      {.id = "submission.answers-another-id",
       .says = "The id that POST answers is not the id of the run.",
       .trips = {"SUB-03"},
       .may_trip = {"CAN-09", "CAN-18", "CON-08", "LST-11", "PAG-06", "PAG-10", "PAG-27", "RUN-01", "RUN-02",
                    "STA-01", "STA-03", "STA-08", "TSK-01"},
       .behave = [](Behaviour& behaviour) { behaviour.answers_other_id = true; }},
      {.id = "submission.knows-a-run-late",
       .says = "A new run is found after two seconds.",
       .trips = {"SUB-03"},
       .may_trip = {"CAN-09", "CAN-18", "CON-08", "LST-11", "PAG-10", "STA-08"},
       .behave = [](Behaviour& behaviour) { behaviour.visible_after = std::chrono::seconds(2); }},
      {.id = "submission.gives-one-id-twice",
       .says = "Two equal requests of a user are one run.",
       .trips = {"SUB-04"},
       .may_trip = {"TIM-04"},
       .behave = [](Behaviour& behaviour) { behaviour.same_request_same_id = true; }},
      {.id = "submission.one-of-a-kind-at-a-time",
       .says = "Of equal requests that come at one moment the first is a run, the others are answered 500.",
       .trips = {"SUB-54"},
       .may_trip = {"ERR-06"},
       .answer =
           [](const Call& call, core::Response& answer) {
             if (!good(call, "RunWorkflow")) return;
             std::string& last = call.site.notes("submission.one-of-a-kind-at-a-time")["last"];
             const std::string now = std::to_string(call.now.time_since_epoch().count()) + call.request.body;
             if (now == last) refuse(answer, 500);
             last = now;
           }},
      {.id = "submission.puts-percent-signs-in-ids",
       .says = "Run ids look like 50%-1f0a, and gateways decode a percent sign or refuse it.",
       .trips = {"SUB-05"},
       .behave = [](Behaviour& behaviour) { behaviour.run_ids = "50%-########-####"; }},
      {.id = "submission.takes-no-url",
       .says = "A form without workflow_url is a run.",
       .trips = {"SUB-06"},
       .behave = [](Behaviour& behaviour) { behaviour.accepts.insert("missing-workflow_url"); }},
      {.id = "submission.takes-no-type",
       .says = "A form without workflow_type is a run.",
       .trips = {"SUB-07"},
       .behave = [](Behaviour& behaviour) { behaviour.accepts.insert("missing-workflow_type"); }},
      {.id = "submission.takes-no-type-version",
       .says = "A form without workflow_type_version is a run.",
       .trips = {"SUB-08"},
       .behave = [](Behaviour& behaviour) { behaviour.accepts.insert("missing-workflow_type_version"); }},
      {.id = "submission.takes-no-params",
       .says = "A form without workflow_params is a run, before WES 1.1.",
       .trips = {"SUB-09"},
       .behave = [](Behaviour& behaviour) { behaviour.accepts.insert("missing-workflow_params"); },
       .version = "1.0.1"},
      {.id = "submission.takes-an-empty-form",
       .says = "A form without any field is a run.",
       .trips = {"SUB-06", "SUB-07", "SUB-08", "SUB-10"},
       .behave =
           [](Behaviour& behaviour) {
             behaviour.accepts.insert("missing-workflow_url");
             behaviour.accepts.insert("missing-workflow_type");
             behaviour.accepts.insert("missing-workflow_type_version");
           }},
      {.id = "submission.breaks-without-a-body",
       .says = "A POST without a body is answered with 500.",
       .trips = {"SUB-11"},
       .may_trip = {"ERR-06"},
       .answer =
           [](const Call& call, core::Response& answer) {
             refuse_when(call.operation == "RunWorkflow" && call.request.body.empty(), answer, 500);
           }},
      {.id = "submission.refuses-with-500",
       .says = "Whatever is wrong with a submission is answered with 500.",
       .trips = {"SUB-06", "SUB-07", "SUB-08", "SUB-10", "SUB-14", "ERR-06"},
       .may_trip = {"SUB-43", "SUB-11", "SUB-12", "SUB-15", "SUB-16", "SUB-17", "SUB-18",
                    "SUB-20", "SUB-21", "SUB-22", "SUB-23", "SUB-24", "SUB-30", "SUB-31",
                    "SUB-32", "SUB-34", "SUB-35", "SUB-41", "SUB-42", "SUB-51", "SUB-55"},
       .answer = [](const Call& call,
                    core::Response& answer) { refuse_when(!call.refusal.empty(), answer, 500); }},
      {.id = "submission.breaks-without-a-type",
       .says = "A form without workflow_type or workflow_type_version is answered with 500.",
       .trips = {"SUB-07", "SUB-08", "ERR-06"},
       .answer =
           [](const Call& call, core::Response& answer) {
             refuse_when(call.refusal.starts_with("missing-workflow_type"), answer, 500);
           }},
      {.id = "submission.refuses-with-422",
       .says = "A form that lacks a required field is answered with 422.",
       .trips = {"SUB-06", "SUB-07", "SUB-08", "SUB-10", "ERR-07"},
       .answer = [](const Call& call,
                    core::Response& answer) { refuse_when(is_lacking(call), answer, 422); }},
      {.id = "submission.takes-an-empty-url",
       .says = "A workflow_url that is empty is taken.",
       .trips = {"SUB-12"},
       .behave = [](Behaviour& behaviour) { behaviour.accepts.insert("empty-workflow_url"); }},
      {.id = "submission.breaks-on-empty-options",
       .says = "An empty string for an optional field is answered with 500.",
       .trips = {"SUB-13"},
       .may_trip = {"ERR-06"},
       .answer = [](const Call& call,
                    core::Response& answer) { refuse_when(has_part(call, is_empty_option), answer, 500); }},
      {.id = "submission.takes-broken-params",
       .says = "A workflow_params that is no JSON is passed over.",
       .trips = {"SUB-14"},
       .behave = [](Behaviour& behaviour) { behaviour.accepts.insert("workflow_params-not-json"); }},
      {.id = "submission.takes-params-of-any-type",
       .says = "A workflow_params that is no object is taken.",
       .trips = {"SUB-15"},
       .behave = [](Behaviour& behaviour) { behaviour.accepts.insert("workflow_params-not-object"); }},
      {.id = "submission.takes-broken-tags",
       .says = "Tags that are no JSON object are passed over.",
       .trips = {"SUB-16"},
       .behave =
           [](Behaviour& behaviour) {
             behaviour.accepts.insert("tags-not-json");
             behaviour.accepts.insert("tags-not-object");
           }},
      {.id = "submission.takes-tags-of-any-type",
       .says = "Tags may have numbers for values.",
       .trips = {"SUB-17"},
       .behave = [](Behaviour& behaviour) { behaviour.accepts.insert("tags-not-strings"); }},
      {.id = "submission.takes-broken-engine-parameters",
       .says = "Engine parameters that are no JSON are passed over.",
       .trips = {"SUB-18"},
       .behave =
           [](Behaviour& behaviour) { behaviour.accepts.insert("workflow_engine_parameters-not-json"); }},
      {.id = "submission.wants-tags",
       .says = "A form without tags is refused.",
       .trips = {"SUB-19"},
       .answer =
           [](const Call& call, core::Response& answer) {
             refuse_when(call.operation == "RunWorkflow" && !has_part(call, is_tags), answer, 400);
           }},
      {.id = "submission.breaks-on-unsupported-types",
       .says = "A workflow type or version that is not announced is answered with 500.",
       .trips = {"SUB-20", "SUB-21", "ERR-06"},
       .answer = [](const Call& call,
                    core::Response& answer) { refuse_when(is_unsupported(call), answer, 500); }},
      {.id = "submission.conflicts-with-unsupported-types",
       .says = "A workflow type or version that is not announced is answered with 409.",
       .trips = {"SUB-20", "SUB-21", "ERR-07"},
       .answer = [](const Call& call,
                    core::Response& answer) { refuse_when(is_unsupported(call), answer, 409); }},
      {.id = "submission.accepts-an-unsupported-type",
       .says = "A run of a workflow type that is not announced is taken, and completes.",
       .trips = {"SUB-20"},
       .behave = [](Behaviour& behaviour) { behaviour.accepts.insert("unsupported-type"); }},
      {.id = "submission.accepts-an-unsupported-type-version",
       .says = "Any workflow_type_version is taken, and the run completes.",
       .trips = {"SUB-21"},
       .behave = [](Behaviour& behaviour) { behaviour.accepts.insert("unsupported-type-version"); }},
      {.id = "submission.accepts-an-unsupported-engine",
       .says = "Any workflow_engine is taken, and the run completes.",
       .trips = {"SUB-22"},
       .behave = [](Behaviour& behaviour) { behaviour.accepts.insert("unsupported-engine"); }},
      {.id = "submission.accepts-an-unsupported-engine-version",
       .says = "Any workflow_engine_version is taken, and the run completes.",
       .trips = {"SUB-23"},
       .behave = [](Behaviour& behaviour) { behaviour.accepts.insert("unsupported-engine-version"); }},
      {.id = "submission.takes-an-engine-version-alone",
       .says = "A workflow_engine_version is taken without workflow_engine.",
       .trips = {"SUB-24"},
       .behave = [](Behaviour& behaviour) { behaviour.accepts.insert("engine-version-alone"); }},
      {.id = "submission.wants-a-project",
       .says = "A form whose tags have no ProjectId is refused.",
       .trips = {"SUB-01"},
       .answer =
           [](const Call& call, core::Response& answer) {
             refuse_when(good(call, "RunWorkflow") && !has_part(call, names_project), answer, 400);
           }},
      {.id = "submission.wants-an-engine",
       .says = "A form without workflow_engine is refused.",
       .trips = {"SUB-01"},
       .answer =
           [](const Call& call, core::Response& answer) {
             refuse_when(good(call, "RunWorkflow") && !has_part(call, is_engine), answer, 400);
           }},
      {.id = "submission.wants-an-engine-version",
       .says = "A workflow_engine without a version is refused.",
       .trips = {"SUB-25"},
       .answer =
           [](const Call& call, core::Response& answer) {
             refuse_when(has_part(call, is_engine) && !has_part(call, is_engine_version), answer, 400);
           }},
      {.id = "submission.refuses-engine-fields",
       .says = "A service of WES 1.0 refuses the engine fields of 1.1.",
       .trips = {"SUB-26"},
       .answer = [](const Call& call,
                    core::Response& answer) { refuse_when(has_part(call, is_engine), answer, 400); },
       .version = "1.0.1"},
      {.id = "submission.refuses-attachments",
       .says = "A form with attachments is refused.",
       .trips = {"SUB-27"},
       .may_trip = {"AUT-02", "AUT-01"},
       .answer = [](const Call& call,
                    core::Response& answer) { refuse_when(has_part(call, is_attachment), answer, 400); }},
      {.id = "submission.takes-one-attachment",
       .says = "A form with two attachments is refused.",
       .trips = {"SUB-28"},
       .may_trip = {"SUB-45", "SUB-52"},
       .answer =
           [](const Call& call, core::Response& answer) {
             refuse_when(count_parts(call, is_attachment) > 1, answer, 400);
           }},
      {.id = "submission.refuses-subdirectories",
       .says = "An attachment in a subdirectory is refused.",
       .trips = {"SUB-29"},
       .answer =
           [](const Call& call, core::Response& answer) {
             refuse_when(has_part(call, is_in_subdirectory), answer, 400);
           }},
      {.id = "submission.loses-subdirectories",
       .says = "A workflow in a subdirectory is not found by the engine.",
       .trips = {"SUB-29"},
       .body =
           [](const Call& call, json& body) {
             if (is_error(call)) return;
             each_run(body, [&](json& run) {
               const auto own = call.site.runs().find(run.value("run_id", ""));
               const bool nested =
                   own && core::classify_url(own->request->url.value_or("")) == core::UrlKind::relative &&
                   own->request->url->find('/') != std::string::npos;
               if (nested && run.value("state", "") == "COMPLETE") run["state"] = "EXECUTOR_ERROR";
             });
           }},
      {.id = "submission.breaks-on-dangerous-names",
       .says = "An attachment that would leave its folder is answered with 500.",
       .trips = {"SUB-30"},
       .may_trip = {"ERR-06"},
       .answer = [](const Call& call,
                    core::Response& answer) { refuse_when(call.refusal == "attachment-name", answer, 500); }},
      {.id = "submission.takes-climbing-names",
       .says = "Attachment names that leave the run directory are taken, all but the name of two dots.",
       .trips = {"SUB-30"},
       .behave = [](Behaviour& behaviour) { behaviour.accepts.insert("attachment-name"); },
       .answer =
           [](const Call& call, core::Response& answer) {
             const auto is_dots = [](const Part& part) { return part.filename.value_or("") == ".."; };
             refuse_when(is_multipart(call) && has_part(call, is_dots), answer, 400);
           }},
      {.id = "submission.breaks-on-odd-options",
       .says = "A field that is empty, and tags or engine parameters that are no JSON object, are answered "
               "with 500.",
       .trips = {"SUB-12", "SUB-16", "SUB-18"},
       .may_trip = {"ERR-06"},
       .answer =
           [](const Call& call, core::Response& answer) {
             const std::string_view rule = call.refusal;
             const bool odd =
                 rule.starts_with("tags-not-") || rule.starts_with("workflow_engine_parameters-not-");
             refuse_when(rule.starts_with("empty-") || (odd && !rule.ends_with("-strings")), answer, 500);
           }},
      {.id = "submission.takes-nameless-attachments",
       .says = "An attachment without a file name is passed over.",
       .trips = {"SUB-31"},
       .behave = [](Behaviour& behaviour) { behaviour.accepts.insert("attachment-without-filename"); }},
      {.id = "submission.runs-without-a-file",
       .says = "A relative workflow_url needs no attachment, and the run completes.",
       .trips = {"SUB-32"},
       .behave = [](Behaviour& behaviour) { behaviour.accepts.insert("url-not-attached"); }},
      {.id = "submission.breaks-on-absolute-urls",
       .says = "An absolute workflow_url is answered with 500.",
       .trips = {"SUB-33"},
       .may_trip = {"ERR-06", "SUB-34", "SUB-35"},
       .answer = [](const Call& call,
                    core::Response& answer) { refuse_when(has_part(call, is_absolute_url), answer, 500); }},
      {.id = "submission.takes-any-scheme",
       .says = "A workflow_url of any scheme is taken, and the run completes.",
       .trips = {"SUB-34"},
       .behave = [](Behaviour& behaviour) { behaviour.accepts.insert("url-scheme"); }},
      {.id = "submission.shows-files-of-the-service",
       .says = "The run of file:///etc/passwd has that file among its outputs.",
       .trips = {"SUB-35"},
       .may_trip = {"SUB-34", "RUN-12", "RUN-21"},
       .behave = [](Behaviour& behaviour) { behaviour.accepts.insert("url-scheme"); },
       .body =
           [](const Call& call, json& body) {
             if (!good(call, "GetRunLog") ||
                 body["request"].value("workflow_url", "") != "file:///etc/passwd")
               return;
             body["outputs"] = {{"workflow", "root:x:0:0:root:/root:/bin/sh"}};
           }},
      {.id = "submission.drops-attachments",
       .says = "Attachments are taken and lost: a run of an attached workflow fails.",
       .trips = {"STM-08"},
       .may_trip = {"RUN-08"},
       .body =
           [](const Call& call, json& body) {
             if (is_error(call)) return;
             each_run(body, [&](json& run) {
               const auto own = call.site.runs().find(run.value("run_id", ""));
               const bool attached = own && !own->request->attachments.empty();
               if (attached && run.value("state", "") == "COMPLETE") run["state"] = "EXECUTOR_ERROR";
             });
           }},
  };
  return rows;
}

}  // namespace assay::mock
