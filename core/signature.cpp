// SPDX-License-Identifier: Apache-2.0
#include "core/signature.hpp"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <memory>

namespace assay::core {
namespace {

using Key = std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)>;
using Bio = std::unique_ptr<BIO, int (*)(BIO*)>;
using Context = std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)>;

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

int no_passphrase(char*, int, int, void*) { return -1; }

Key read_key(std::string_view pem, decltype(&PEM_read_bio_PrivateKey) read) {
  const Bio bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), BIO_free);
  Key key(read(bio.get(), nullptr, no_passphrase, nullptr), EVP_PKEY_free);
  if (key && EVP_PKEY_get_id(key.get()) != EVP_PKEY_ED25519) key.reset();
  ERR_clear_error();
  return key;
}

Error no_key() {
  return {"it holds no Ed25519 key without a passphrase", "",
          "openssl genpkey -algorithm ed25519 -out key.pem"};
}

}  // namespace

Result<std::string> sign_ed25519(std::string_view private_pem, std::string_view bytes) {
  const Key key = read_key(private_pem, PEM_read_bio_PrivateKey);
  if (!key) return no_key();
  const Context context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  std::string signature(64, '\0');
  std::size_t size = signature.size();
  if (EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key.get()) != 1 ||
      EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size,
                     bytes_of(bytes), bytes.size()) != 1) {
    return Error{"OpenSSL cannot sign with it"};
  }
  signature.resize(size);
  return signature;
}

Result<std::string> public_pem_of(std::string_view private_pem) {
  const Key key = read_key(private_pem, PEM_read_bio_PrivateKey);
  if (!key) return no_key();
  const Bio bio(BIO_new(BIO_s_mem()), BIO_free);
  PEM_write_bio_PUBKEY(bio.get(), key.get());
  char* text = nullptr;
  const auto size = BIO_get_mem_data(bio.get(), &text);
  return std::string(text, static_cast<std::size_t>(size));
}

bool is_signed_by(std::string_view public_pem, std::string_view bytes, std::string_view signature) {
  const Key key = read_key(public_pem, PEM_read_bio_PUBKEY);
  const Context context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  const bool held = key && EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
                    EVP_DigestVerify(context.get(), bytes_of(signature), signature.size(), bytes_of(bytes),
                                     bytes.size()) == 1;
  ERR_clear_error();
  return held;
}

}  // namespace assay::core
