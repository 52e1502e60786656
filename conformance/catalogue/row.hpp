// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "conformance/catalogue/catalogue.hpp"
#include "conformance/catalogue/merged.hpp"
#include "core/result.hpp"

namespace assay::conformance {

// Reads the entries of area files one after the other and refuses an id that was there before.
class RowReader {
 public:
  RowReader() = default;
  // `followed`: rows that are there already, and give way to those that replace them.
  explicit RowReader(std::vector<Requirement> followed) : rows_(std::move(followed)) {}
  std::optional<core::Error> read_all(const std::vector<AreaText>& texts);
  std::vector<Requirement> take() { return std::move(rows_); }
  std::vector<Merged> take_merged() { return std::move(merged_); }

 private:
  std::optional<core::Error> read(const AreaText& text);
  std::optional<core::Error> settle(const Requirement& row, const core::Error& here);
  std::optional<core::Error> dangling() const;  // an id that is merged into something that is no row

  std::vector<Requirement> rows_;
  std::vector<Merged> merged_;
  std::map<std::string, std::string> places_;  // id: "file:line:column"
};

// SHA-256 over every member of every row, in order; hexadecimal. The layout of the files does not matter.
std::string digest_of(const std::vector<Requirement>& rows);

}  // namespace assay::conformance
