// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string_view>

namespace assay::conformance {

// Whether requests to this host cross no network: loopback addresses, names below localhost, and the names of
// RFC 6761 that name nobody (test, invalid).
bool is_local_host(std::string_view host);

}  // namespace assay::conformance
