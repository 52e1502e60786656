// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/exchange.hpp"

namespace assay::core {

// AWS Signature Version 4 ("AWS4-HMAC-SHA256") of a request, held against what two published clients sent
// (../shared/specs/sigv4_vectors.json). The parts of an Authorization field:
struct SigV4 {
  std::string access_key;
  std::string date;  // "20261120"; the request tells the moment in X-Amz-Date
  std::string region;
  std::string service;
  std::vector<std::string> signed_headers;  // in lower case, in order
  std::string signature;                    // 64 hexadecimal digits
};

// Nothing where the value is of another scheme, or lacks a part.
std::optional<SigV4> read_sigv4(std::string_view authorization);

// The text whose digest is signed, of a request with all its header fields: method, path encoded once more,
// query in order, signed fields, digest of the body.
std::string sigv4_canonical(const Request& request, const std::vector<std::string>& signed_headers);

// The signature that the request must have; `parts.signature` is not looked at.
std::string sigv4_signature(const Request& request, const SigV4& parts, std::string_view secret);

}  // namespace assay::core
