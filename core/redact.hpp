// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/exchange.hpp"
#include "core/secret.hpp"

namespace assay::core {

// Replaces known secrets by their placeholders: the value itself and its base64 (three alignments),
// base64url, percent-encoded, hexadecimal and JSON-escaped forms; characters may be escaped or not in any
// mixture. Where two secrets overlap, the whole stretch goes. Values under 4 bytes are refused by add() (they
// would redact everything).
class Redactor {
 public:
  bool add(const Secret& secret);
  // `hits`, where given, receives the placeholders of what was found, each once.
  std::string redact(std::string_view text, std::vector<std::string>* hits = nullptr) const;
  // Request and response, heads and bodies; fills Exchange::leaked from the response.
  void redact(Exchange& exchange) const;

 private:
  std::vector<std::pair<std::string, std::string>> forms_;  // text to find, text to show; longest first
  std::array<bool, 256> firsts_ = {};                       // the bytes that a form starts with
};

std::string base64(std::string_view bytes);
// Nothing where `text` is not what base64() makes of some bytes: each text that is read has one spelling.
std::optional<std::string> unbase64(std::string_view text);

}  // namespace assay::core
