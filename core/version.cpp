// SPDX-License-Identifier: Apache-2.0
#include "core/version.hpp"

#include <openssl/crypto.h>

#include <boost/version.hpp>

namespace assay::core {

std::string_view suite_version() { return ASSAY_VERSION; }

std::string build_text() {
  std::string text(suite_commit());
  if (!text.empty()) text += ", ";
#ifdef NDEBUG
  text += "release";
#else
  text += "with assertions";
#endif
#ifdef __clang__
  text += ", clang " __clang_version__;
#else
  text += ", gcc " __VERSION__;
#endif
  return text + ", Boost " BOOST_LIB_VERSION ", " + OpenSSL_version(OPENSSL_VERSION);
}

}  // namespace assay::core
