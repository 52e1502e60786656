// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>

#include "core/text.hpp"
#include "reports/run_result.hpp"
#include "tests/support/program.hpp"

using namespace std::string_literals;

namespace assay::reports {
namespace {

std::string line_of(core::Request request) {
  RunHeader header;
  header.target = "http://127.0.0.1:8080/ga4gh/wes/v1";
  core::Exchange exchange;
  exchange.id = 12;
  exchange.request = std::move(request);
  return curl_line(header, exchange);
}

// What curl would get: its arguments, then what comes in through a pipe. The line runs in sh, with curl
// replaced.
std::vector<std::string> arguments_of(const std::string& line) {
  const tests::TemporaryFolder folder;
  const std::string script = folder.file("line.sh");
  std::ofstream(script, std::ios::binary)
      << "WES_TOKEN='to ken'\"'\"'$x'\n"
         "curl() { printf '%s\\000' \"$@\"; case \" $* \" in *' @- '*) cat;; esac; }\n"
      << line << "\n";
  FILE* pipe = popen(("sh " + core::shell_quote(script)).c_str(), "r");
  std::string out;
  char buffer[4096];
  for (std::size_t n = 0; (n = fread(buffer, 1, sizeof buffer, pipe)) > 0;) out.append(buffer, n);
  EXPECT_EQ(pclose(pipe), 0) << line;
  std::vector<std::string> arguments;
  std::size_t at = 0;
  for (std::size_t end = out.find('\0'); end != std::string::npos; end = out.find('\0', at)) {
    arguments.push_back(out.substr(at, end - at));
    at = end + 1;
    if (arguments.back().ends_with("/runs") && line.find("@- ") != std::string::npos) break;
  }
  if (at < out.size()) arguments.push_back(out.substr(at));
  return arguments;
}

using Words = std::vector<std::string>;

TEST(CurlLine, IsPlainForAPlainRequest) {
  EXPECT_EQ(
      line_of({"GET", "/ga4gh/wes/v1/runs?page_size=2", {{"Host", "x"}, {"Accept", "application/json"}}, ""}),
      "curl -sS -i -H 'Accept: application/json' 'http://127.0.0.1:8080/ga4gh/wes/v1/runs?page_size=2'");
}

TEST(CurlLine, NamesTheSecretForTheShellToExpand) {
  EXPECT_EQ(line_of({"GET", "/runs", {{"Authorization", "Bearer $WES_TOKEN"}}, ""}),
            "curl -sS -i -H \"Authorization: Bearer $WES_TOKEN\" http://127.0.0.1:8080/runs");
}

TEST(CurlLine, GivesCurlTheSameRequestAfterTheShellHasReadIt) {
  struct Case {
    core::Request request;
    Words arguments;
  };
  const std::string url = "http://127.0.0.1:8080/ga4gh/wes/v1/runs";
  const std::string runs = "/ga4gh/wes/v1/runs";
  const std::string json_type = "Content-Type: application/json";
  const core::Headers json = {{"Content-Type", "application/json"}, {"Content-Length", "9"}};
  const std::vector<Case> table = {
      {{"HEAD", runs, {}, ""}, {"-sS", "-i", "-I", url}},
      {{"DELETE", runs, {}, ""}, {"-sS", "-i", "-X", "DELETE", url}},
      {{"POST", runs, {}, ""}, {"-sS", "-i", "-X", "POST", url}},
      {{"GET", runs, {{"Authorization", "Bearer $WES_TOKEN"}}, ""},
       {"-sS", "-i", "-H", "Authorization: Bearer to ken'$x", url}},
      {{"GET", runs, {{"Authorization", "Basic $WES_TOKEN"}}, ""}, {"-sS", "-i", "-u", "to ken'$x", url}},
      {{"GET", runs, {{"X-Odd", "$(id) `id` $1 ! \"q\" 'q' \\"}}, ""},
       {"-sS", "-i", "-H", "X-Odd: $(id) `id` $1 ! \"q\" 'q' \\", url}},
      {{"GET", runs, {{"X-Two", "!$WES_TOKEN `$WES_TOKEN"}}, ""},
       {"-sS", "-i", "-H", "X-Two: !to ken'$x `to ken'$x", url}},
      {{"GET", runs, {{"X-Empty", ""}}, ""}, {"-sS", "-i", "-H", "X-Empty;", url}},
      {{"GET", runs, {{"X-Raw", "a\x1b\xff\nb"}}, ""}, {"-sS", "-i", "-H", "X-Raw: a\x1b\xff\nb", url}},
      {{"GET", runs + "/../$HOME'[1]", {}, ""}, {"-sS", "-i", "-g", "--path-as-is", url + "/../$HOME'[1]"}},
      {{"OPTIONS", "*", {}, ""},
       {"-sS", "-i", "-X", "OPTIONS", "--request-target", "*", "http://127.0.0.1:8080/"}},
      {{"GET", "/a b#c", {}, ""}, {"-sS", "-i", "--request-target", "/a b#c", "http://127.0.0.1:8080/"}},
      {{"POST", runs, json, "{\"a\":1}$X"},
       {"-sS", "-i", "-H", json_type, "--data-binary", "{\"a\":1}$X", url}},
      {{"POST", runs, {}, "a=1"}, {"-sS", "-i", "-H", "Content-Type:", "--data-binary", "a=1", url}},
      {{"PUT", runs, json, "1"}, {"-sS", "-i", "-X", "PUT", "-H", json_type, "--data-binary", "1", url}},
      {{"POST", runs, json, "@/etc/passwd"},
       {"-sS", "-i", "-H", json_type, "--data-binary", "@-", url, "@/etc/passwd"}},
      {{"POST", runs, json, "--b\r\n100% 'q' \\n \xC3\xA9\xff\x01 9!## $X\n"s + "\0end"s},
       {"-sS", "-i", "-H", json_type, "--data-binary", "@-", url,
        "--b\r\n100% 'q' \\n \xC3\xA9\xff\x01 9!## $X\n"s + "\0end"s}},
  };
  int rows = 0;
  for (const Case& c : table) {
    const std::string line = line_of(c.request);
    EXPECT_EQ(arguments_of(line), c.arguments) << line;
    EXPECT_EQ(core::printable(line), line);
    ++rows;
  }
  EXPECT_EQ(rows, 17);
}

TEST(CurlLine, ExpandsNothingOutsideHeaderValues) {
  const std::string line = line_of({"POST", "/runs/$WES_TOKEN", {}, "$WES_TOKEN"});
  EXPECT_EQ(arguments_of(line), (Words{"-sS", "-i", "-H", "Content-Type:", "--data-binary", "$WES_TOKEN",
                                       "http://127.0.0.1:8080/runs/$WES_TOKEN"}));
}

TEST(CurlLine, IsBounded) {
  const std::string line = line_of({"POST", "/runs", {}, std::string(100000, 'x')});
  EXPECT_LT(line.size(), 300u);
  EXPECT_NE(line.find("100000 bytes of exchange 12"), std::string::npos) << line;
  EXPECT_EQ(arguments_of(line).back(), "http://127.0.0.1:8080/runs");
}

// What no client would send of itself is not handed to one.
TEST(CurlLine, SendsRawBytesAsTheyWent) {
  core::Request pipelined{"GET", "/runs", {}, "GET /runs HTTP/1.1\r\n\r\n"};
  pipelined.raw = "GET /runs HTTP/1.1\r\nAuthorization: Bearer $WES_TOKEN\r\n\r\nGET /runs HTTP/1.1\r\n\r\n";
  const std::string line = line_of(pipelined);
  EXPECT_EQ(line.find("curl"), std::string::npos) << line;
  EXPECT_NE(line.find(" | nc -w 5 127.0.0.1 8080"), std::string::npos) << line;
  const tests::Outcome sent = tests::run_shell("WES_TOKEN=secret; nc() { cat; }; " + line);
  EXPECT_EQ(sent.out, "GET /runs HTTP/1.1\r\nAuthorization: Bearer secret\r\n\r\nGET /runs HTTP/1.1\r\n\r\n");
}

// One request that curl can send as it went is handed to it, without the fields that it would add.
TEST(CurlLine, LeavesToCurlWhatItSendsTheSame) {
  core::Request request;
  request.raw = "GET /runs HTTP/1.1\r\nAccept: application/json\r\nConnection: close\r\n\r\n";
  EXPECT_EQ(arguments_of(line_of(request)),
            (Words{"-sS", "-i", "-H", "Host:", "-v", "-H", "Connection: close", "-H",
                   "Accept: application/json", "http://127.0.0.1:8080/runs"}));
  request.raw = "HEAD /runs HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer $WES_TOKEN\r\n\r\n";
  EXPECT_EQ(arguments_of(line_of(request)), (Words{"-sS", "-i", "-I", "-H", "Authorization: Bearer to ken'$x",
                                                   "http://127.0.0.1:8080/runs"}));
  int by_hand = 0;
  for (const char* raw :
       {"GET /runs HTTP/1.0\r\nHost: x\r\n\r\n", "GET /runs HTTP/1.1\r\nHost: x\r\nHost: x\r\n\r\n",
        "GET /runs HTTP/1.1\r\nHost: x\r\n folded\r\n\r\n", "GET /a b HTTP/1.1\r\nHost: x\r\n\r\n",
        "POST /runs HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n", "GET  HTTP/1.1\r\n\r\n",
        "GET /runs HTTP/1.1\r\nHost: x\r\n\r\n{}", "GET /runs HTTP/1.1\r\n\r\n\r\n\r\n", "nonsense"}) {
    request.raw = raw;
    EXPECT_EQ(line_of(request).find("curl"), std::string::npos) << raw;
    ++by_hand;
  }
  EXPECT_EQ(by_hand, 9);
}

// curl makes the chunks of a chunked body itself.
TEST(CurlLine, GivesTheBodyWithoutItsChunks) {
  const core::Headers chunked = {{"Content-Type", "text/plain"}, {"Transfer-Encoding", "chunked"}};
  const auto body_of = [&](const std::string& body) {
    return arguments_of(line_of({"POST", "/ga4gh/wes/v1/runs", chunked, body})).back();
  };
  EXPECT_EQ(body_of("3\r\na\nb\r\nA\r\n0123456789\r\n0\r\n\r\n"), "a\nb0123456789");
  for (const char* broken : {"3\r\na\nb\r\n", "z\r\na\nb\r\n0\r\n\r\n", "9\r\na\nb\r\n0\r\n\r\n"})
    EXPECT_EQ(body_of(broken), broken);
}

TEST(CurlLine, SendsRawBytesThroughTls) {
  RunHeader header;
  header.target = "https://wes.example/ga4gh/wes/v1";
  core::Exchange exchange;
  exchange.request.raw = "GET / HTTP/1.0\r\n\r\n";
  EXPECT_EQ(curl_line(header, exchange),
            "printf 'GET / HTTP/1.0\\r\\n\\r\\n' | openssl s_client -quiet -connect wes.example:443");
}

}  // namespace
}  // namespace assay::reports
