// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>
#include <string>

#include "reports/baseline.hpp"

namespace assay::cli {

// core::BadInput, with its place, where the file is no baseline.
std::shared_ptr<const reports::Baseline> load_baseline(const std::string& path);

}  // namespace assay::cli
