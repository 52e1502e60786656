// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "cli/catalogue/seen_options.hpp"

namespace assay::cli {

// wes-assay(1), in the language of man.
std::string man_page(const std::vector<SeenVerb>& verbs);

}  // namespace assay::cli
