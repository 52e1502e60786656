// SPDX-License-Identifier: Apache-2.0
#include "core/version.hpp"

namespace assay::core {

std::string_view suite_version() { return ASSAY_VERSION; }

}  // namespace assay::core
