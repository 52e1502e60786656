// SPDX-License-Identifier: Apache-2.0
#include "core/machine.hpp"

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/x509_vfy.h>

#include <cstdlib>
#include <filesystem>

#include "core/ascii.hpp"
#ifdef ASSAY_STATIC
#include <nss.h>
#endif

namespace assay::core {
namespace {

// Where distributions keep all authorities in one file.
constexpr const char* bundles[] = {
    "/etc/ssl/certs/ca-certificates.crt",                 // Debian, Ubuntu, Alpine, Arch
    "/etc/pki/tls/certs/ca-bundle.crt",                   // Fedora, RHEL
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",  // RHEL
    "/etc/ssl/ca-bundle.pem",                             // openSUSE
    "/etc/ssl/cert.pem",                                  // Alpine
};

bool is_named_by_environment() {
  return std::getenv(X509_get_default_cert_file_env()) || std::getenv(X509_get_default_cert_dir_env());
}

bool is_where_openssl_looks() {
  std::error_code ignored;
  if (std::filesystem::is_regular_file(X509_get_default_cert_file(), ignored)) return true;
  const std::filesystem::directory_iterator folder(X509_get_default_cert_dir(), ignored);
  return !ignored && folder != std::filesystem::directory_iterator();
}

std::string bundle_of_distribution() {
  std::error_code ignored;
  for (const char* path : bundles) {
    if (std::filesystem::is_regular_file(path, ignored)) return path;
  }
  return "";
}

std::string openssl_error() {
  const char* reason = ERR_reason_error_string(ERR_get_error());
  ERR_clear_error();
  return reason ? reason : "it holds none";
}

}  // namespace

void load_no_foreign_modules() {
#ifdef ASSAY_STATIC
  __nss_configure_lookup("hosts", "files dns");
  OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, nullptr);
#endif
}

bool is_loopback_name(std::string_view host) {
  if (host.ends_with('.')) host.remove_suffix(1);
  const std::string name = lowered(host);
  return name == "localhost" || name.ends_with(".localhost");
}

Result<void> trust_authorities(x509_store_st* store, const std::string& ca_file) {
  std::string file = ca_file;
  if (file.empty()) {
    if (is_named_by_environment() || is_where_openssl_looks()) {
      if (X509_STORE_set_default_paths(store) == 1) return {};
      return Error{"the system's certificates cannot be read: " + openssl_error()};
    }
    file = bundle_of_distribution();
    if (file.empty())
      return Error{"this machine has no certificates of authorities", "",
                   "--ca-file FILE, or install the package ca-certificates"};
  }
  if (X509_STORE_load_file(store, file.c_str()) == 1) return {};
  return Error{"no certificate can be read from " + file + ": " + openssl_error(), "", "a PEM file"};
}

}  // namespace assay::core
