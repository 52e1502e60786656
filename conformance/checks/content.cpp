// SPDX-License-Identifier: Apache-2.0
#include "conformance/checks/context.hpp"
#include "conformance/checks/groups.hpp"

namespace assay::conformance {

const std::vector<Check>& content_checks() {
  static const std::vector<Check> table = {};
  return table;
}

}  // namespace assay::conformance
