// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <nlohmann/json.hpp>

#include "conformance/checks/shared/groups.hpp"
#include "conformance/checks/shared/together.hpp"
#include "conformance/checks/wes/submission_parts.hpp"
#include "conformance/rules/announced.hpp"
#include "conformance/rules/members.hpp"
#include "core/text.hpp"

namespace assay::conformance {
namespace {

constexpr int kSubmittedTogether = 8;
constexpr core::Duration kPause = std::chrono::milliseconds(500);

bool is_unreserved(const std::string& id) {
  return std::all_of(id.begin(), id.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '-' || c == '.' || c == '_' || c == '~';
  });
}

void judge_first_state(CheckContext& t, const ExchangePtr& status) {
  const std::string state = text_member(t.json(status).get(), "state");
  if (state.empty()) return t.inconclusive("SUB-50", "the first status shows no state");
  t.expect(t.dialect().state(state) != nullptr, "SUB-50",
           finding(status, "state-unknown", "the first state of a new run is none of WES " + t.version(),
                   "a State", core::printable(state), {"/state"}));
}

// The first answer that is not 404, or the last 404 of the configured wait.
Task<ExchangePtr> read_new_run(CheckContext& t, std::string operation, std::string id) {
  const core::Time until = t.now() + t.waits().visible;
  bool late = false;
  for (;;) {
    const ExchangePtr answer = co_await t.get(operation, id);
    const int status = core::status_of(*answer);
    if (status == 404 && t.now() < until) {
      late = true;
      co_await t.sleep(kPause);
      continue;
    }
    if (status == 200 && late) {
      t.graded("SUB-03", Verdict::warn,
               finding(answer, "found-late", operation + " knew the new run only after some time", "at once",
                       "later"));
    } else {
      t.judge_status("SUB-03", answer, operation + " of a new run");
    }
    co_return answer;
  }
}

// An address that the service may fetch, and that nobody serves; "" where it announces neither protocol.
std::string made_up_url(CheckContext& t, const Form& form) {
  const JsonPtr info = t.service_info();
  for (const char* scheme : {"https", "http"}) {
    if (announces_protocol(info.get(), scheme))
      return scheme + ("://example.com/wes-assay/echo" + file_ending(form));
  }
  return {};
}

// What it was about the form that the server refused.
Task<void> explain_refusal(CheckContext& t, Form form, ExchangePtr refused) {
  const int status = core::status_of(*refused);
  ExchangePtr last = refused;
  if (status != 401 && status != 403) {
    const Form with_types = typed_parts(form);
    const ExchangePtr typed = co_await t.submit(with_types);
    const std::string url = made_up_url(t, form);
    if (is_accepted(typed)) {
      last = typed;
      t.judge_status("SUB-37", refused, "a form whose text parts have no content type");
    } else if (has_attached_workflow(form) && !url.empty()) {
      const Form with_url = form.without("workflow_attachment").with("workflow_url", url);
      const ExchangePtr bare = co_await t.submit(with_url);
      if (is_accepted(bare)) {
        last = bare;
        t.judge_status("SUB-27", refused, "a form with its workflow as attachment");
      }
    }
  }
  const JsonPtr info = t.service_info();
  const FormPart* type = form.find("workflow_type");
  const FormPart* version = form.find("workflow_type_version");
  if (type && version && status / 100 == 4 && !announces_type(info.get(), type->value, version->value)) {
    t.stop(
        fmt::format("the quick workload is {} {}, which service-info does not announce: {}; a target file "
                    "with a workload of an announced type would decide it",
                    core::printable(type->value), core::printable(version->value), in_words(*refused)));
  }
  t.judge_status("SUB-01", last, "the quick workload");
  t.stop("the quick workload was refused as it is: " + in_words(*refused));
}

Task<void> run_is_accepted(CheckContext& t) {
  const Form form = t.form("quick");
  const ExchangePtr answer = co_await t.submit(form);
  if (!is_accepted(answer)) co_return co_await explain_refusal(t, form, answer);
  share_as_quick_run(t, answer, form);
  t.judge_status("SUB-01", answer, "the quick workload");
  if (t.target().json_content_type) {
    t.not_applicable("SUB-37", "the target file asks for content types on the parts that hold JSON");
  } else {
    t.holds("SUB-37", answer);
  }
  if (has_attached_workflow(form)) {
    t.holds("SUB-27", answer);
  } else {
    t.not_applicable("SUB-27", "the quick workload of the target file has no attached workflow");
  }
  const JsonPtr body = t.json(answer);
  t.expect(!text_member(body.get(), "run_id").empty(), "SUB-02",
           finding(answer, "run-id-missing", "the answer to a submission holds no run_id of type string",
                   "a run_id", "none", {"/run_id"}));
  const std::string id = id_member(body.get(), "run_id");
  t.need(!id.empty(), "there is no run_id to ask for");
  t.expect(
      is_unreserved(id), "SUB-05",
      finding(answer, "run-id-reserved", "the run_id has characters that must be percent-encoded in a path",
              "letters, digits, - . _ ~", core::printable(id), {"/run_id"}));
  const ExchangePtr first = co_await read_new_run(t, "GetRunStatus", id);
  if (core::status_of(*first) == 200) judge_first_state(t, first);
  co_await read_new_run(t, "GetRunLog", id);
}

// The same form once more, and all that the suite has submitted by now.
Task<void> ids_are_unique(CheckContext& t) {
  const RunPtr control = co_await accepted_run(t);
  const ExchangePtr again = co_await t.submit(control->form);
  t.need(is_accepted(again), "the same submission a second time: " + in_words(*again));
  std::map<std::string, ExchangePtr> seen;
  for (const RunPtr& run : t.own_runs()) {
    const auto [other, fresh] = seen.emplace(run->id, run->submission);
    if (fresh || !is_accepted(run->submission)) continue;
    Finding found = finding(run->submission, "run-id-twice", "two submissions were given one run_id",
                            "an id for each", core::printable(run->id), {"/run_id"});
    found.exchanges.push_back(other->second->id);
    t.broken("SUB-04", std::move(found));
  }
  t.holds("SUB-04", again);
}

// One form eight times at once: a client that retries sends just that.
Task<void> together_are_accepted(CheckContext& t) {
  co_await accepted_run(t);
  const Form form = t.form("quick");
  std::vector<Task<ExchangePtr>> submissions;
  for (int i = 0; i < kSubmittedTogether; ++i) submissions.push_back(t.submit(form));
  const std::vector<ExchangePtr> answers = co_await together(std::move(submissions));
  for (const ExchangePtr& answer : answers)
    t.judge_status("SUB-54", answer, "one of eight submissions at once");
}

// Held against a run that completed with the same workflow in the top folder.
Task<void> subdirectories_work(CheckContext& t) {
  static constexpr Facet facet = {"SUB-29", "an attachment in a subdirectory"};
  static constexpr std::string_view folder = "wes-assay/sub/";
  const RunPtr control = co_await t.finished_run();
  if (!has_attached_workflow(control->form)) {
    co_return t.not_applicable("SUB-29", "the quick workload of the target file has no attached workflow");
  }
  Form form = control->form;
  for (FormPart& part : form.parts) {
    if (part.filename) part.filename->insert(0, folder);
    if (part.name == "workflow_url") part.value.insert(0, folder);
  }
  const ExchangePtr answer = co_await t.submit(form);
  judge_like(t, facet, answer, control->submission);
  if (!is_accepted(answer)) co_return;
  const std::string end = co_await end_of_run(t, answer);
  t.need(!end.empty(), "the run of a workflow in a subdirectory did not end in time");
  t.expect(end == "COMPLETE", "SUB-29",
           finding(answer, "subdirectory-lost",
                   "a workflow that completes in the top folder does not in a subdirectory", "COMPLETE",
                   core::printable(end)));
}

Task<void> absolute_urls(CheckContext& t) {
  static constexpr Facet facet = {"SUB-33", "an absolute workflow_url"};
  const RunPtr control = co_await accepted_run(t);
  const auto& given = t.target().workloads;
  const bool has_remote =
      std::any_of(given.begin(), given.end(), [](const Workload& one) { return one.name == "remote"; });
  if (has_remote) {
    const Form form = t.form("remote");
    const ExchangePtr answer = co_await t.submit(form);
    co_return judge_like(t, facet, answer, control->submission);
  }
  const std::string url = made_up_url(t, control->form);
  if (url.empty()) {
    co_return t.not_applicable("SUB-33", "service-info announces neither http nor https");
  }
  core::Request request =
      request_with(control->form.without("workflow_attachment").with("workflow_url", url), {});
  const ExchangePtr answer = co_await submit_anyway(t, std::move(request));
  if (is_accepted(answer)) {
    judge_like(t, facet, answer, control->submission);
  } else if (core::status_of(*answer) >= 500) {
    t.graded("SUB-33", Verdict::warn,
             finding(answer, "breaks-on-absolute", "an absolute workflow_url: " + in_words(*answer),
                     "200, or 400 for a file that cannot be had", std::to_string(core::status_of(*answer))));
  } else {
    t.inconclusive("SUB-33", in_words(*answer) +
                                 ", perhaps because nothing is there; a workload named remote in a target "
                                 "file would decide it");
  }
}

}  // namespace

