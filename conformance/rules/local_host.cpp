// SPDX-License-Identifier: Apache-2.0
#include "conformance/rules/local_host.hpp"

#include "core/headers.hpp"

namespace assay::conformance {

bool is_local_host(std::string_view host) {
  if (host == "::1") return true;
  const bool digits = host.find_first_not_of("0123456789.") == std::string_view::npos;
  if (digits) return host.starts_with("127.");
  const std::string_view last = host.substr(host.rfind('.') + 1);  // the whole name where it has no dot
  for (const std::string_view name : {"localhost", "test", "invalid"}) {
    if (core::equal_without_case(last, name)) return true;
  }
  return false;
}

}  // namespace assay::conformance
