// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "conformance/catalogue/catalogue.hpp"
#include "core/result.hpp"

namespace assay::conformance {

// An id whose fact other rows state: it has no verdict of its own, and is never used again. It stands in the
// file of its area as {id, merged_into, because}.
struct Merged {
  std::string id;
  std::string area;
  std::vector<std::string> into;  // ids of rows
  std::string because;
};

const std::vector<Merged>& merged_ids();  // of the shipped files
const Merged* find_merged(std::string_view id);
// The errors are those of Catalogue::parse, which reads the same files: an id that comes twice, or one that
// is merged into something that is no row of these files.
core::Result<std::vector<Merged>> parse_merged(const std::vector<AreaText>& texts);

}  // namespace assay::conformance
