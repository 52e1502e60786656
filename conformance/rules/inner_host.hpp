// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>

namespace assay::conformance {

// The host of an http or https URL, without port and brackets; "" for all other texts.
std::string host_of_web_address(std::string_view url);

// Whether `host` is one that only the machines beside the service reach, seen by a client that reached the
// service at `service`: a name without a dot, a name of a cluster or of a container, the service's own
// loopback address, or a private address where the service has a public one. Nothing is looked up.
bool is_inner_host(std::string_view host, std::string_view service);

}  // namespace assay::conformance
