// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <CLI/CLI.hpp>
#include <cstdint>
#include <string>
#include <vector>

// What an option takes, refused in one sentence of ours.
namespace assay::cli {

constexpr std::uint64_t any_number = UINT64_MAX;

CLI::Validator whole(std::uint64_t least, std::uint64_t most);
CLI::Validator number(double least, double most);
CLI::Validator one_of(std::vector<std::string> words);

}  // namespace assay::cli
