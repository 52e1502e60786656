// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>
#include <string>
#include <string_view>

namespace assay::core {

// Text from a server is hostile. Control characters (C0, C1, DEL), bidirectional marks and invalid UTF-8
// become visible escapes ("\x1b", "\u202e"); newline and tab too, unless `keep_lines`.
std::string printable(std::string_view text, bool keep_lines = false);

bool is_valid_utf8(std::string_view text);

// At most `bytes`, cut on a character, with " ... (N bytes)" where something was left out.
std::string shortened(std::string_view text, std::size_t bytes);

// "a, b, c": the items, each as `text` (a member or a function) has it.
template <class Items, class Text = std::identity>
std::string joined(const Items& items, std::string_view between = ", ", Text text = {}) {
  std::string all;
  for (const auto& item : items) {
    if (!all.empty()) all += between;
    all += std::invoke(text, item);
  }
  return all;
}

bool glob_match(std::string_view pattern, std::string_view text);  // '*' and '?'

// `text` as one word of a POSIX shell.
std::string shell_quote(std::string_view text);

}  // namespace assay::core
