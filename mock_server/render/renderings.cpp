// SPDX-License-Identifier: Apache-2.0
#include "mock_server/render/renderings.hpp"

#include <algorithm>
#include <array>

namespace assay::mock {

const Rendering& rendering_of(const schemas::Dialect& dialect) {
  static const std::array all = {&wes_rendering(), &healthomics_rendering(), &sevenbridges_rendering()};
  for (const auto* name : {&dialect.name, &dialect.follows.name}) {
    const auto found = std::ranges::find(all, *name, [](const Rendering* each) { return each->dialect; });
    if (found != all.end()) return **found;
  }
  return plain_rendering();
}

}  // namespace assay::mock
