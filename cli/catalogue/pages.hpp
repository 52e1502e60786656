// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

namespace assay::cli {

// docs/traceability.md: each clause of WES 1.1.0, the requirements that cite it, their checks and defects;
// and the clauses that nothing tests. Then what other documents are cited.
std::string traceability_page();

// docs/open-questions.md: each requirement that the text only implies, and how it was decided.
std::string open_questions_page();

}  // namespace assay::cli
