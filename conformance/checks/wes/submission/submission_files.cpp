// SPDX-License-Identifier: Apache-2.0
// What a submission points to: names of attachments, and URLs of the workflow.
#include <nlohmann/json.hpp>

#include "conformance/checks/shared/groups.hpp"
#include "conformance/checks/wes/submission/submission_parts.hpp"
#include "conformance/rules/members.hpp"

namespace assay::conformance {
namespace {

struct NameRow {
  std::string_view name;
  std::string_view what;
};
constexpr NameRow names[] = {
    {"../wes-assay.txt", "an attachment in the folder above"},
    {"a/../../wes-assay.txt", "an attachment that climbs out of a folder"},
    {"./../wes-assay.txt", "an attachment that climbs out of the folder it is in"},
    {"..\\wes-assay.txt", "an attachment that climbs with a backslash"},
    {"..", "an attachment named .."},
    {"/etc/wes-assay.txt", "an attachment with an absolute path"},
    {"C:\\wes-assay.txt", "an attachment with a drive letter"},
    {"%2e%2e/wes-assay.txt", "an attachment that climbs percent-encoded"},
    {{"wes-assay\0/../../x", 18}, "an attachment with a NUL in its name"},
};

Form with_attachment(const Form& form, std::string_view name) {
  Form changed = form;
  changed.parts.push_back({"workflow_attachment", "wes-assay\n", std::string(name)});
  return changed;
}

constexpr Facet extended_name = {
    "SUB-30", "an attachment that climbs in filename*",
    [](const Form& form) { return with_attachment(form, "wes-assay-extended"); },
    [](core::Request& request) {
      static constexpr std::string_view plain = "filename=\"wes-assay-extended\"";
      request.body.replace(request.body.find(plain), plain.size(), "filename*=UTF-8''..%2Fwes-assay.txt");
    }};

constexpr Facet nameless = {"SUB-31", "an attachment without a file name", [](const Form& form) {
                              Form changed = form;
                              changed.parts.push_back({"workflow_attachment", "wes-assay\n"});
                              return changed;
                            }};

// A server that takes all names takes them in one run; one by one is for those that refuse.
Task<void> attachment_names(CheckContext& t) {
  const RunPtr control = co_await accepted_run(t);
  Form all = control->form;
  for (const NameRow& row : names) all = with_attachment(all, row.name);
  core::Request together = request_with(all, {});
  const ExchangePtr taken = co_await submit_anyway(t, std::move(together));
  if (is_accepted(taken)) {
    judge_answer(t, {"SUB-30", "attachments with names that leave the run directory"}, taken);
  } else {
    for (const NameRow& row : names) {
      core::Request request = request_with(with_attachment(control->form, row.name), {});
      const ExchangePtr answer = co_await submit_anyway(t, std::move(request));
      judge_answer(t, {"SUB-30", row.what}, answer);
    }
    core::Request request = request_with(control->form, std::span(&extended_name, 1));
    const ExchangePtr answer = co_await submit_anyway(t, std::move(request));
    judge_answer(t, extended_name, answer);
  }
  core::Request request = request_with(control->form, std::span(&nameless, 1));
  const ExchangePtr answer = co_await submit_anyway(t, std::move(request));
  judge_answer(t, nameless, answer);
}

// The line of the superuser in /etc/passwd.
bool shows_passwd(const std::string& text) {
  const std::size_t root = text.find("root:");
  const std::size_t ids = text.find(":0:0:", root);
  return root != std::string::npos && ids != std::string::npos && ids - root < 20;
}

struct UrlRow {
  Facet facet;
  const char* url;
  bool ends_as_workflow = false;  // with the ending of the accepted workflow
};
constexpr UrlRow url_rows[] = {
    {{"SUB-32", "a relative workflow_url that no attachment has"}, "wes-assay-no-such-file", true},
    {{"SUB-34", "a workflow_url of an unknown scheme"}, "wes-assay-scheme://nowhere.invalid/echo", true},
    {{"SUB-35", "a workflow_url of the scheme file"}, "file:///etc/passwd"},
    {{"SUB-35", "a workflow_url that climbs to the root"}, "../../../../../../../../etc/passwd"},
};

Task<void> unusable_urls(CheckContext& t) {
  const RunPtr control = co_await accepted_run(t);
  for (const UrlRow& row : url_rows) {
    const std::string_view requirement = row.facet.requirement;
    const std::string url = row.url + (row.ends_as_workflow ? file_ending(control->form) : std::string());
    core::Request request = request_with(control->form.with("workflow_url", url), {});
    const ExchangePtr answer = co_await submit_anyway(t, std::move(request));
    judge_answer(t, row.facet, answer);
    if (!is_accepted(answer)) continue;
    const std::string end = co_await end_of_run(t, answer);
    const std::string id = id_member(t.json(answer).get(), "run_id");
    if (requirement != "SUB-35") {
      t.expect(end != "COMPLETE", requirement,
               finding(answer, "unusable-completes",
                       std::string(row.facet.what) + " was accepted, and the run ended COMPLETE",
                       "400, or an error state", "COMPLETE"));
    } else if (!id.empty()) {
      const ExchangePtr log = co_await t.get("GetRunLog", id);
      t.expect(!shows_passwd(log->response->body), "SUB-35",
               finding(log, "file-shown",
                       std::string(row.facet.what) + " made the run log show /etc/passwd of the service",
                       "no such content", "a line of that file"));
    }
  }
}

}  // namespace

const std::vector<Check>& submission_files_checks() {
  static const std::vector<Check> table = {
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
  };
  return table;
}

}  // namespace assay::conformance
