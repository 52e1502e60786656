// SPDX-License-Identifier: Apache-2.0
// What libFuzzer calls; one program for each harness (ASSAY_HARNESS). A promise that does not hold ends the
// program.
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "tests/fuzz/harness.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  for (const assay::fuzz::Harness& harness : assay::fuzz::harnesses()) {
    if (harness.name != ASSAY_HARNESS) continue;
    try {
      harness.run(bytes);
    } catch (const std::exception& broken) {
      std::fprintf(stderr, "%s: %s\n", ASSAY_HARNESS, broken.what());
      std::abort();
    }
  }
  return 0;
}
