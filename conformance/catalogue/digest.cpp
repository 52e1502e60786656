// SPDX-License-Identifier: Apache-2.0
#include <openssl/evp.h>

#include <array>
#include <stdexcept>

#include "conformance/catalogue/row.hpp"

namespace assay::conformance {
namespace {

// Every part is followed by a byte that no part holds, so that no two rows have the same text.
std::string canonical(const Requirement& row) {
  std::string text;
  const auto add = [&text](std::string_view part) { text.append(part).push_back('\x1f'); };
  for (const auto* part : {&row.id, &row.area, &row.level}) add(*part);
  for (const auto& version : row.versions) add(version);
  for (const auto& dialect : row.dialects) add(dialect);
  add(row.says);
  for (const auto& citation : row.cite) add(citation.document + "#" + citation.place);
  add(reports::name(row.lenient));
  add(reports::name(row.strict));
  for (const auto& outcome : row.outcomes) {
    add(outcome.on);
    add(reports::name(outcome.lenient));
    add(reports::name(outcome.strict));
  }
  add(row.not_testable);
  add(row.note);
  text.push_back('\x1e');
  return text;
}

}  // namespace

std::string digest_of(const std::vector<Requirement>& rows) {
  std::string text;
  for (const auto& row : rows) text += canonical(row);
  std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
  unsigned int size = 0;
  if (EVP_Digest(text.data(), text.size(), bytes.data(), &size, EVP_sha256(), nullptr) != 1) {
    throw std::runtime_error("SHA-256 is not available");
  }
  constexpr std::string_view digits = "0123456789abcdef";
  std::string hex;
  for (unsigned int i = 0; i < size; ++i) {
    hex.push_back(digits[bytes.at(i) >> 4]);
    hex.push_back(digits[bytes.at(i) & 15]);
  }
  return hex;
}

}  // namespace assay::conformance
