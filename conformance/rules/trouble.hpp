// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string_view>

#include "core/exchange.hpp"

namespace assay::conformance {

// Why an answer decides nothing about the service under test. Every answer goes through trouble_of() before
// any judgement; the checks compare no status by hand.
enum class Trouble {
  none,         // the answer can be judged
  busy,         // 408, 425, 429, 503: the service asks for another time
  gateway,      // 407, 502, 504: something on the way answered in its place
  transport,    // no whole answer came
  credentials,  // 401 to a user whose credentials should be good: they have expired, or are not the right
                // ones
  page          // a page of HTML where JSON was due: a login page, a gateway's, another site's
};

Trouble trouble_of(const core::Exchange& exchange);
// A page of HTML that nobody asked for, in a success that trouble_of() has to let through: to a caller who is
// to be refused, or on a path that no document describes. Where it stays it is the answer; now and then it is
// a gateway's (session/patience.hpp).
bool is_stray_page(const core::Exchange& exchange);
// For messages: "the service is busy".
std::string_view in_words(Trouble trouble);

// What an answer is, where it is no trouble. A fault is none of them.
bool is_ok(const core::Exchange& exchange);            // 200
bool is_success(const core::Exchange& exchange);       // 2xx
bool is_refusal(const core::Exchange& exchange);       // 4xx
bool is_error(const core::Exchange& exchange);         // 4xx, 5xx
bool is_server_error(const core::Exchange& exchange);  // 5xx
bool is_denied(const core::Exchange& exchange);        // 401, 403: about who asks
bool is_unauthorized(const core::Exchange& exchange);  // 401
bool is_missing(const core::Exchange& exchange);       // 404
bool is_gone(const core::Exchange& exchange);          // 404, 410
bool is_bad_request(const core::Exchange& exchange);   // 400
bool is_no_method(const core::Exchange& exchange);     // 405
bool is_unchanged(const core::Exchange& exchange);     // 304
// 301, 302: clients drop the body of a POST.
bool is_moved(const core::Exchange& exchange);
bool is_not_implemented(const core::Exchange& exchange);  // 501
bool is_no_version(const core::Exchange& exchange);       // 505: of HTTP
bool is_about_the_body(const core::Exchange& exchange);   // 411, 415: its length or its type is wanted
bool answers_with(const core::Exchange& exchange, int documented);
bool have_same_status(const core::Exchange& one, const core::Exchange& other);

// Whether the body is a page of HTML: by its start, whatever its label says, or by its label where it is no
// JSON. HEAD has the label only.
bool is_html(const core::Exchange& exchange);
// A 4xx counts as a refusal of the service only where its body is one: JSON, text or nothing. A page of HTML
// may come from anything between. Requests outside the document are answered by whatever listens.
bool is_own_refusal(const core::Exchange& exchange);

}  // namespace assay::conformance
