// SPDX-License-Identifier: Apache-2.0
#include "conformance/client/proxy.hpp"

#include <gmock/gmock.h>

#include <map>

namespace assay::conformance {
namespace {

using testing::HasSubstr;

Environment with(std::map<std::string, std::string> variables) {
  return [variables = std::move(variables)](const char* name) -> const char* {
    const auto at = variables.find(name);
    return at == variables.end() ? nullptr : at->second.c_str();
  };
}

core::Url url(const std::string& text) { return core::parse_base_url(text).value(); }

std::string chosen(const std::string& target, std::map<std::string, std::string> variables,
                   const std::string& given = "") {
  const auto proxy = choose_proxy(url(target), given, with(std::move(variables)));
  if (!proxy) return proxy.error().text();
  return proxy->empty() ? "" : proxy->text();
}

TEST(Proxy, IsNoneWhereNothingNamesOne) { EXPECT_EQ(chosen("https://wes.example.org", {}), ""); }

TEST(Proxy, GoesByTheSchemeOfTheTarget) {
  const std::map<std::string, std::string> both = {{"https_proxy", "http://a.example:1"},
                                                   {"http_proxy", "http://b.example:2"}};
  EXPECT_EQ(chosen("https://wes.example.org", both), "http://a.example:1 (https_proxy)");
  EXPECT_EQ(chosen("http://wes.example.org", both), "http://b.example:2 (http_proxy)");
  EXPECT_EQ(chosen("http://wes.example.org", {{"ALL_PROXY", "c.example:3"}}),
            "http://c.example:3 (ALL_PROXY)");
}

TEST(Proxy, TakesLowerBeforeUpperCaseAndTheFlagBeforeBoth) {
  const std::map<std::string, std::string> both = {{"https_proxy", "http://low.example:1"},
                                                   {"HTTPS_PROXY", "http://up.example:1"}};
  EXPECT_EQ(chosen("https://wes.example.org", both), "http://low.example:1 (https_proxy)");
  EXPECT_EQ(chosen("https://wes.example.org", {{"HTTPS_PROXY", "http://up.example:1"}}),
            "http://up.example:1 (HTTPS_PROXY)");
  EXPECT_EQ(chosen("https://wes.example.org", both, "http://flag.example:9"),
            "http://flag.example:9 (--proxy)");
  EXPECT_EQ(chosen("https://wes.example.org", both, "none"), "");
  EXPECT_EQ(chosen("https://wes.example.org", {{"https_proxy", ""}}), "");
}

TEST(Proxy, LeavesOutWhatNoProxyNames) {
  const auto exempt = [](const std::string& target, const std::string& list) {
    return chosen(target, {{"http_proxy", "http://p.example:1"}, {"no_proxy", list}}).empty();
  };
  EXPECT_TRUE(exempt("http://wes.example.org", "*"));
  EXPECT_TRUE(exempt("http://wes.example.org", "other, wes.example.org"));
  EXPECT_TRUE(exempt("http://WES.example.org", "example.ORG"));
  EXPECT_TRUE(exempt("http://wes.example.org", ".example.org"));
  EXPECT_TRUE(exempt("http://wes.example.org:8080", "*.example.org:8080"));
  EXPECT_TRUE(exempt("http://127.0.0.1:8080", "localhost,127.0.0.1"));
  EXPECT_TRUE(exempt("http://[::1]:8080", "::1"));
  EXPECT_FALSE(exempt("http://wes.example.org:8080", "example.org:80"));
  EXPECT_FALSE(exempt("http://badexample.org", "example.org"));
  EXPECT_FALSE(exempt("http://wes.example.org", ""));
  EXPECT_FALSE(exempt("http://wes.example.org", ",,"));
}

TEST(Proxy, KeepsItsPasswordOutOfTextAndOffTheCommandLine) {
  const auto proxy = choose_proxy(url("https://wes.example.org"), "",
                                  with({{"https_proxy", "http://me:p%40ss@p.example:1/"}}));
  ASSERT_TRUE(proxy.has_value());
  EXPECT_EQ(proxy->text(), "http://p.example:1 (https_proxy)");
  EXPECT_EQ(proxy->authorization.expose(), "Basic bWU6cEBzcw==");
  EXPECT_EQ(proxy->password.expose(), "me:p@ss");
  EXPECT_THAT(chosen("https://wes.example.org", {}, "http://me:secret@p.example:1"), HasSubstr("--proxy: "));
}

TEST(Proxy, RefusesWhatIsNoHttpProxy) {
  EXPECT_THAT(chosen("https://wes.example.org", {{"https_proxy", "socks5://p.example:1"}}),
              HasSubstr("https_proxy: this is not the URL of an http proxy"));
}

}  // namespace
}  // namespace assay::conformance
