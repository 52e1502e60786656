// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "conformance/client/auth.hpp"
#include "conformance/client/proxy.hpp"
#include "conformance/client/stream.hpp"
#include "core/headers.hpp"

namespace assay::conformance {

// How a target is reached: what each connection and each request needs, whoever asks.
struct Reach {
  TlsOptions tls = {};
  Proxy proxy = {};
  std::vector<Credential> headers = {};  // fields of each request whose values are secrets (--header)

  // Adds the fields that `fields` lacks.
  void add_to(core::Headers& fields) const {
    for (const Credential& each : headers) {
      if (!fields.has(each.header)) fields.add(each.header, each.scheme + std::string(each.secret.expose()));
    }
  }
};

}  // namespace assay::conformance
