// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>

#include "core/result.hpp"

struct x509_store_st;

namespace assay::core {

// What the program takes from the machine that it runs on: names of hosts and certificates of authorities.

// Called first in main. A statically linked program must not load modules that were built for another C
// library or another OpenSSL: it looks names up in /etc/hosts and DNS only, and does not read openssl.cnf. A
// dynamically linked program keeps what the machine is set up for.
void load_no_foreign_modules();

// "localhost" and all names below it, which are loopback addresses even where nothing can look them up (RFC
// 6761).
bool is_loopback_name(std::string_view host);

// Adds the certificates of `ca_file`, or, where it is empty, those of the machine: $SSL_CERT_FILE and
// $SSL_CERT_DIR, the places that OpenSSL was built for, then those of other distributions. An Error where
// there are none.
Result<void> trust_authorities(x509_store_st* store, const std::string& ca_file);

}  // namespace assay::core
