// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <kainjow/mustache.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "reports/summary.hpp"

// The parts of the data that html.cpp gives to reports/html/report.mustache. Values are plain text, which
// {{x}} escapes by markup(); those that the template takes as {{{x}}} are HTML made here.
namespace assay::reports {

using kainjow::mustache::data;

std::string icon_of(Verdict verdict);  // HTML: a shape for each word, so that colour is never alone
std::string tone_of(std::optional<Verdict> verdict);  // the CSS class after "tone-"
data labelled(std::optional<Verdict> verdict);        // tone, icon, label
data pair(const std::string& key, const std::string& value);
data pairs(const std::vector<std::pair<std::string, std::string>>& all);

void add_findings(data& page, const RunResult& result, const Summary& summary);
void add_causes(data& page, const RunResult& result);  // what made requirements undecided
void add_undecided(data& page, const Summary& summary);
void add_capabilities(data& page, const RunResult& result);
void add_charts(data& page, const RunResult& result);  // runs over time, page walks, latency
void add_rows(data& page, const Summary& summary);     // every requirement

}  // namespace assay::reports
