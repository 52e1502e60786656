// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <string>

#include "core/result.hpp"

namespace assay::conformance {

// The first line that `command` writes to its standard output, run by /bin/sh without input; its standard
// error stays the program's. Errors (which never repeat the output): it did not start, took longer than
// `time` by the machine's clock (it is killed with its children), wrote more than `most_bytes`, or ended with
// another status than 0.
core::Result<std::string> first_line_of_command(const std::string& command, std::chrono::milliseconds time,
                                                std::size_t most_bytes);

}  // namespace assay::conformance
