// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "core/document.hpp"
#include "schemas/dialect.hpp"

namespace assay::schemas {

Dialect read_dialect(const core::Document& document);  // throws core::BadInput

}  // namespace assay::schemas
