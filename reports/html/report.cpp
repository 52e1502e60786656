// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "core/text.hpp"
#include "reports/html/data.hpp"
#include "reports/html/page.hpp"
#include "reports/writer.hpp"

namespace assay::reports {
namespace {

// What else decides which requests are sent, as flags.
std::string given_by(const RunHeader& header) {
  std::string flags;
  for (const auto& [key, value] : header.config) {
    if (key == "target" || key == "only") flags += " --" + key + " " + core::shell_quote(value);
  }
  return flags;
}

std::string repeat_command(const RunHeader& h) {
  const std::string spoken = h.dialect == "wes"
                                 ? "--wes-version " + core::shell_quote(h.wes_version)
                                 : "--dialect " + core::shell_quote(h.dialect + "/" + h.wes_version);
  return "wes-assay check " + core::shell_quote(h.target) + " " + spoken + " --profile " +
         core::shell_quote(h.profile) + " --policy " + core::shell_quote(h.policy) + " --seed " +
         std::to_string(h.seed) + given_by(h);
}

void add_environment(data& page, const RunResult& result) {
  const RunHeader& h = result.header;
  std::vector<std::pair<std::string, std::string>> environment = {
      {"wes-assay", h.suite_version},
      {"version under test", h.dialect + " " + h.wes_version + " (" + h.version_reason + ")"},
      {"requirement set", h.requirement_set + ", SHA-256 " + h.requirement_digest},
      {"clock", h.clock},
      {"started", core::to_iso8601(h.started)},
      {"finished", core::to_iso8601(result.footer.finished)}};
  environment.insert(environment.end(), h.environment.begin(), h.environment.end());
  for (const auto& [key, value] : h.config) environment.emplace_back("option " + key, value);
  page.set("environment", pairs(environment));
}

void add_notes(data& page, const RunResult& result) {
  data notes{data::type::list};
  const auto note = [&notes](const std::string& text) {
    data d;
    d.set("text", text);
    notes.push_back(d);
  };
  for (const std::string& broken : policy_breaks(result)) note("your own rule: " + broken);
  for (const std::string& warning : result.footer.warnings) note(warning);
  page.set("notes", notes);
  page.set("has_notes", !notes.is_empty_list());
}

void add_run(data& page, const RunResult& result) {
  const RunHeader& h = result.header;
  const RunFooter& f = result.footer;
  const Overall word = overall(result);
  page.set("word", word.word);
  page.set("headline", word.headline);
  page.set("tone", tone_of(word.tone));
  page.set("icon", icon_of(word.tone));
  page.set("sentence", verdict_sentence(result));
  page.set("suite", h.suite_version);
  page.set("target", h.target);
  page.set("started", core::to_iso8601(h.started));
  page.set("scope",
           pairs({{"version", h.dialect + " " + h.wes_version},
                  {"profile", h.profile + ", policy " + h.policy},
                  {"requests", std::to_string(f.requests) + " in " + milliseconds(f.finished - h.started)},
                  {"runs created", std::to_string(f.runs_created)},
                  {"seed", std::to_string(h.seed)}}));
  page.set("set", h.requirement_set);
  page.set("command", repeat_command(h));
  add_notes(page, result);
  add_environment(page, result);
}

// What the page has, in its order.
std::string contents_of(const data& page) {
  const auto has = [&page](const char* name) {
    const data* found = page.get(name);
    return found && !found->is_false();
  };
  std::vector<std::pair<std::string, std::string>> places = {{"verdict", "Verdict"}};
  if (has("has_top")) places.emplace_back("first", "First");
  if (has("has_root_causes")) places.emplace_back("causes", "Undecided");
  places.emplace_back("areas", "Areas");
  if (has("has_findings")) places.emplace_back("findings", "Findings");
  if (has("has_capabilities")) places.emplace_back("capabilities", "Capabilities");
  if (has("has_stories")) places.emplace_back("runs", "Runs");
  if (has("has_walks")) places.emplace_back("pages", "Pages");
  if (has("has_times")) places.emplace_back("latency", "Latency");
  places.emplace_back("requirements", "Requirements");
  places.emplace_back("reproduce", "Reproduce");
  return contents_html(places);
}

}  // namespace

std::string write_html(const RunResult& result) {
  const Summary summary = summarise(result);
  data page;
  add_run(page, result);
  add_counts(page, result, summary);
  add_causes(page, result);
  add_findings(page, result, summary);
  add_capabilities(page, result);
  add_charts(page, result);
  add_rows(page, summary);
  page.set("contents", contents_of(page));
  return page_html(overall(result).word + ": " + result.header.target + " (wes-assay)",
                   filled("reports/html/report.mustache", page), {"reports/html/report.css"});
}

}  // namespace assay::reports
