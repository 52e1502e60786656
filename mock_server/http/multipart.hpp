// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"

namespace assay::mock {

// One part of a multipart/form-data body (RFC 7578).
struct Part {
  std::string name;
  std::optional<std::string> filename = {};      // filename* wins over filename (RFC 8187); not judged
  std::optional<std::string> content_type = {};  // as sent
  std::string value = {};                        // the bytes between the boundaries
};

// `content_type` is the value of the request's field, with its boundary. Lines end with CR LF; preamble,
// epilogue and white space after a boundary are passed over. Refused: a boundary that is missing, bad or
// never closed, a part without a name, a transfer encoding that would change the value, and what is above
// limits.hpp.
core::Result<std::vector<Part>> parse_multipart(std::string_view content_type, std::string_view body);

// May an attachment be stored under this relative path? Judged as sent and with its percent-encoding undone,
// any number of times; '/' and '\' both part components. Refused: "..", an absolute path, a drive letter,
// control characters, invalid UTF-8, empty or blank components, and names above limits.hpp.
core::Result<void> check_attachment_name(std::string_view name);

}  // namespace assay::mock
