// SPDX-License-Identifier: Apache-2.0
// Servers that send what no server should, on some operations or on all, over memory and virtual time: a
// check ends by its deadline and its clean-up, with an exit code of its own, and shows neither a secret nor
// an escape.
#include <gtest/gtest.h>

#include <functional>

#include "mock_server/site/site.hpp"
#include "reports/run_result.hpp"
#include "reports/writer.hpp"
#include "selftest/in_process.hpp"

namespace assay::cli {
namespace {

using mock::Output;
using Outputs = std::vector<Output>;
using std::chrono::seconds;

constexpr seconds deadline{20};
constexpr seconds clean_up{20};
constexpr std::string_view token = "alice-token-5d1f";
constexpr std::string_view evil =
    "\x1b[31mRED\x1b]0;x\x07\n::error::pwned\r\n<script>alert(1)</script>\xc2\x9b";

const std::string head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";
const std::string chunked = head + "Transfer-Encoding: chunked\r\n\r\n";

std::string counted(const std::string& body, const std::string& fields = "") {
  return head + fields + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

std::string times(std::size_t count, std::string_view text) {
  std::string all;
  all.reserve(count * text.size());
  for (std::size_t i = 0; i < count; ++i) all += text;
  return all;
}

std::string json_text(std::string_view text) { return nlohmann::json(text).dump(); }

// What is sent in place of the right answer, and for how long the peer thinks before each piece.
struct Hostile {
  std::string name;
  std::function<Outputs(const std::string& right)> send;
};

Hostile once(const std::string& name, const std::string& bytes) {
  return {name, [bytes](const std::string&) -> Outputs { return {{bytes, {}, Output::Then::close}}; }};
}

Hostile drip(const std::string& name, const std::string& bytes) {
  return {name, [bytes](const std::string&) {
            Outputs all;
            for (const char c : bytes)
              all.push_back({std::string(1, c), seconds(1), Output::Then::keep_open});
            return all;
          }};
}

// The right body with one more member.
Hostile with_member(const std::string& name, const std::string& value) {
  return {name, [value](const std::string& right) -> Outputs {
            const std::size_t end = right.rfind('}');
            const std::string body =
                end == std::string::npos ? right : right.substr(0, end) + ",\"zz\":" + value + "}";
            return {{counted(body), {}, Output::Then::keep_open}};
          }};
}

std::vector<Hostile> hostile_peers() {
  return {
      once("nothing", ""),
      once("no HTTP", "SSH-2.0-OpenSSH_9.2\r\n"),
      once("HTTP/2", std::string("\0\0\x12\4\0\0\0\0\0", 9) + std::string(18, '\0')),
      once("a field of 1 MB", counted("{}", "X: " + std::string(1'000'000, 'v') + "\r\n")),
      once("80,000 fields", counted("{}", times(80'000, "a:\r\n"))),
      once("a length of 2^64", head + "Content-Length: 18446744073709551616\r\n\r\n{}"),
      once("two lengths", head + "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}"),
      once("a length and chunks",
           head + "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n"),
      once("a chunk of 2^68", chunked + "FFFFFFFFFFFFFFFFF\r\n{}"),
      once("a body that is cut", head + "Content-Length: 200\r\n\r\n{}"),
      once("chunks of a byte", chunked + times(50'000, "1\r\n \r\n") + "0\r\n\r\n"),
      once("a trailer of 1 MB", chunked + "0\r\n" + times(100'000, "a: b\r\n")),
      once("10,000 interim answers", times(10'000, "HTTP/1.1 100 Continue\r\n\r\n")),
      once("101", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n\x81\x05hello"),
      once("deep arrays", counted(times(100'000, "[") + times(100'000, "]"))),
      once("a number of 1 MB", counted("{\"a\":" + std::string(1'000'000, '9') + "}")),
      once("infinite numbers", counted("{\"a\":1e99999,\"run_id\":-1e99999,\"state\":1}")),
      once("not UTF-8", counted("{\"run_id\":\"\xff\xfe\xed\xa0\x80\",\"state\":\"\xc3\x28\"}")),
      once("evil everywhere",
           "HTTP/1.1 200 \x1b[31mRED\r\nServer: ::error::pwned\r\nX-E: \x9b<script>\r\n"
           "Content-Length: 2\r\n\r\n{}"),
      once("a wait of 2^63 s",
           "HTTP/1.1 429 x\r\nRetry-After: 9223372036854775807\r\nContent-Length: 0\r\n\r\n"),
      once("a redirect to a file",
           "HTTP/1.1 302 x\r\nLocation: file:///etc/passwd\r\nContent-Length: 0\r\n\r\n"),
      once("a list without end",
           counted("{\"runs\":[" + times(200, "{\"run_id\":\"r\",\"state\":\"COMPLETE\"},") +
                   "{\"run_id\":\"r\",\"state\":\"COMPLETE\"}],\"next_page_token\":\"" +
                   std::string(10'000, 't') + "\"}")),
      {"silence",
       [](const std::string&) -> Outputs {
         return {{"", std::chrono::hours(10), Output::Then::close}};
       }},
      drip("a byte a second", counted("{\"run_id\":\"a\"}")),
      drip("a body that never ends", head + "\r\n" + std::string(5'000, ' ')),
      with_member("2 MB of percent signs", "\"" + times(700'000, "%25") + "\""),
      with_member("evil text", json_text(evil.substr(0, evil.size()))),
      with_member("the token", json_text("Bearer " + std::string(token))),
  };
}

// Which requests it is about: "" is each of them; a word that begins with '-' spares those that have it.
bool is_about(const core::Request& request, std::string_view word) {
  const std::string line = request.method + " " + request.target;
  if (word.starts_with('-')) return line.find(word.substr(1)) == std::string::npos;
  return line.find(word) != std::string::npos;
}

struct Ended {
  reports::RunResult result;
  core::Duration after{};
};

Ended check_beside(const Hostile& peer, std::string_view about) {
  const core::Time start = std::chrono::sys_days(std::chrono::year(2026) / 1 / 1);
  const auto clock = std::make_shared<core::VirtualClock>(start);
  mock::Options options;
  options.clock = clock;
  options.auth = two_users();
  options.validate_answers = false;
  const auto site = mock::make_site(options).value();
  conformance::RunOptions suite;
  suite.base = core::parse_base_url("http://mock.invalid" + site->base_path()).value();
  suite.profile = "smoke";
  suite.seed = 7;
  suite.deadline = deadline;
  use_two_users(suite);
  const auto handler = [&](const core::Request& request) {
    mock::Answer answer = site->handle(request);
    if (is_about(request, about))
      answer.edit_wire = [&peer, right = answer.response.body](Outputs& sent) { sent = peer.send(right); };
    return answer;
  };
  Ended ended;
  ended.result = run_on_handler(handler, suite, clock);
  ended.after = clock->now() - start;
  return ended;
}

void expect_clean(const reports::RunResult& result) {
  for (const reports::Writer& writer : reports::writers()) {
    const std::string text = writer.write(result);
    EXPECT_EQ(text.find(token), std::string::npos) << writer.name;
    EXPECT_EQ(text.find("\x1b[31m"), std::string::npos) << writer.name;
    EXPECT_EQ(text.find("\n::error::pwned"), std::string::npos) << writer.name;
    if (writer.name == "html") {
      EXPECT_EQ(text.find("<script>alert"), std::string::npos);
    }
  }
}

TEST(HostilePeers, ACheckEndsInTimeWithAnExitCodeOfItsOwnAndIsClean) {
  int tried = 0;
  for (const Hostile& peer : hostile_peers()) {
    for (const std::string_view about : {"", "-service-info", "/status"}) {
      SCOPED_TRACE(peer.name + " on " + std::string(about));
      const Ended ended = check_beside(peer, about);
      EXPECT_LE(ended.after, deadline + clean_up + seconds(1));
      const int code = reports::exit_code(ended.result);
      EXPECT_TRUE(code == 0 || code == 1 || code == 3 || code == 5) << code;
      expect_clean(ended.result);
      ++tried;
    }
  }
  EXPECT_EQ(tried, 84);
}

}  // namespace
}  // namespace assay::cli
