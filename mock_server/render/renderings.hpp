// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <span>

#include "mock_server/operations/rendering.hpp"

namespace assay::mock {

// That of the dialect, or of what it follows; a dialect that has none is spoken by its data alone
// (plain.cpp).
const Rendering& rendering_of(const schemas::Dialect& dialect);

const Rendering& wes_rendering();
const Rendering& plain_rendering();
// Of each dialects/*/mock/rendering.cpp (cmake/dialects.cmake).
std::span<const Rendering* const> dialect_renderings();

}  // namespace assay::mock
