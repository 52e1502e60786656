// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "mock_server/script/timeline.hpp"
#include "schemas/dialect.hpp"

// Scenarios are written in words of the dialect, or in those of WES, which every dialect understands as far
// as it has the phase.
namespace assay::mock {

// Sets state, phase and end of the step; false where the dialect has no such word and no such phase.
bool put_word(Step& step, std::string_view word, const schemas::Dialect& dialect);
// A word of WES for what a run of the dialect goes through without showing it: the step is left out. The end
// of a run is always shown.
bool is_unseen(std::string_view word, const schemas::Dialect& dialect);
// For a step that was made without a look at the dialect.
void reword(Timeline& timeline, const schemas::Dialect& dialect);

// Steps for which the dialect has a word.
std::vector<Step> plain_steps(const schemas::Dialect& dialect,
                              const std::vector<std::pair<core::Duration, schemas::Phase>>& phases);

// Where the dialect has a word for a run whose work is done and that has not ended, puts it before an end
// that was written in words of WES, which know no such moment.
void add_stopping(std::vector<Step>& steps, const schemas::Dialect& dialect);

}  // namespace assay::mock
