// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <CLI/CLI.hpp>
#include <optional>
#include <string>

#include "cli/shared/arguments.hpp"
#include "core/result.hpp"

namespace assay::cli {

// Parses; the exit code when the verb is done already: 0 after --help, 2 after a mistake, told in one
// sentence.
std::optional<int> parse(CLI::App& app, Arguments arguments);

using core::refuse;

}  // namespace assay::cli
