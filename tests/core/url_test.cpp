// SPDX-License-Identifier: Apache-2.0
#include "core/url.hpp"

#include <gtest/gtest.h>

#include <random>

namespace assay::core {
namespace {

TEST(BaseUrl, IsTakenApart) {
  struct Row {
    const char* text;
    Url expected;
    const char* again;
  };
  static const Row rows[] = {
      {"http://localhost:8080", {"http", "localhost", "8080", ""}, "http://localhost:8080"},
      {"http://localhost", {"http", "localhost", "80", ""}, "http://localhost"},
      {"https://wes.example.org/", {"https", "wes.example.org", "443", ""}, "https://wes.example.org"},
      {"HTTPS://WES.Example.ORG/ga4gh/wes/v1/",
       {"https", "wes.example.org", "443", "/ga4gh/wes/v1"},
       "https://wes.example.org/ga4gh/wes/v1"},
      {"http://h:/x", {"http", "h", "80", "/x"}, "http://h/x"},
      {"http://h:0080/x", {"http", "h", "80", "/x"}, "http://h/x"},
      {"https://h:80", {"https", "h", "80", ""}, "https://h:80"},
      {"http://[::1]:81/a", {"http", "::1", "81", "/a"}, "http://[::1]:81/a"},
      {"http://127.0.0.1:1//", {"http", "127.0.0.1", "1", ""}, "http://127.0.0.1:1"},
      {"http://h/a/../b/./c", {"http", "h", "80", "/b/c"}, "http://h/b/c"},
      {"http://h/a%2Fb", {"http", "h", "80", "/a%2Fb"}, "http://h/a%2Fb"},
      {"http://h:65535", {"http", "h", "65535", ""}, "http://h:65535"},
  };
  int ran = 0;
  for (const Row& row : rows) {
    const auto url = parse_base_url(row.text);
    ASSERT_TRUE(url) << row.text << ": " << url.error().text();
    EXPECT_EQ(*url, row.expected) << row.text << " -> " << url->text();
    EXPECT_EQ(url->text(), row.again);
    EXPECT_EQ(*parse_base_url(url->text()), *url);
    ++ran;
  }
  EXPECT_EQ(ran, 12);
}

TEST(BaseUrl, IsRefusedWithASentenceAndAHint) {
  struct Row {
    const char *text, *what, *hint;
  };
  static const Row rows[] = {
      {"", "is empty", "http://"},
      {"localhost:8080", "does not start with http://", "http://localhost:8080"},
      {"localhost", "does not start with http://", "http://"},
      {"127.0.0.1:8080/x", "does not start with http://", "http://"},
      {"/ga4gh/wes/v1", "does not start with http://", "http://"},
      {"ftp://h/x", "neither http nor https", "http://"},
      {"http://", "has no host", "http://"},
      {"http:///x", "has no host", "http://"},
      {"http://h:0", "port", "http://"},
      {"http://h:65536", "port", "http://"},
      {"http://h:99999999999999999999", "port", "http://"},
      {"http://h:x", "not a URL", "http://"},
      {"http://h/a b", "not a URL", "http://"},
      {"http://h\n", "not a URL", "http://"},
      {"http://h%0d%0aX/", "percent-encoded", "as it is"},
      {"http://[v1.x]/", "unknown kind", "IPv6"},
      {"http://user:hunter2@h/x", "user name or password", "--auth"},
      {"http://hunter2@h/x", "user name or password", "--auth"},
      {"http://@h/x", "user name or password", "--auth"},
      {"http://user:hun ter2@h/x", "not a URL", "http://"},
      {"user:hunter2@localhost:8080", "does not start with http://", "http://"},
      {"http://h/x?token=hunter2", "has a query", "--auth"},
      {"http://h/x?", "has a query", "--auth"},
      {"http://h/x#hunter2", "has a fragment", "#"},
  };
  int ran = 0;
  for (const Row& row : rows) {
    const auto url = parse_base_url(row.text);
    ASSERT_FALSE(url) << row.text;
    EXPECT_NE(url.error().what.find(row.what), std::string::npos) << row.text << ": " << url.error().text();
    EXPECT_NE(url.error().hint.find(row.hint), std::string::npos) << row.text << ": " << url.error().text();
    EXPECT_EQ(url.error().text().find("hunter2"), std::string::npos) << url.error().text();
    EXPECT_EQ(url.error().text().find("ter2"), std::string::npos) << url.error().text();
    EXPECT_EQ(url.error().text().find('\n'), std::string::npos);
    ++ran;
  }
  EXPECT_EQ(ran, 24);
}

TEST(Url, KnowsItsOrigin) {
  const Url url = *parse_base_url("http://Host:80/a");
  EXPECT_TRUE(url.same_origin(*parse_base_url("http://host/b")));
  EXPECT_FALSE(url.same_origin(*parse_base_url("https://host:80/a")));
  EXPECT_FALSE(url.same_origin(*parse_base_url("http://host:81/a")));
  EXPECT_FALSE(url.same_origin(*parse_base_url("http://host.example/a")));
}

TEST(UrlKind, TellsAbsoluteFromRelative) {
  struct Row {
    const char* text;
    UrlKind expected;
  };
  static const Row rows[] = {
      {"", UrlKind::none},
      {"http://h/x", UrlKind::absolute},
      {"gs://bucket/key", UrlKind::absolute},
      {"file:///x", UrlKind::absolute},
      {"urn:x:y", UrlKind::absolute},
      {"/runs/1/stdout", UrlKind::relative},
      {"stdout.txt", UrlKind::relative},
      {"//h/x", UrlKind::relative},
      {"?page=2", UrlKind::relative},
      {"a b", UrlKind::none},
      {"C:\\x", UrlKind::none},
      {"http://h:port/", UrlKind::none},
      {"%zz", UrlKind::none},
      {"x\x01y", UrlKind::none},
  };
  int ran = 0;
  for (const Row& row : rows) {
    EXPECT_EQ(classify_url(row.text), row.expected) << row.text;
    ++ran;
  }
  EXPECT_EQ(ran, 14);
}

// The references of RFC 3986 section 5.4 that stay within an origin, from "/b/c/d;p?q".
TEST(ResolveTarget, FollowsReferencesWithinTheOrigin) {
  struct Row {
    const char *reference, *expected;
  };
  static const Row rows[] = {
      {"g", "/b/c/g"},
      {"./g", "/b/c/g"},
      {"g/", "/b/c/g/"},
      {"/g", "/g"},
      {"?y", "/b/c/d;p?y"},
      {"g?y", "/b/c/g?y"},
      {"#s", "/b/c/d;p?q"},
      {"g#s", "/b/c/g"},
      {"g?y#s", "/b/c/g?y"},
      {";x", "/b/c/;x"},
      {"", "/b/c/d;p?q"},
      {".", "/b/c/"},
      {"./", "/b/c/"},
      {"..", "/b/"},
      {"../", "/b/"},
      {"../g", "/b/g"},
      {"../..", "/"},
      {"../../g", "/g"},
      {"../../../g", "/g"},
      {"/./g", "/g"},
      {"/../g", "/g"},
      {"g.", "/b/c/g."},
      {"./../g", "/b/g"},
      {"g/../h", "/b/c/h"},
      {"g?y/../x", "/b/c/g?y/../x"},
      {"http://h:8080", "/"},
      {"http://H:8080/x?y=%2F", "/x?y=%2F"},
      {"//h:8080/x", "/x"},
      {"a%20b", "/b/c/a%20b"},
  };
  const Url base = *parse_base_url("http://h:8080/b");
  int ran = 0;
  for (const Row& row : rows) {
    const auto target = resolve_target(base, "/b/c/d;p?q", row.reference);
    ASSERT_TRUE(target) << row.reference << ": " << target.error().text();
    EXPECT_EQ(*target, row.expected) << row.reference;
    ++ran;
  }
  EXPECT_EQ(ran, 29);
}

TEST(ResolveTarget, RefusesToLeaveTheOrigin) {
  static const char* const references[] = {
      "https://h:8080/x", "http://h/x",  "http://other:8080/x", "//other/x",
      "ftp://h:8080/x",   "mailto:a@h",  "http://h:8080 /x",    "a b",
      "http:///x",        "http://h:x/", "javascript:alert(1)", "http://h:8080.evil.example/x",
  };
  const Url base = *parse_base_url("http://h:8080/b");
  int ran = 0;
  for (const char* reference : references) {
    const auto target = resolve_target(base, "/b/runs", reference);
    EXPECT_FALSE(target) << reference << " -> " << *target;
    ++ran;
  }
  EXPECT_EQ(ran, 12);
  EXPECT_FALSE(resolve_target(base, "/with space", "x"));
}

TEST(ResolveTarget, ShowsNoPassword) {
  const Url base = *parse_base_url("http://h:8080");
  const auto target = resolve_target(base, "/", "http://user:hunter2@other/x");
  ASSERT_FALSE(target);
  EXPECT_EQ(target.error().text().find("hunter2"), std::string::npos);
}

TEST(PercentEncoding, GoesRoundTripOverAllBytes) {
  std::string all;
  for (int byte = 0; byte < 256; ++byte) all += static_cast<char>(byte);
  const std::string encoded = percent_encode(all);
  EXPECT_EQ(percent_decode(encoded), all);
  static constexpr std::string_view allowed =
      "%ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
  static constexpr std::string_view unreserved = allowed.substr(1);
  EXPECT_EQ(encoded.find_first_not_of(allowed), std::string::npos);
  EXPECT_EQ(percent_encode(unreserved), unreserved);
  EXPECT_EQ(encoded.size(), unreserved.size() + 3 * (256 - unreserved.size()));
  EXPECT_EQ(percent_encode("/ ?%\xff"), "%2F%20%3F%25%FF");
}

TEST(PercentEncoding, KeepsWhatIsNoEscape) {
  struct Row {
    const char *text, *expected;
  };
  static const Row rows[] = {
      {"%41%62", "Ab"}, {"%", "%"},     {"%4", "%4"},     {"100%", "100%"}, {"%zz", "%zz"},
      {"%4g", "%4g"},   {"%%41", "%A"}, {"%2541", "%41"}, {"a+b", "a+b"},   {"%c3%A4", "\xc3\xa4"}};
  int ran = 0;
  for (const Row& row : rows) {
    EXPECT_EQ(percent_decode(row.text), row.expected) << row.text;
    ++ran;
  }
  EXPECT_EQ(ran, 10);
}

TEST(QueryText, GoesRoundTrip) {
  std::mt19937 random(2);
  std::uniform_int_distribution<int> byte(0, 255);
  std::uniform_int_distribution<std::size_t> length(0, 12);
  const auto word = [&] {
    std::string text(length(random), '\0');
    for (char& c : text) c = static_cast<char>(byte(random));
    return text;
  };
  for (int round = 0; round < 500; ++round) {
    Query query;
    for (std::size_t pairs = length(random); pairs > 0; --pairs) query.emplace_back(word(), word());
    ASSERT_EQ(decode_query(encode_query(query)), query) << encode_query(query);
  }
}

TEST(QueryText, ReadsWhatFormsSend) {
  const Query expected = {{"a", "1 2"}, {"b", ""}, {"c", ""}, {"", "x"}, {"d", "e=f"}, {"a", "+"}};
  EXPECT_EQ(decode_query("a=1+2&b=&c&&=x&d=e=f&a=%2b&"), expected);
  EXPECT_TRUE(decode_query("").empty());
  EXPECT_TRUE(decode_query("&&").empty());
  EXPECT_EQ(encode_query({}), "");
  EXPECT_EQ(encode_query({{"a", "1 2"}, {"b", "&"}}), "a=1%202&b=%26");
}

}  // namespace
}  // namespace assay::core
