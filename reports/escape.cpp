// SPDX-License-Identifier: Apache-2.0
#include "reports/escape.hpp"

#include <cctype>

#include "core/text.hpp"

namespace assay::reports {
namespace {

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
}

}  // namespace

std::string plain(std::string_view text) {
  std::string line = core::printable(text);
  replace_all(line, "\xEF\xBF\xBE", "\\ufffe");
  replace_all(line, "\xEF\xBF\xBF", "\\uffff");
  replace_all(line, "##[", "##\\x5b");
  replace_all(line, "##vso[", "##vso\\x5b");
  // Runners pass over leading blanks before they look for a command.
  const std::size_t start = line.find_first_not_of(' ');
  if (start != std::string::npos && line.compare(start, 2, "::") == 0) line.replace(start, 2, "\\x3a:");
  return line;
}

std::string markup(std::string_view text) {
  std::string safe;
  for (const char c : plain(text)) {
    switch (c) {
      case '&':
        safe += "&amp;";
        break;
      case '<':
        safe += "&lt;";
        break;
      case '>':
        safe += "&gt;";
        break;
      case '"':
        safe += "&quot;";
        break;
      case '\'':
        safe += "&#39;";
        break;
      default:
        safe += c;
    }
  }
  return safe;
}

std::string markdown(std::string_view text) {
  const std::string line = plain(text);
  const auto is_word = [&line](std::size_t at) {
    return at < line.size() && (std::isalnum(static_cast<unsigned char>(line[at])) || line[at] == '_');
  };
  std::string safe;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    const bool inside_a_word = c == '_' && i > 0 && is_word(i - 1) && is_word(i + 1);
    if (c == '&') {
      safe += "&amp;";
    } else if (c == '<') {
      safe += "&lt;";
    } else if (c == '>') {
      safe += "&gt;";
    } else if (c == '@') {
      safe += "&#64;";
    } else if (!inside_a_word && std::string_view("\\`*_[]|~#!${}").find(c) != std::string_view::npos) {
      safe += '\\';
      safe += c;
    } else {
      safe += c;
    }
  }
  return safe;
}

}  // namespace assay::reports
