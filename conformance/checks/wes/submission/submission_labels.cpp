// SPDX-License-Identifier: Apache-2.0
// How the parts of a form may be labelled, and whether all of them arrive.
#include <algorithm>

#include "conformance/checks/shared/groups.hpp"
#include "conformance/checks/wes/submission/submission_parts.hpp"
#include "core/text.hpp"

namespace assay::conformance {
namespace {

void replace_each(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
}

void lower_part_fields(core::Request& request) {
  replace_each(request.body, "Content-Disposition: ", "content-disposition: ");
  replace_each(request.body, "Content-Type: ", "CONTENT-TYPE: ");
}

// Names of fields are tokens: RFC 2045 section 5.1 quotes only what is none.
void bare_names(core::Request& request) {
  for (const char* name :
       {"workflow_params", "workflow_type", "workflow_type_version", "workflow_url", "tags"}) {
    const std::string field(name);
    replace_each(request.body, "; name=\"" + field + "\"", "; name=" + field);
  }
}

void lower_content_type(core::Request& request) {
  const std::string type(request.headers.get("Content-Type").value_or(""));
  request.headers.remove("Content-Type");
  request.headers.add("content-type", type);
}

constexpr Facet label_facets[] = {
    {"SUB-58", "part headers in another case", nullptr, lower_part_fields},
    {"SUB-58", "names of parts without quotes", nullptr, bare_names},
    {"SUB-58", "a content-type in lower case", nullptr, lower_content_type},
};

Task<void> part_headers(CheckContext& t) { return judge_variants(t, label_facets); }

// Held against a run that completed with one file.
Task<void> every_file_arrives(CheckContext& t) {
  if (!t.dialect().submission.body.empty()) {
    t.not_applicable("SUB-59", "a submission of " + t.dialect().name + " has no files");
    co_return;
  }
  const auto& given = t.target().workloads;
  const auto has = [&](const char* name) {
    return std::any_of(given.begin(), given.end(), [&](const Workload& one) { return one.name == name; });
  };
  if (has("quick") && !has("files")) {
    t.not_applicable("SUB-59", "the target file gives a quick workload, and none named files");
    co_return;
  }
  co_await t.finished_run();
  const RunPtr run = co_await t.new_run("files");
  const std::string end = co_await end_of_run(t, run->submission);
  t.need(!end.empty(), "the run of a workflow of two files did not end in time");
  const ExchangePtr log = co_await t.get("GetRunLog", run->id);
  t.expect(end == "COMPLETE", "SUB-59",
           finding(log, "file-lost",
                   "a workflow of two attached files does not complete, where one of a single file does",
                   "COMPLETE", core::printable(end), {"/state"}));
}

}  // namespace

const std::vector<Check>& submission_labels_checks() {
  static const std::vector<Check> table = {
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
  };
  return table;
}

}  // namespace assay::conformance
