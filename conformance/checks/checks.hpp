// SPDX-License-Identifier: Apache-2.0
// All checks there are, and which of them a dialect asks.
#pragma once
#include <string_view>
#include <vector>

#include "conformance/session/check.hpp"

namespace assay::conformance {

class Catalogue;

// All rows of all areas, in the order of areas().
std::vector<const Check*> all_checks();
const Check* find_check(std::string_view id);

// Those of a dialect: checks that decide no row of it are left out.
std::vector<const Check*> checks_of(const Catalogue& catalogue);

}  // namespace assay::conformance
