// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "core/exchange.hpp"

namespace assay::reports {

// What stands inside <pre>: start line, header fields, the body as in view_body(); bounded, and marked where
// it is cut.
std::string request_html(const core::Request& request);
// The lines that `pointers` name are in <mark>; so is a transport fault.
std::string response_html(const core::Exchange& exchange, const std::vector<std::string>& pointers);

}  // namespace assay::reports
