// SPDX-License-Identifier: Apache-2.0
#include "core/text.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>

namespace assay::core {

namespace {

struct Character {
  std::uint32_t code = 0;
  std::size_t bytes = 0;  // 0: `text` does not start with a whole, valid character
};

// The table of well-formed sequences of the Unicode Standard, section 3.9: no overlong forms, no surrogates.
Character first_character(std::string_view text) {
  struct Form {
    unsigned char lead_from, lead_to, second_from, second_to;
    std::size_t bytes;
  };
  static constexpr std::array<Form, 8> forms = {{{0xc2, 0xdf, 0x80, 0xbf, 2},
                                                 {0xe0, 0xe0, 0xa0, 0xbf, 3},
                                                 {0xe1, 0xec, 0x80, 0xbf, 3},
                                                 {0xed, 0xed, 0x80, 0x9f, 3},
                                                 {0xee, 0xef, 0x80, 0xbf, 3},
                                                 {0xf0, 0xf0, 0x90, 0xbf, 4},
                                                 {0xf1, 0xf3, 0x80, 0xbf, 4},
                                                 {0xf4, 0xf4, 0x80, 0x8f, 4}}};
  static constexpr std::array<unsigned, 5> lead_bits = {0, 0x7f, 0x1f, 0x0f, 0x07};
  if (text.empty()) return {};
  const auto byte = [text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  if (byte(0) < 0x80) return {byte(0), 1};
  for (const Form& form : forms) {
    if (byte(0) < form.lead_from || byte(0) > form.lead_to) continue;
    if (text.size() < form.bytes) return {};
    std::uint32_t code = byte(0) & lead_bits[form.bytes];
    for (std::size_t i = 1; i < form.bytes; ++i) {
      const unsigned from = i == 1 ? form.second_from : 0x80;
      const unsigned to = i == 1 ? form.second_to : 0xbf;
      if (byte(i) < from || byte(i) > to) return {};
      code = code << 6 | (byte(i) & 0x3f);
    }
    return {code, form.bytes};
  }
  return {};
}

bool is_hidden(std::uint32_t code) {
  struct Range {
    std::uint32_t from, to;
  };
  static constexpr std::array<Range, 8> hidden = {
      {{0x00, 0x1f},        // C0
       {0x7f, 0x9f},        // DEL and C1
       {0x061c, 0x061c},    // Arabic letter mark
       {0x200e, 0x200f},    // left-to-right and right-to-left marks
       {0x2028, 0x202e},    // line and paragraph separators, embeddings, overrides
       {0x2066, 0x2069},    // isolates
       {0xfeff, 0xfeff},    // byte order mark
       {0xfff9, 0xfffb}}};  // interlinear annotation
  for (const Range& range : hidden)
    if (code >= range.from && code <= range.to) return true;
  return false;
}

std::string escape(const char* format, unsigned number) {
  char buffer[16];
  std::snprintf(buffer, sizeof buffer, format, number);
  return buffer;
}

}  // namespace

std::string printable(std::string_view text, bool keep_lines) {
  const auto plain = [](char c) { return c >= 0x20 && c < 0x7f; };
  if (std::all_of(text.begin(), text.end(), plain)) return std::string(text);
  std::string shown;
  shown.reserve(text.size());
  while (!text.empty()) {
    const auto [code, bytes] = first_character(text);
    const bool kept_line = keep_lines && (text[0] == '\n' || text[0] == '\t');
    if (bytes == 0) {
      shown += escape("\\x%02x", static_cast<unsigned char>(text[0]));
    } else if (!kept_line && is_hidden(code)) {
      shown += code == '\n'   ? "\\n"
               : code == '\t' ? "\\t"
               : code == '\r' ? "\\r"
                              : escape(code < 0x100 ? "\\x%02x" : "\\u%04x", code);
    } else {
      shown += text.substr(0, bytes);
    }
    text.remove_prefix(bytes == 0 ? 1 : bytes);
  }
  return shown;
}

bool is_valid_utf8(std::string_view text) {
  while (!text.empty()) {
    const std::size_t bytes = first_character(text).bytes;
    if (bytes == 0) return false;
    text.remove_prefix(bytes);
  }
  return true;
}

std::string shortened(std::string_view text, std::size_t bytes) {
  if (text.size() <= bytes) return std::string(text);
  const auto continues = [text](std::size_t i) {
    return (static_cast<unsigned char>(text[i]) & 0xc0) == 0x80;
  };
  // A character has at most three continuation bytes; more is not UTF-8, and then any byte is a place to cut.
  std::size_t cut = bytes;
  while (cut > 0 && bytes - cut < 3 && continues(cut)) --cut;
  if (continues(cut)) cut = bytes;
  return std::string(text.substr(0, cut)) + " ... (" + std::to_string(text.size()) + " bytes)";
}

bool glob_match(std::string_view pattern, std::string_view text) {
  // On a mismatch only the last star is tried again, one byte further: no exponential patterns.
  std::size_t p = 0, t = 0, star = pattern.npos, star_text = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      star_text = t;
    } else if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == text[t])) {
      ++p;
      ++t;
    } else if (star != pattern.npos) {
      p = star + 1;
      t = ++star_text;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', p) == pattern.npos;
}

std::string shell_quote(std::string_view text) {
  static constexpr std::string_view plain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:@%+,=";
  // A leading "=" or "~" means something to some shells.
  if (!text.empty() && text.find_first_not_of(plain) == text.npos && text.front() != '=')
    return std::string(text);
  std::string word = "'";
  for (const char c : text) {
    if (c == '\'') {
      word += "'\\''";
    } else {
      word += c;
    }
  }
  return word + "'";
}

}  // namespace assay::core
