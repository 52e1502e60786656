// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "conformance/catalogue/catalogue.hpp"
#include "conformance/session/check.hpp"
#include "mock_server/defects/defect.hpp"

namespace assay::cli {

// Who decides a requirement, and what breaks it: the three tables joined by id.
std::vector<const conformance::Check*> checks_deciding(
    std::string_view requirement,
    const conformance::Catalogue& catalogue = conformance::Catalogue::shipped());
std::vector<const mock::Defect*> defects_tripping(const conformance::Requirement& row);

// How much of the catalogue is looked at.
struct Coverage {
  std::size_t requirements = 0;  // rows
  std::size_t checked = 0;       // rows with at least one check
  std::size_t not_testable = 0;  // rows with a reason why no client can see it
  std::size_t without = 0;       // rows with neither
  std::size_t merged = 0;        // ids that other rows speak for; no rows
  std::size_t checks = 0;
  std::size_t defects = 0;
  double percent() const;  // rows with a check, of those that can be tested
};
Coverage coverage(const conformance::Catalogue& catalogue = conformance::Catalogue::shipped());
// "310 requirements: 304 with a check, 6 not testable over HTTP, 0 without either; coverage 100 %; ..."
std::string in_one_line(const Coverage& coverage);
// Without the numbers of checks and defects, which change more often than the rows.
std::string rows_in_words(const Coverage& coverage);

// docs/requirements.md: every row, by area.
std::string requirements_page();

}  // namespace assay::cli
