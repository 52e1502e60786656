// SPDX-License-Identifier: Apache-2.0
#include "tests/fuzz/harness.hpp"

namespace assay::fuzz {

std::span<const Harness> harnesses() {
  static constexpr Harness table[] = {
      {"answer", answer},   {"evidence", evidence}, {"comparison", comparison},     {"baseline", baseline},
      {"openapi", openapi}, {"target", target},     {"bench_result", bench_result}, {"redact", redact},
      {"url", url},         {"site", site},         {"control", control},           {"scenario", scenario},
      {"form", form}};
  return table;
}

}  // namespace assay::fuzz
