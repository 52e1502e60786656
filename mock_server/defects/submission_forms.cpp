// SPDX-License-Identifier: Apache-2.0
// The rows about a form as bytes, and about what becomes of it.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "mock_server/defects/submission_parts.hpp"
#include "mock_server/defects/tools.hpp"

namespace assay::mock {
namespace {

using nlohmann::json;

void drop_empty_names(json& value) {
  if (value.is_object()) value.erase("");
  for (auto& each : value) {
    if (each.is_structured()) drop_empty_names(each);
  }
}

}  // namespace

const std::vector<Defect>& submission_form_rows() {
  static const std::vector<Defect> rows{
      {.id = "submission.wants-fields-first",
       .says = "A form that starts with an attachment is refused.",
       .trips = {"SUB-36"},
       .answer = [](const Call& call,
                    core::Response& answer) { refuse_when(starts_with_attachment(call), answer, 400); }},
      {.id = "submission.wants-content-types",
       .says = "A text part without a content type is refused.",
       .trips = {"SUB-37"},
       .may_trip = {"AUT-02", "AUT-01"},
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
      {.id = "submission.takes-json-only",
       .says = "A run is submitted as a JSON object; a form gets 415.",
       .trips = {"SUB-01"},
       .behave =
           [](Behaviour& behaviour) {
             behaviour.takes_json = true;
             behaviour.takes_forms = false;
           }},
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
      {.id = "submission.breaks-on-files-of-one-name",
       .says = "A form with two attachments of one name is answered with 500.",
       .trips = {"SUB-56"},
       .may_trip = {"ERR-06"},
       .answer =
           [](const Call& call, core::Response& answer) {
             const auto named = [](const Part& part) { return part.filename == "wes-assay-twice.txt"; };
             refuse_when(count_parts(call, named) > 1, answer, 500);
           }},
      {.id = "submission.breaks-on-accents",
       .says = "An attachment whose name is not ASCII is answered with 500.",
       .trips = {"SUB-57"},
       .may_trip = {"ERR-06"},
       .answer =
           [](const Call& call, core::Response& answer) {
             const auto accented = [](const Part& part) {
               const std::string name = part.filename.value_or("");
               return std::any_of(name.begin(), name.end(), [](unsigned char byte) { return byte >= 0x80; });
             };
             refuse_when(has_part(call, accented), answer, 500);
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
