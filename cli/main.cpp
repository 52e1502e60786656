// SPDX-License-Identifier: Apache-2.0
#include "cli/shared/verbs.hpp"
#include "core/machine.hpp"

int main(int argc, char** argv) {
  assay::core::load_no_foreign_modules();
  return assay::cli::run({argv + 1, argv + argc});
}
