// SPDX-License-Identifier: Apache-2.0
// Canary secrets in every slot of credentials, given back by a hostile server in every way that we know: no
// artefact holds one.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>

#include "core/redact.hpp"
#include "core/url.hpp"
#include "reports/evidence.hpp"
#include "reports/writer.hpp"
#include "selftest/in_process.hpp"

namespace assay::cli {
namespace {

using conformance::Credential;
using namespace std::chrono_literals;

struct Canary {
  std::string slot;
  std::string secret;
};

// No two share a part, and each has characters that some encoding changes.
const std::vector<Canary> canaries = {{"auth", "CANARY/one+4f8a91c2d7=?"},
                                      {"other_auth", "canary_TWO&b3e77d0945~ \"x"},
                                      {"bad_auth", "Kanarie:three%6c21fe88aa"}};

std::string hex(const std::string& text, const char* format) {
  std::string out;
  for (const char c : text) {
    char digits[8];
    std::snprintf(digits, sizeof digits, format, static_cast<unsigned char>(c));
    out += digits;
  }
  return out;
}

std::string base64url(std::string text) {
  text = core::base64(text);
  std::replace(text.begin(), text.end(), '+', '-');
  std::replace(text.begin(), text.end(), '/', '_');
  return text;
}

// What a server may make of a secret. None of it depends on how the redactor works.
std::vector<std::string> forms_of(const std::string& secret) {
  std::vector<std::string> forms = {secret,
                                    std::string(secret.rbegin(), secret.rend()),
                                    hex(secret, "%02x"),
                                    hex(secret, "%02X"),
                                    hex(secret, "%%%02X"),
                                    hex(secret, "%%%02x"),
                                    hex(secret, "\\u%04x"),
                                    core::percent_encode(secret)};
  for (const char* before : {"", "x", "xy"}) {
    forms.push_back(core::base64(before + secret));
    forms.push_back(base64url(before + secret));
  }
  return forms;
}

// The part of a base64 form that does not depend on what stands around the secret.
std::string core_of(const std::string& form) { return form.substr(4, form.size() - 8); }

std::string everything() {
  std::string all;
  for (const Canary& canary : canaries) {
    for (const std::string& form : forms_of(canary.secret)) all += form + " | ";
  }
  return all;
}

std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) out += c == '"' || (c == '\\') ? std::string("\\") + c : std::string(1, c);
  return out + "\"";
}

// Small chunks, so that each form is cut somewhere.
void make_chunked(std::vector<mock::Output>& outputs) {
  std::string& bytes = outputs.front().bytes;
  const std::size_t length = bytes.find("Content-Length:");
  const std::size_t head = bytes.find("\r\n\r\n");
  if (length == std::string::npos || head == std::string::npos) return;
  const std::string body = bytes.substr(head + 4);
  std::string chunks;
  for (std::size_t at = 0; at < body.size(); at += 7) {
    const std::string part = body.substr(at, 7);
    chunks += std::to_string(part.size()) + "\r\n" + part + "\r\n";
  }
  bytes = bytes.substr(0, length) + "Transfer-Encoding: chunked" +
          bytes.substr(bytes.find("\r\n", length), head + 4 - bytes.find("\r\n", length)) + chunks +
          "0\r\n\r\n";
}

mock::Answer echo(const core::Request& request) {
  static int n = 0;
  mock::Answer answer;
  const std::string id = "run-" + std::to_string(++n);
  std::string body = "{\"run_id\":\"" + id + "\",\"state\":\"" +
                     (n % 2 ? "RUNNING" : everything().substr(0, 9)) + "\",\"runs\":[{\"run_id\":\"" + id +
                     "\",\"state\":\"COMPLETE\"}],\"told\":" + quoted(everything()) +
                     ",\"asked\":" + quoted(request.target) + "}";
  if (n % 3 == 0) body = everything() + "\xff\xfe";  // no UTF-8: reports hold it as base64
  answer.response = core::Response{
      n % 5 == 0 ? 500 : 200, "OK " + canaries[0].secret, 11, {{"Content-Type", "application/json"}}, body};
  for (const Canary& canary : canaries) {
    answer.response.headers.add("X-Echo", hex(canary.secret, "%02x") + " " + canary.secret);
    answer.response.headers.add("Set-Cookie", "session=" + base64url(canary.secret));
    answer.response.headers.add("Location", "/there?token=" + core::percent_encode(canary.secret));
  }
  if (n % 2 == 0) answer.edit_wire = make_chunked;
  return answer;
}

reports::RunResult run_against_the_echo() {
  conformance::RunOptions suite;
  suite.base = core::parse_base_url("http://echo.example/ga4gh/wes/v1").value();
  suite.wes_version = "1.1.0";
  suite.auth = {"Authorization", "Bearer ", core::Secret(canaries[0].secret, "$ONE"), {}};
  suite.other_auth = {"Authorization", "Basic ", core::Secret(core::base64(canaries[1].secret), "$TWO"),
                      core::Secret(canaries[1].secret, "$TWO")};
  suite.bad_auth = {"X-Api-Key", "", core::Secret(canaries[2].secret, "$THREE"), {}};
  suite.deadline = 20min;
  const auto clock =
      std::make_shared<core::VirtualClock>(core::Time(std::chrono::sys_days{2026y / 1 / 31} + 12h));
  return run_on_handler(echo, suite, clock);
}

void expect_no_canary(const std::string& name, const std::string& text) {
  for (const Canary& canary : canaries) {
    for (const std::string& form : forms_of(canary.secret)) {
      const bool aligned = form.size() > canary.secret.size() + 4 && form.find_first_of("%\\") == form.npos &&
                           form.find_first_not_of("0123456789abcdefABCDEF") != form.npos;
      const std::string wanted = aligned ? core_of(form) : form;
      const std::size_t at = text.find(wanted);
      EXPECT_EQ(at, std::string::npos) << name << " holds " << canary.slot << " as " << form << ": ..."
                                       << text.substr(at < 60 ? 0 : at - 60, 160) << "...";
    }
  }
}

TEST(Canary, IsInNoArtefactHoweverTheServerGivesItBack) {
  const reports::RunResult result = run_against_the_echo();
  // The server did give them back: those that were sent to it, and that of the wrong credentials.
  std::size_t leaked = 0;
  for (const core::ExchangePtr& exchange : result.exchanges) leaked += exchange->leaked.size();
  EXPECT_GT(leaked, 30u);
  for (const char* user : {"main", "other"}) {
    EXPECT_TRUE(std::any_of(result.exchanges.begin(), result.exchanges.end(), [&](const auto& exchange) {
      return exchange->user == user;
    })) << user;
  }
  for (const reports::Writer& writer : reports::writers())
    expect_no_canary(std::string(writer.name), writer.write(result));
  EXPECT_GE(reports::writers().size(), 17u);
  const std::string evidence = reports::write_evidence(result);
  const reports::RunResult read = reports::read_evidence("e", evidence).value();
  for (const core::ExchangePtr& exchange : read.exchanges) {
    if (exchange->response) expect_no_canary("a body read back", exchange->response->body);
  }
}

}  // namespace
}  // namespace assay::cli
