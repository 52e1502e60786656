// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <kainjow/mustache.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "reports/summary.hpp"

// The parts of the data that report.cpp gives to reports/html/report.mustache. Values are plain text, which
// {{x}} escapes by markup(); those that the template takes as {{{x}}} are HTML made here.
namespace assay::reports {

using kainjow::mustache::data;

// An embedded template filled with `page`: HTML for page_html().
std::string filled(std::string_view template_file, const data& page);

std::string icon_of(Verdict verdict);  // HTML: a shape for each verdict, so that colour is never alone
std::string tone_of(std::optional<Verdict> verdict);  // the CSS class after "tone-"
data labelled(std::optional<Verdict> verdict);        // tone, icon, label
data pair(const std::string& key, const std::string& value);
data pairs(const std::vector<std::pair<std::string, std::string>>& all);

// run_word() with a sentence.
struct Overall {
  std::string word;
  Verdict tone;
  std::string headline;
};
Overall overall(const RunResult& result);

// Weightiest first: the order of bars and lists.
inline constexpr Verdict verdicts_by_weight[] = {
    Verdict::fail,         Verdict::error, Verdict::flaky, Verdict::warn,           Verdict::expected,
    Verdict::inconclusive, Verdict::pass,  Verdict::info,  Verdict::not_applicable, Verdict::skipped};

// "3 fail, 12 pass" as HTML with their colours, the weightiest first.
std::string counts_html(const Counts& counts, int unjudged);
std::string spaced(std::string text);  // "http_hygiene" as "http hygiene"

void add_counts(data& page, const RunResult& result, const Summary& summary);  // the bar on top, the areas
void add_findings(data& page, const RunResult& result, const Summary& summary);
void add_causes(data& page, const RunResult& result);  // what kept requirements undecided
void add_capabilities(data& page, const RunResult& result);
void add_charts(data& page, const RunResult& result);  // runs over time, page walks, latency
void add_rows(data& page, const Summary& summary);     // every requirement, by area

// Texts that differ little, as HTML with the differing part in <mark>; escaped as they are if they have
// little in common.
std::pair<std::string, std::string> marked_difference(const std::string& a, const std::string& b);

}  // namespace assay::reports