const std::vector<Check>& submission_checks() {
  static const std::vector<Check> table = {
      {.id = "submission.run-is-accepted",
       .title = "a form with its workflow attached makes a run that answers to its id at once",
       .decides = {"SUB-01", "SUB-02", "SUB-03", "SUB-05", "SUB-27", "SUB-37", "SUB-50"},
       .stage = Stage::lifecycle,
       .run = run_is_accepted,
       .writes = true,
       .exclusive = true,  // the others read its run
       .smoke = true},
      {.id = "submission.form-variants-are-accepted",
       .title = "the order, number, size and content types of parts are free",
       .decides = {"SUB-13", "SUB-28", "SUB-36", "SUB-38", "SUB-44", "SUB-52", "SUB-56", "SUB-57"},
       .stage = Stage::lifecycle,
       .run = form_variants,
       .writes = true},
      {.id = "submission.encodings-are-accepted",
       .title = "a minimal form is accepted in every legal framing",
       .decides = {"SUB-19", "SUB-40", "SUB-46", "SUB-47"},
       .stage = Stage::lifecycle,
       .run = encodings,
       .writes = true},
      {.id = "submission.part-headers-are-read",
       .title = "field names in any case and names without quotes are understood",
       .decides = {"SUB-58"},
       .stage = Stage::lifecycle,
       .run = part_headers,
       .writes = true},
      {.id = "submission.every-file-arrives",
       .title = "a workflow of two files runs",
       .decides = {"SUB-59"},
       .stage = Stage::lifecycle,
       .run = every_file_arrives,
       .writes = true},
      {.id = "submission.subdirectories-work",
       .title = "a workflow in a subdirectory runs",
       .decides = {"SUB-29"},
       .stage = Stage::lifecycle,
       .run = subdirectories_work,
       .writes = true},
      {.id = "submission.absolute-urls-are-accepted",
       .title = "a workflow may be given by an absolute URL",
       .decides = {"SUB-33"},
       .stage = Stage::lifecycle,
       .run = absolute_urls,
       .writes = true},
      {.id = "submission.params-survive",
       .title = "names and values of parameters come back as they were sent",
       .decides = {"SUB-49"},
       .stage = Stage::lifecycle,
       .run = params_survive,
       .writes = true},
      {.id = "submission.large-forms-are-survived",
       .title = "large parameters and a hundred attachments get an answer in order",
       .decides = {"SUB-45"},
       .stage = Stage::lifecycle,
       .run = large_forms,
       .writes = true,
       .slow = true},
      {.id = "submission.together-are-accepted",
       .title = "eight submissions at once are all accepted",
       .decides = {"SUB-54"},
       .stage = Stage::lifecycle,
       .run = together_are_accepted,
       .writes = true,
       .slow = true},
      {.id = "submission.ids-are-unique",
       .title = "no two submissions get one id",
       .decides = {"SUB-04"},
       .stage = Stage::refusals,
       .run = ids_are_unique,
       .writes = true},
      {.id = "submission.required-fields-are-asked-for",
       .title = "a form that lacks a required field is refused",
       .decides = {"SUB-06", "SUB-07", "SUB-08", "SUB-09", "SUB-10", "SUB-11", "SUB-12"},
       .stage = Stage::refusals,
       .run = required_fields,
       .writes = true},
      {.id = "submission.json-fields-are-judged",
       .title = "fields that are not the JSON they should be are refused",
       .decides = {"SUB-14", "SUB-15", "SUB-16", "SUB-17", "SUB-18", "SUB-51"},
       .stage = Stage::refusals,
       .run = json_fields,
       .writes = true},
      {.id = "submission.unannounced-types-are-refused",
       .title = "types and versions that service-info does not announce are refused",
       .decides = {"SUB-20", "SUB-21", "SUB-53"},
       .stage = Stage::refusals,
       .run = unannounced_types,
       .writes = true},
      {.id = "submission.engines-are-judged",
       .title = "an announced engine is taken, others are refused",
       .decides = {"SUB-22", "SUB-23", "SUB-24", "SUB-25", "SUB-26"},
       .stage = Stage::refusals,
       .run = engines,
       .writes = true},
      {.id = "submission.attachment-names-are-judged",
       .title = "attachments with dangerous names, or with none, are refused",
       .decides = {"SUB-30", "SUB-31"},
       .stage = Stage::refusals,
       .run = attachment_names,
       .writes = true},
      {.id = "submission.unusable-urls-end-in-errors",
       .title = "a workflow_url that leads nowhere is refused or ends in an error",
       .decides = {"SUB-32", "SUB-34", "SUB-35"},
       .stage = Stage::refusals,
       .run = unusable_urls,
       .writes = true},
      {.id = "submission.odd-bodies-are-survived",
       .title = "broken and unlisted encodings are refused without a server error",
       .decides = {"SUB-39", "SUB-41", "SUB-42", "SUB-43", "SUB-55"},
       .stage = Stage::refusals,
       .run = odd_bodies,
       .writes = true},
      {.id = "submission.refusals-leave-no-run",
       .title = "a refused submission leaves no run",
       .decides = {"SUB-48"},
       .stage = Stage::refusals,
       .run = refusals_leave_no_run,
       .writes = true,
       .exclusive = true},
  };
  return table;
}

}  // namespace assay::conformance
