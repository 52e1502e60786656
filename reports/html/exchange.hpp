// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "core/exchange.hpp"

namespace assay::reports {

// How much of a request or response is shown; what is cut is marked.
struct Extent {
  int lines = 60;             // of the body
  int headers = 40;           // fields
  bool marks_status = false;  // the status is what was found
};

// What stands inside <pre>: start line, header fields, the body as in view_body().
std::string request_html(const core::Request& request, Extent extent = {});
// The lines that `pointers` name are in <mark>; so is a transport fault.
std::string response_html(const core::Exchange& exchange, const std::vector<std::string>& pointers,
                          Extent extent = {});

}  // namespace assay::reports
