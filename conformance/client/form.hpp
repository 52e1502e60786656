// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/exchange.hpp"

namespace assay::conformance {

// A run request as form parts, in the order they are sent. Checks copy an accepted one and change a single
// facet.
struct FormPart {
  std::string name;
  std::string value;
  std::optional<std::string> filename = {};      // makes it a file part; sent as written, quoted per RFC 7578
  std::optional<std::string> content_type = {};  // sent only when set
};

struct Form {
  std::vector<FormPart> parts;

  Form without(std::string_view name) const;
  Form with(std::string_view name,
            std::string value) const;  // replaces the part, or adds it before the attachments
  const FormPart* find(std::string_view name) const;
};

// Sets Content-Type and body. The boundary does not occur in any part.
void set_multipart(core::Request& request, const Form& form, std::string_view boundary = "wes-assay-6f9b1c");
void set_urlencoded(core::Request& request, const Form& form);  // file parts are left out

}  // namespace assay::conformance
