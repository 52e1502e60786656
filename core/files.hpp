// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>

#include "core/result.hpp"

namespace assay::core {

Result<std::string> read_file(const std::string& path, std::size_t most_bytes = 64u << 20);
// Written to a temporary name beside it, then renamed: a reader sees the old file or the whole new one.
// `mode` of a new file, before the umask.
Result<void> write_file(const std::string& path, std::string_view text, unsigned mode = 0666);
// Whether write_file can be expected to work, without leaving anything: for what is written at the end of
// long work.
Result<void> check_writable(const std::string& path);

}  // namespace assay::core
