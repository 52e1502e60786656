// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "core/url.hpp"
#include "mock_server/defects/submission_parts.hpp"
#include "mock_server/defects/tools.hpp"
#include "mock_server/site.hpp"

namespace assay::mock {
namespace {

using nlohmann::json;

void refuse_when(bool condition, core::Response& answer, int status) {
  if (!condition) return;
  answer.status = status;
  answer.body = json{{"msg", "the submission is not taken"}, {"status_code", status}}.dump();
}

void drop_empty_names(json& value) {
  if (value.is_object()) value.erase("");
  for (auto& each : value) {
    if (each.is_structured()) drop_empty_names(each);
  }
}

}  // namespace

const std::vector<Defect>& submission_defects() {
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
       .may_trip = {"CAN-09", "CAN-18", "CON-08", "LST-11", "RUN-23", "STA-06", "STA-08"},
       .behave = [](Behaviour& behaviour) { behaviour.answers_other_id = true; }},
      {.id = "submission.knows-a-run-late",
       .says = "A new run is found after two seconds.",
       .trips = {"SUB-03"},
       .may_trip = {"CAN-09", "CAN-18", "CON-08", "LST-11", "RUN-23", "STA-06", "STA-08"},
       .behave = [](Behaviour& behaviour) { behaviour.visible_after = std::chrono::seconds(2); }},
      {.id = "submission.gives-one-id-twice",
       .says = "Two equal requests of a user are one run.",
       .trips = {"SUB-04"},
       .may_trip = {"TIM-04"},
       .behave = [](Behaviour& behaviour) { behaviour.same_request_same_id = true; }},
      {.id = "submission.puts-reserved-characters-in-ids",
       .says = "Run ids look like CWL:1f0a, and a colon is a reserved character.",
       .trips = {"SUB-05"},
       .behave = [](Behaviour& behaviour) { behaviour.reserved_characters_in_ids = true; }},
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
      {.id = "submission.wants-fields-first",
       .says = "A form that starts with an attachment is refused.",
       .trips = {"SUB-36"},
       .answer = [](const Call& call,
                    core::Response& answer) { refuse_when(starts_with_attachment(call), answer, 400); }},
      {.id = "submission.wants-content-types",
       .says = "A text part without a content type is refused.",
       .trips = {"SUB-37"},
       .answer = [](const Call& call,
                    core::Response& answer) { refuse_when(has_part(call, is_untyped_text), answer, 400); }},
      {.id = "submission.refuses-content-types",
       .says = "A part of the type application/json is refused.",
       .trips = {"SUB-38"},
       .answer = [](const Call& call,
                    core::Response& answer) { refuse_when(has_part(call, is_json), answer, 400); }},
      {.id = "submission.breaks-on-named-texts",
       .says = "A text field with a file name is answered with 500.",
       .trips = {"SUB-39"},
       .may_trip = {"ERR-06"},
       .answer = [](const Call& call,
                    core::Response& answer) { refuse_when(has_part(call, is_named_text), answer, 500); }},
      {.id = "submission.refuses-a-preamble",
       .says = "A form with text before its first boundary is refused.",
       .trips = {"SUB-40"},
       .answer =
           [](const Call& call, core::Response& answer) {
             refuse_when(
                 good(call, "RunWorkflow") && is_multipart(call) && !call.request.body.starts_with("--"),
                 answer, 400);
           }},
      {.id = "submission.breaks-on-broken-forms",
       .says = "A multipart body that is cut off is answered with 500.",
       .trips = {"SUB-41"},
       .may_trip = {"ERR-06", "SUB-30"},
       .answer = [](const Call& call,
                    core::Response& answer) { refuse_when(call.refusal == "malformed-form", answer, 500); }},
      {.id = "submission.breaks-on-json",
       .says = "A JSON body is answered with 500.",
       .trips = {"SUB-42"},
       .may_trip = {"ERR-06"},
       .answer = [](const Call& call,
                    core::Response& answer) { refuse_when(posts(call, "application/json"), answer, 500); }},
      {.id = "submission.breaks-on-urlencoded-forms",
       .says = "A urlencoded form is answered with 500.",
       .trips = {"SUB-43"},
       .may_trip = {"ERR-06"},
       .answer =
           [](const Call& call, core::Response& answer) {
             refuse_when(posts(call, "application/x-www-form-urlencoded"), answer, 500);
           }},
      {.id = "submission.refuses-unknown-fields",
       .says = "A form with a field that WES does not name is refused.",
       .trips = {"SUB-44"},
       .answer = [](const Call& call,
                    core::Response& answer) { refuse_when(has_part(call, is_unknown), answer, 400); }},
      {.id = "submission.breaks-on-large-forms",
       .says = "A form above 1 MiB is answered with 500.",
       .trips = {"SUB-45"},
       .may_trip = {"ERR-06"},
       .answer =
           [](const Call& call, core::Response& answer) {
             refuse_when(good(call, "RunWorkflow") && call.request.body.size() > (1u << 20), answer, 500);
           }},
      {.id = "submission.refuses-chunks",
       .says = "A chunked body is answered with 501.",
       .trips = {"SUB-46"},
       .answer =
           [](const Call& call, core::Response& answer) {
             refuse_when(call.operation == "RunWorkflow" && call.request.headers.has("Transfer-Encoding"),
                         answer, 501);
           }},
      {.id = "submission.refuses-expectations",
       .says = "A request with Expect is answered with 417.",
       .trips = {"SUB-47"},
       .answer =
           [](const Call& call, core::Response& answer) {
             refuse_when(call.operation == "RunWorkflow" && call.request.headers.has("Expect"), answer, 417);
           }},
      {.id = "submission.leaves-a-ghost",
       .says = "A refused submission leaves a run.",
       .trips = {"SUB-48"},
       .behave = [](Behaviour& behaviour) { behaviour.refused_submission_leaves_run = true; }},
      {.id = "submission.loses-empty-names",
       .says = "A parameter with an empty name is not in the run log.",
       .trips = {"SUB-49"},
       .body =
           [](const Call& call, json& body) {
             if (good(call, "GetRunLog")) drop_empty_names(body["request"]);
           }},
      {.id = "submission.starts-in-a-state-of-its-own",
       .says = "The status of a run that waits is ACCEPTED.",
       .trips = {"SUB-50"},
       .may_trip = {"STA-03", "STM-01", "CON-01"},
       .body =
           [](const Call& call, json& body) {
             if (good(call, "GetRunStatus") && body["state"] == "QUEUED") body["state"] = "ACCEPTED";
           }},
      {.id = "submission.breaks-on-other-characters",
       .says = "A field that is not UTF-8 is answered with 500.",
       .trips = {"SUB-51"},
       .may_trip = {"ERR-06"},
       .answer = [](const Call& call,
                    core::Response& answer) { refuse_when(call.refusal == "invalid-utf8", answer, 500); }},
      {.id = "submission.refuses-empty-attachments",
       .says = "An attachment of zero bytes is refused.",
       .trips = {"SUB-52"},
       .answer =
           [](const Call& call, core::Response& answer) {
             refuse_when(has_part(call, is_empty_attachment), answer, 400);
           }},
      {.id = "submission.breaks-on-repeated-fields",
       .says = "A text field that comes twice is answered with 500.",
       .trips = {"SUB-55"},
       .may_trip = {"ERR-06"},
       .answer =
           [](const Call& call, core::Response& answer) {
             refuse_when(call.refusal.starts_with("repeated-"), answer, 500);
           }},
  };
  return rows;
}

}  // namespace assay::mock
