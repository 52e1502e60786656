// SPDX-License-Identifier: Apache-2.0
#include "selftest/coverage.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "conformance/catalogue/merged.hpp"
#include "conformance/checks/checks.hpp"

namespace assay::cli {

std::vector<const conformance::Check*> checks_deciding(std::string_view requirement,
                                                       const conformance::Catalogue& catalogue) {
  std::vector<const conformance::Check*> found;
  for (const conformance::Check* check : conformance::all_checks()) {
    const auto rows = conformance::rows_decided(*check, catalogue);
    if (std::any_of(rows.begin(), rows.end(), [&](const auto* row) { return row->id == requirement; }))
      found.push_back(check);
  }
  return found;
}

std::vector<const mock::Defect*> defects_tripping(const conformance::Requirement& row) {
  const auto names = [](const std::vector<std::string_view>& words, const std::string& word) {
    return !word.empty() && std::find(words.begin(), words.end(), word) != words.end();
  };
  std::vector<const mock::Defect*> found;
  for (const mock::Defect* defect : mock::every_defect()) {
    if (names(defect->trips, row.id) || names(defect->asks, row.asks)) found.push_back(defect);
  }
  return found;
}

double Coverage::percent() const {
  const std::size_t testable = requirements - not_testable;
  return testable == 0 ? 0 : 100.0 * static_cast<double>(checked) / static_cast<double>(testable);
}

Coverage coverage(const conformance::Catalogue& catalogue) {
  Coverage counted;
  for (const conformance::Requirement& row : catalogue.all()) {
    ++counted.requirements;
    if (!row.not_testable.empty()) {
      ++counted.not_testable;
    } else if (checks_deciding(row.id, catalogue).empty()) {
      ++counted.without;
    } else {
      ++counted.checked;
    }
  }
  const bool is_wes = &catalogue == &conformance::Catalogue::shipped();
  counted.merged = is_wes ? conformance::merged_ids().size() : 0;
  counted.checks = conformance::checks_of(catalogue).size();
  for (const mock::Defect* defect : mock::every_defect()) {
    const auto asked = [&](std::string_view question) { return catalogue.asked(question) != nullptr; };
    counted.defects += std::ranges::any_of(defect->trips, asked) || std::ranges::any_of(defect->asks, asked);
  }
  return counted;
}

std::string rows_in_words(const Coverage& c) {
  return fmt::format(
      "{} requirements: {} with a check, {} not testable over HTTP, {} without either; coverage {:.4g} %; {} "
      "more ids merged into them",
      c.requirements, c.checked, c.not_testable, c.without, c.percent(), c.merged);
}

std::string in_one_line(const Coverage& c) {
  return fmt::format("{}; {} checks, {} defects", rows_in_words(c), c.checks, c.defects);
}

}  // namespace assay::cli
