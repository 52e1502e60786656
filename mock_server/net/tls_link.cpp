// SPDX-License-Identifier: Apache-2.0
#include <boost/asio/buffer.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>

#include "core/result.hpp"
#include "mock_server/net/link.hpp"

namespace assay::mock {
namespace {

namespace asio = boost::asio;
namespace ssl = boost::asio::ssl;
using boost::system::error_code;

class TlsLink final : public Link {
 public:
  TlsLink(Socket socket, ssl::context& context) : stream_(std::move(socket), context) {}
  asio::any_io_executor executor() override { return stream_.next_layer().get_executor(); }
  void open(Done done) override {
    stream_.async_handshake(ssl::stream_base::server,
                            [done = std::move(done)](const error_code& error) { done(error, 0); });
  }
  void read_some(std::span<char> into, Done done) override {
    stream_.async_read_some(asio::buffer(into.data(), into.size()), std::move(done));
  }
  void write(std::string_view bytes, Done done) override {
    asio::async_write(stream_, asio::buffer(bytes), std::move(done));
  }
  // Sends close_notify, and waits for that of the peer.
  void finish(Done done) override {
    stream_.async_shutdown([done = std::move(done)](const error_code& error) { done(error, 0); });
  }
  void cancel() override { cancel_socket(stream_.next_layer()); }
  void close(bool reset) override { close_socket(stream_.next_layer(), reset); }

 private:
  ssl::stream<Socket> stream_;
};

class OwnTls final : public Tls {
 public:
  OwnTls(const std::string& certificate, const std::string& key, const std::string& where) {
    SSL_CTX_set_min_proto_version(context_.native_handle(), TLS1_2_VERSION);
    error_code error;
    context_.use_certificate_chain(asio::buffer(certificate), error);
    if (error) fail(where, "there is no certificate in it: " + error.message());
    context_.use_private_key(asio::buffer(key), ssl::context::pem, error);
    if (error)
      fail(where, "the private key cannot be read, or is not that of the certificate: " + error.message());
  }
  std::unique_ptr<Link> link(Link::Socket socket) override {
    return std::make_unique<TlsLink>(std::move(socket), context_);
  }

 private:
  [[noreturn]] static void fail(const std::string& where, std::string what) {
    throw core::BadInput(
        {std::move(what), where, "two PEM files, of the certificate (chain) and of its key"});
  }
  ssl::context context_{ssl::context::tls_server};
};

}  // namespace

std::shared_ptr<Tls> make_tls(const std::string& certificate, const std::string& key,
                              const std::string& where) {
  return std::make_shared<OwnTls>(certificate, key, where);
}

}  // namespace assay::mock
