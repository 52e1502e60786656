// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "conformance/runner/runner.hpp"
#include "core/redact.hpp"

namespace assay::conformance {

constexpr int kMostConcurrency = 32;   // checks at the same time
constexpr int kMostRepetitions = 100;  // of a check

// RunHeader::settings: what decides the requests of a run and is not in the header by itself.
std::string settings_text(const RunOptions& options, const schemas::OpenApi& document,
                          const core::Redactor& redactor);

// The options of a recorded run. Credentials have their placeholders as values: so has what was recorded.
// `openapi` is the user's document where the run had one; an Error where it is another, or is missing. So is
// `dialect`, where the run was of one that is not shipped.
core::Result<RunOptions> options_of(const reports::RunHeader& header,
                                    std::shared_ptr<const schemas::OpenApi> openapi,
                                    std::shared_ptr<const schemas::Dialect> dialect = nullptr);

}  // namespace assay::conformance
