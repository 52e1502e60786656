// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "conformance/catalogue/catalogue.hpp"
#include "conformance/checks/check.hpp"
#include "mock_server/defects/defect.hpp"

namespace assay::cli {

// Who decides a requirement, and what breaks it: the three tables joined by id.
std::vector<const conformance::Check*> checks_deciding(std::string_view requirement);
std::vector<const mock::Defect*> defects_tripping(std::string_view requirement);

}  // namespace assay::cli
