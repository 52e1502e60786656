// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>

#include "core/clock.hpp"
#include "core/exchange.hpp"
#include "core/url.hpp"

namespace assay::conformance {

// The bytes of a request. Host, Content-Length (where there is a body, or the method has one) and Connection
// are added where the request has none.
std::string request_text(const core::Request& request, std::string_view target, const core::Url& base);

// The request that raw bytes seem to be, for the record: what cannot be read as a head stands in the body.
core::Request request_of(std::string_view bytes);

// A request that would be other bytes than it says (a line break in a field, a space in the target) is our
// own fault: std::invalid_argument.
void throw_if_unsendable(const core::Request& request);

bool is_idempotent(std::string_view method);  // RFC 9110 section 9.2.2
bool asks_to_close(const core::Request& request);

// Where to ask next: nowhere (both empty), `target`, or `fault` says why not. Only GET and HEAD are
// redirected.
struct Redirect {
  std::string target = {};
  std::string fault = {};
};
Redirect redirect_of(const core::Exchange& exchange, const core::Url& base, std::string_view target);

std::string seconds_text(core::Duration time);  // "60 s", "0.25 s"

}  // namespace assay::conformance
