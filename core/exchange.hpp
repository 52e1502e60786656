// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/clock.hpp"
#include "core/headers.hpp"

namespace assay::core {

// Of a body that was too large to be kept whole: `body` has its first bytes only.
struct CutBody {
  std::uint64_t size = 0;
  std::string sha256;  // of the whole, 64 hexadecimal digits
  bool operator==(const CutBody&) const = default;
};

struct Request {
  std::string method = "GET";
  std::string target = "/";  // path and query as on the request line
  Headers headers = {};
  std::string body = {};
  std::optional<CutBody> cut = {};
  std::string raw = {};  // the bytes, where they were sent as they are: the rest is what they seem to be
};

struct Response {
  int status = 0;
  std::string reason = {};
  int version = 11;  // 10 or 11
  Headers headers = {};
  std::string body = {};
  std::optional<CutBody> cut = {};
};

// Why there is no (whole) response. Trouble of transport is data, not an exception, and never a `fail` by
// itself.
enum class TransportFault {
  none,
  resolve,    // the name has no address
  connect,    // refused or unreachable
  tls,        // handshake or certificate
  timeout,    // a phase took longer than its deadline
  closed,     // the connection ended before the response did
  framing,    // what came is not HTTP/1.x: status line, header fields, Content-Length, chunks
  too_large,  // above the client's own limits
  redirect,   // left the origin, or too many
  cancelled,  // the run was stopped
};
std::string_view name(TransportFault fault);

struct Timings {
  Time started{};   // before connecting or taking a pooled connection
  Time sent{};      // the last byte of the request was handed over
  Time received{};  // the last byte of the response was read (or the fault seen)
};

// One request and what came of it, as plain data; secrets are already replaced by their placeholders.
struct Exchange {
  std::uint64_t id = 0;        // 1, 2, 3, ... in order of sending
  std::string check = {};      // who asked: a check id, "shared:paging", or "runner"; "#2" in a repetition
  std::string operation = {};  // "GetRunStatus"; empty for requests outside the document
  std::string user = "main";   // whose credentials: "main", "other", "none", "bad"
  Request request = {};
  std::optional<Response> response = {};
  TransportFault fault = TransportFault::none;
  std::string fault_text = {};
  Timings timings = {};
  std::uint64_t connection = 0;
  bool reused_connection = false;
  std::string tls_peer = {};  // "TLSv1.3, TLS_AES_256_GCM_SHA384, CN=wes.example.org"; empty without TLS
  int attempt = 1;            // 2, 3, ...: the same request again, after 429 or 503, or on a new connection
  std::vector<std::string> leaked = {};  // placeholders of secrets that the response held
  // Framing facts a parser hides: set by the client where it saw them on the wire.
  std::vector<std::string> wire_notes = {};
  std::uint64_t ask = 0;  // of who asked: 1, 2, 3; the answers to bytes sent at once share one
};
using ExchangePtr = std::shared_ptr<const Exchange>;

inline int status_of(const Exchange& exchange) { return exchange.response ? exchange.response->status : 0; }

}  // namespace assay::core
