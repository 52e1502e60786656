// SPDX-License-Identifier: Apache-2.0
#include "conformance/session/check.hpp"

#include <algorithm>

#include "conformance/catalogue/catalogue.hpp"

namespace assay::conformance {

std::vector<const Requirement*> rows_decided(const Check& check, const Catalogue& catalogue) {
  std::vector<const Requirement*> rows;
  for (const std::string_view question : check.decides) {
    const Requirement* row = catalogue.asked(question);
    if (row && std::find(rows.begin(), rows.end(), row) == rows.end()) rows.push_back(row);
  }
  return rows;
}

}  // namespace assay::conformance
