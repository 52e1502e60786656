// SPDX-License-Identifier: Apache-2.0
#include "cli/verbs.hpp"

int main(int argc, char** argv) { return assay::cli::run({argv + 1, argv + argc}); }
