// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "core/exchange.hpp"

namespace assay::reports {

// Whether the body of an answer is a page for people, by its label or its first bytes.
bool is_page(const core::Exchange& exchange);

// What a server says of a refusal: msg, detail, title, message... of the body, the title of a page, or a
// short text. One line, printable, shortened; "" for a success, and where the body says nothing.
std::string server_words(const core::Exchange& exchange);

}  // namespace assay::reports
