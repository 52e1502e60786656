// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace assay::core {

// `text` in lines of at most `columns` characters, broken at spaces; a longer word has a line of its own.
// Bytes of UTF-8 that continue a character, and escape sequences that colour it, take no column.
std::vector<std::string> wrapped(std::string_view text, std::size_t columns);

// The columns that `text` takes on a terminal, counted as above.
std::size_t columns_of(std::string_view text);

}  // namespace assay::core
