// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <filesystem>

#include "conformance/client/http_client.hpp"
#include "core/files.hpp"
#include "core/url.hpp"
#include "tests/support/local_peer.hpp"

namespace assay::conformance {
namespace {

namespace asio = boost::asio;
using core::Exchange;
using core::TransportFault;
using testing::AllOf;

using testing::HasSubstr;
using namespace std::chrono_literals;

const std::string ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

asio::awaitable<void> send(HttpClient& client, Exchange& exchange) { co_await client.send(exchange); }

Exchange get(const std::string& url, const TlsOptions& tls = {}, HttpLimits limits = {}) {
  asio::io_context context;
  const auto clock = core::make_system_clock(context.get_executor());
  const auto connector = make_socket_connector(*clock, tls);
  HttpClient client(*clock, *connector, *core::parse_base_url(url), limits);
  Exchange exchange;
  asio::co_spawn(context, send(client, exchange), asio::detached);
  context.run_for(10s);
  return exchange;
}

std::string at(const std::string& scheme, const std::string& host, std::uint16_t port) {
  return scheme + "://" + host + ":" + std::to_string(port);
}

// A CA file that lives as long as the test.
class CaFile {
 public:
  explicit CaFile(const std::string& text)
      : path_(std::filesystem::temp_directory_path() /
              ("wes-assay-ca-" + std::to_string(getpid()) + ".pem")) {
    EXPECT_TRUE(core::write_file(path_.string(), text).has_value());
  }
  ~CaFile() { std::filesystem::remove(path_); }
  TlsOptions options() const { return {path_.string()}; }

 private:
  std::filesystem::path path_;
};

TEST(SocketConnector, ReadsAnAnswerOverTcp) {
  test::LocalPeer peer(ok);
  const Exchange exchange = get(at("http", "127.0.0.1", peer.port()));
  EXPECT_EQ(core::status_of(exchange), 200) << exchange.fault_text;
  EXPECT_EQ(exchange.response->body, "ok");
}

TEST(SocketConnector, NamesWhoRefusedTheConnection) {
  const std::string port = std::to_string(test::refused_port());
  const Exchange exchange = get("http://127.0.0.1:" + port);
  EXPECT_EQ(exchange.fault, TransportFault::connect);
  EXPECT_EQ(exchange.fault_text, "connection refused by 127.0.0.1:" + port);
}

TEST(SocketConnector, ReportsANameWithoutAnAddress) {
  const Exchange exchange = get("http://no-such-host.invalid");
  EXPECT_EQ(exchange.fault, TransportFault::resolve);
  EXPECT_THAT(exchange.fault_text, HasSubstr("no-such-host.invalid"));
}

TEST(SocketConnector, CancelsAReadAtTheDeadline) {
  test::LocalPeer peer("");
  HttpLimits limits;
  limits.first_byte = 1ms;
  const Exchange exchange = get(at("http", "127.0.0.1", peer.port()), {}, limits);
  EXPECT_EQ(exchange.fault, TransportFault::timeout);
  EXPECT_THAT(exchange.fault_text, HasSubstr("no byte of an answer within 0.001 s"));
}

TEST(SocketConnector, AcceptsACertificateOfTheGivenCa) {
  const test::Certificate certificate = test::make_certificate("DNS:localhost,IP:127.0.0.1");
  const CaFile ca(certificate.certificate);
  for (const char* host : {"localhost", "127.0.0.1"}) {
    test::LocalPeer peer(ok, &certificate);
    const Exchange exchange = get(at("https", host, peer.port()), ca.options());
    if (exchange.fault == TransportFault::resolve) GTEST_SKIP() << "this host has no name " << host;
    EXPECT_THAT(exchange.tls_peer, AllOf(HasSubstr("TLSv1."), HasSubstr("CN=")));
    EXPECT_EQ(core::status_of(exchange), 200) << host << ": " << exchange.fault_text;
  }
}

TEST(SocketConnector, RefusesACertificateOfAnUnknownCa) {
  const test::Certificate certificate = test::make_certificate("IP:127.0.0.1");
  test::LocalPeer peer(ok, &certificate);
  const Exchange exchange = get(at("https", "127.0.0.1", peer.port()));
  EXPECT_EQ(exchange.fault, TransportFault::tls);
  EXPECT_THAT(exchange.fault_text,
              AllOf(HasSubstr("certificate verify failed: self-signed certificate"), HasSubstr("--ca-file")));
}

TEST(SocketConnector, RefusesACertificateForAnotherName) {
  const test::Certificate certificate = test::make_certificate("DNS:elsewhere.test,IP:127.0.0.2");
  const CaFile ca(certificate.certificate);
  int run = 0;
  for (const char* host : {"localhost", "127.0.0.1"}) {
    test::LocalPeer peer(ok, &certificate);
    const Exchange exchange = get(at("https", host, peer.port()), ca.options());
    if (exchange.fault == TransportFault::resolve) GTEST_SKIP() << "this host has no name " << host;
    EXPECT_EQ(exchange.fault, TransportFault::tls) << host;
    EXPECT_THAT(exchange.fault_text,
                AllOf(HasSubstr("mismatch"), HasSubstr(std::string("the certificate is not for ") + host)));
    ++run;
  }
  EXPECT_EQ(run, 2);
}

TEST(SocketConnector, ShowsACertificateToTheServerThatAsksForOne) {
  const test::Certificate certificate = test::make_certificate("IP:127.0.0.1");
  const CaFile files(certificate.certificate + certificate.key);
  test::LocalPeer strict(ok, &certificate, true);
  const Exchange refused = get(at("https", "127.0.0.1", strict.port()), files.options());
  EXPECT_NE(refused.fault, TransportFault::none);
  EXPECT_THAT(refused.fault_text, HasSubstr("asks for a client certificate (--client-cert, --client-key)"));
  test::LocalPeer again(ok, &certificate, true);
  TlsOptions tls = files.options();
  tls.client_cert = tls.ca_file;
  const Exchange let_in = get(at("https", "127.0.0.1", again.port()), tls);
  EXPECT_EQ(core::status_of(let_in), 200) << let_in.fault_text;
}

TEST(SocketConnector, SaysThatThePortSpeaksTheOtherScheme) {
  const test::Certificate certificate = test::make_certificate("IP:127.0.0.1");
  test::LocalPeer plain("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
  const Exchange https = get(at("https", "127.0.0.1", plain.port()));
  EXPECT_EQ(https.fault, TransportFault::tls);
  EXPECT_EQ(https.fault_text, "the server does not speak TLS on this port; is it http?");
  test::LocalPeer tls(ok, &certificate);
  const Exchange http = get(at("http", "127.0.0.1", tls.port()));
  EXPECT_NE(http.fault, TransportFault::none);
}

TEST(SocketConnector, NamesACaFileThatCannotBeRead) {
  TlsOptions tls;
  tls.ca_file = "no/such/ca.pem";
  const Exchange exchange = get("https://127.0.0.1:1", tls);
  EXPECT_EQ(exchange.fault, TransportFault::tls);
  EXPECT_THAT(exchange.fault_text, HasSubstr("no/such/ca.pem"));
}

}  // namespace
}  // namespace assay::conformance
