// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "reports/baseline.hpp"

// A baseline is its users' text: an edit changes the lines that it must, and keeps their comments, order and
// words. What was edited is read back; an Error where it would say something else than it should.
namespace assay::reports {

struct NewEntry {
  BaselineEntry entry;
  std::string seen;  // what the suite said, for a comment
};

// The deviations of a result that the baseline has no entry for, or one of a milder kind.
std::vector<NewEntry> unknown_deviations(const Baseline& baseline, const RunResult& result);

std::string empty_baseline_text();

struct EditedBaseline {
  std::string text;
  int added = 0;
  int raised = 0;  // entries whose kind is worse now
};
core::Result<EditedBaseline> add_entries(const std::string& name, const std::string& text,
                                         const std::vector<NewEntry>& more);

struct PrunedBaseline {
  std::string text;
  std::string removed;  // the lines, with the comments right above them
};
// `indices` of the entries, ascending.
core::Result<PrunedBaseline> remove_entries(const std::string& name, const std::string& text,
                                            const std::vector<std::size_t>& indices);

}  // namespace assay::reports
