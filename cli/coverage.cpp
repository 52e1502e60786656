// SPDX-License-Identifier: Apache-2.0
#include "cli/coverage.hpp"

#include <algorithm>

namespace assay::cli {

std::vector<const conformance::Check*> checks_deciding(std::string_view requirement) {
  std::vector<const conformance::Check*> found;
  for (const conformance::Check* check : conformance::all_checks()) {
    if (std::find(check->decides.begin(), check->decides.end(), requirement) != check->decides.end())
      found.push_back(check);
  }
  return found;
}

std::vector<const mock::Defect*> defects_tripping(std::string_view requirement) {
  std::vector<const mock::Defect*> found;
  for (const mock::Defect* defect : mock::all_defects()) {
    if (std::find(defect->trips.begin(), defect->trips.end(), requirement) != defect->trips.end())
      found.push_back(defect);
  }
  return found;
}

}  // namespace assay::cli
