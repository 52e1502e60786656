// SPDX-License-Identifier: Apache-2.0
#include "conformance/catalogue/row.hpp"
#include "core/sha256.hpp"

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
  if (!row.asks.empty()) add(row.asks);
  for (const auto& replaced : row.replaces) add(replaced);
  text.push_back('\x1e');
  return text;
}

}  // namespace

std::string digest_of(const std::vector<Requirement>& rows) {
  std::string text;
  for (const auto& row : rows) text += canonical(row);
  return core::sha256_hex(text);
}

}  // namespace assay::conformance
