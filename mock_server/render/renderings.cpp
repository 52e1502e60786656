// SPDX-License-Identifier: Apache-2.0
#include "mock_server/render/renderings.hpp"

#include <algorithm>

namespace assay::mock {

const Rendering& rendering_of(const schemas::Dialect& dialect) {
  for (const auto* name : {&dialect.name, &dialect.follows.name}) {
    if (*name == wes_rendering().dialect) return wes_rendering();
    const auto all = dialect_renderings();
    const auto found = std::ranges::find(all, *name, [](const Rendering* each) { return each->dialect; });
    if (found != all.end()) return **found;
  }
  return plain_rendering();
}

}  // namespace assay::mock
