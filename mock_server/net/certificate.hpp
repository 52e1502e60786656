// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

namespace assay::mock {

struct Certificate {
  std::string certificate;  // PEM
  std::string key;          // PEM
};

// A new key and a certificate that it signs itself, good for a month by the machine's time, for localhost,
// 127.0.0.1, ::1 and `address` where that is another IP address.
Certificate make_certificate(const std::string& address);

}  // namespace assay::mock
