// SPDX-License-Identifier: Apache-2.0
#include "cli/coverage.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "conformance/catalogue/merged.hpp"

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

double Coverage::percent() const {
  const std::size_t testable = requirements - not_testable;
  return testable == 0 ? 0 : 100.0 * static_cast<double>(checked) / static_cast<double>(testable);
}

Coverage coverage() {
  const conformance::Catalogue& catalogue = conformance::Catalogue::shipped();
  Coverage counted;
  for (const conformance::Requirement& row : catalogue.all()) {
    ++counted.requirements;
    if (!row.not_testable.empty()) {
      ++counted.not_testable;
    } else if (checks_deciding(row.id).empty()) {
      ++counted.without;
    } else {
      ++counted.checked;
    }
  }
  counted.merged = conformance::merged_ids().size();
  counted.checks = conformance::all_checks().size();
  counted.defects = mock::all_defects().size();
  return counted;
}

std::string in_one_line(const Coverage& c) {
  return fmt::format(
      "{} requirements: {} with a check, {} not testable over HTTP, {} without either; coverage {:.4g} %; {} "
      "more "
      "ids merged into them; {} checks, {} defects",
      c.requirements, c.checked, c.not_testable, c.without, c.percent(), c.merged, c.checks, c.defects);
}

}  // namespace assay::cli
