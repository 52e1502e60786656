// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>

#include "reports/html_data.hpp"

namespace assay::reports {

// An embedded template filled with `page`, to which the style sheet is added as "css". {{x}} is escaped by
// markup().
std::string render_page(std::string_view template_file, data page);

// The word whose colour and shape stand for a whole run.
Verdict tone_of_run(const RunResult& result);

}  // namespace assay::reports
