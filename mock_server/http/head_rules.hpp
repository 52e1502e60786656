// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <boost/system/result.hpp>
#include <cstdint>
#include <string_view>

#include "core/exchange.hpp"
#include "mock_server/base/refusal.hpp"

namespace assay::mock {

// What the head of a request says, once it is known to be safe to frame by.
struct Head {
  core::Request request;  // body empty; target in origin form, or "*" for OPTIONS; fields as sent
  int version = 11;       // 10 or 11
  bool keep_alive = true;
  bool chunked = false;
  std::uint64_t content_length = 0;  // 0 too where there is no body
  bool expects_continue = false;     // and there is a body to wait for

  bool has_body() const { return chunked || content_length > 0; }
};

// `text` is a head with its empty line, as HeadReader found it. Beast judges the syntax; the rules of this
// file refuse what Beast 1.81 lets pass and RFC 9112 does not, framing above all:
//   400  obs-fold; no Host or two (HTTP/1.1), or a bad one; two Content-Length or a list; Content-Length with
//        Transfer-Encoding; Transfer-Encoding in HTTP/1.0 or not ending in one "chunked"; '#' in the target;
//        a target of another form than origin, absolute (http, https), or "*" with OPTIONS
//   413  a body above the limit      414  a target above it
//   501  a transfer coding that is not "chunked"; CONNECT      505  a version that is neither 1.0 nor 1.1
boost::system::result<Head, Refusal> read_head(std::string_view text);

}  // namespace assay::mock
