// SPDX-License-Identifier: Apache-2.0
#include "core/redact.hpp"

#include <fmt/format.h>
#include <fmt/ostream.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <random>
#include <sstream>

#include "core/secret.hpp"
#include "core/url.hpp"

namespace assay::core {
namespace {

template <class T>
concept streamable = requires(std::ostream& out, const T& value) {
  out << value;
};

static_assert(streamable<std::string>);
static_assert(!streamable<Secret>);
static_assert(fmt::is_formattable<std::string>::value);
static_assert(!fmt::is_formattable<Secret>::value);
static_assert(!std::is_constructible_v<nlohmann::json, Secret>);
static_assert(!std::is_convertible_v<Secret, std::string> &&
              !std::is_convertible_v<Secret, std::string_view>);
static_assert(!std::is_constructible_v<std::string, Secret>);

const std::string token = "s3cr3t/T0ken+with=odd \"chars\\\x7f";
const std::string shown = "$WES_TOKEN";

Redactor redactor_of(const std::string& value, const std::string& placeholder = shown) {
  Redactor redactor;
  EXPECT_TRUE(redactor.add(Secret(value, placeholder)));
  return redactor;
}

std::string hexadecimal(std::string_view bytes, bool upper, std::string_view before = "") {
  std::string out;
  for (const char c : bytes) {
    out += before;
    const unsigned byte = static_cast<unsigned char>(c);
    out += upper ? fmt::format("{:02X}", byte) : fmt::format("{:02x}", byte);
  }
  return out;
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

std::string url_base64(std::string_view bytes) {
  std::string out = base64(bytes);
  std::replace(out.begin(), out.end(), '+', '-');
  std::replace(out.begin(), out.end(), '/', '_');
  return out;
}

std::string without_padding(std::string text) { return text.substr(0, text.find_last_not_of('=') + 1); }

std::string json_escape(const std::string& text) {
  const std::string whole = nlohmann::json(text).dump();
  return whole.substr(1, whole.size() - 2);
}

std::string slashes(const std::string& text) {
  std::string out;
  for (const char c : text) out += c == '/' ? "\\/" : std::string(1, c);
  return out;
}

struct Form {
  const char* name;
  std::string text;
};

std::vector<Form> forms_of(const std::string& value) {
  return {
      {"itself", value},
      {"base64", base64(value)},
      {"base64 without padding", without_padding(base64(value))},
      {"base64url", url_base64(value)},
      {"base64url without padding", without_padding(url_base64(value))},
      {"base64, slashes escaped", slashes(base64(value))},
      {"base64, percent-encoded", percent_encode(base64(value))},
      {"percent-encoded", percent_encode(value)},
      {"percent-encoded, lower",
       [&] {
         std::string out;
         for (const char c : value)
           out += percent_encode({&c, 1}).size() == 3 ? lower(percent_encode({&c, 1})) : std::string(1, c);
         return out;
       }()},
      {"percent-encoded twice", percent_encode(percent_encode(value))},
      {"all percent, upper", hexadecimal(value, true, "%")},
      {"all percent, lower", hexadecimal(value, false, "%")},
      {"hex, lower", hexadecimal(value, false)},
      {"hex, upper", hexadecimal(value, true)},
      {"JSON", json_escape(value)},
      {"JSON, slashes escaped", slashes(json_escape(value))},
      {"JSON in JSON", json_escape(json_escape(value))},
      {"all \\u, lower", hexadecimal(value, false, "\\u00")},
      {"all \\u, upper", hexadecimal(value, true, "\\u00")},
      {"form encoded", encode_query({{"a", value}}).substr(2)},
  };
}

TEST(Base64, MatchesTheTestVectorsOfRfc4648) {
  const std::vector<std::pair<std::string, std::string>> rows = {{"", ""},
                                                                 {"f", "Zg=="},
                                                                 {"fo", "Zm8="},
                                                                 {"foo", "Zm9v"},
                                                                 {"foob", "Zm9vYg=="},
                                                                 {"fooba", "Zm9vYmE="},
                                                                 {"foobar", "Zm9vYmFy"},
                                                                 {std::string("\0\xff\xfe", 3), "AP/+"}};
  for (const auto& [bytes, expected] : rows) {
    EXPECT_EQ(base64(bytes), expected);
    EXPECT_EQ(unbase64(expected), bytes);
  }
  EXPECT_EQ(rows.size(), 8u);
}

TEST(Base64, ReadsOneSpellingOnly) {
  const std::string rows[] = {
      "Z", "Zg", "Zg=", "Zh==", "Zm9=", " Zg=", "Zg==\n", "Zm9v====", "====", "Zg==Zg==", "_m9v", "Zm9\0"};
  int ran = 0;
  for (const std::string& row : rows) {
    EXPECT_FALSE(unbase64(row)) << row;
    ++ran;
  }
  EXPECT_EQ(ran, 12);
}

TEST(Redactor, FindsEveryFormOfASecret) {
  const Redactor redactor = redactor_of(token);
  std::size_t ran = 0;
  for (const Form& form : forms_of(token)) {
    std::vector<std::string> hits;
    EXPECT_EQ(redactor.redact("<" + form.text + ">", &hits), "<" + shown + ">")
        << form.name << ": " << form.text;
    EXPECT_EQ(hits, std::vector<std::string>{shown}) << form.name;
    ++ran;
  }
  EXPECT_EQ(ran, 20u);
}

TEST(Redactor, FindsASecretInsideALongerBase64Text) {
  const std::string value = "correct-horse/battery";
  const Redactor redactor = redactor_of(value);
  std::size_t ran = 0;
  for (const std::string before : {"", "u", "us", "user", "user:", "\xff\xfe\xfd\xfc"}) {
    for (const std::string after : {"", "}", "}}", "}\n "}) {
      const std::string inner = base64(value).substr(4, 16);  // of the alignment 0
      for (const std::string& text : {base64(before + value + after), url_base64(before + value + after)}) {
        std::vector<std::string> hits;
        const std::string out = redactor.redact("Basic " + text, &hits);
        EXPECT_EQ(hits.size(), 1u) << before << "|" << after;
        // What is left belongs to the neighbours, but for one shared character on each side.
        EXPECT_LE(out.size(), std::string("Basic ").size() + shown.size() + 6 + 7) << out;
        EXPECT_EQ(out.find(inner), std::string::npos);
        ++ran;
      }
    }
  }
  EXPECT_EQ(ran, 48u);
}

TEST(Redactor, FindsNonAsciiSecretsInJsonEscapes) {
  const std::string value = "p\xc3\xa4ss\xe2\x82\xacw\xf0\x9f\x98\x80rd";
  const Redactor redactor = redactor_of(value);
  for (const std::string& text : {value, std::string("p\\u00e4ss\\u20acw\\ud83d\\ude00rd"),
                                  std::string("p\\u00E4ss\\u20ACw\\uD83D\\uDE00rd"), percent_encode(value)}) {
    EXPECT_EQ(redactor.redact("'" + text + "'"), "'" + shown + "'") << text;
  }
}

// What follows the backslash of the secret itself is no escape: it was read beyond the end once.
TEST(Redactor, FindsNonAsciiSecretsThatHaveABackslashBeforeAU) {
  const Redactor redactor = redactor_of("p\xc3\xa4ss\\u");
  for (const std::string text : {"p\xc3\xa4ss\\u", "p\\u00e4ss\\\\u", "p\\u00E4ss\\\\u"})
    EXPECT_EQ(redactor.redact("'" + text + "'"), "'" + shown + "'") << text;
}

TEST(Redactor, RefusesShortValues) {
  Redactor redactor;
  EXPECT_FALSE(redactor.add(Secret("abc", "$A")));
  EXPECT_FALSE(redactor.add(Secret()));
  EXPECT_EQ(redactor.redact("abc"), "abc");
  EXPECT_TRUE(redactor.add(Secret("abcd", "$A")));
  EXPECT_EQ(redactor.redact("xabcdx"), "x$Ax");
}

TEST(Redactor, LeavesOtherTextAlone) {
  const Redactor redactor = redactor_of("hunter2hunter2");
  const std::string text =
      std::string("hunter2 hunter 2 100% \\u00 \\ + %68 %") + '\0' + "\xff hunter2hunter";
  std::vector<std::string> hits;
  EXPECT_EQ(redactor.redact(text, &hits), text);
  EXPECT_TRUE(hits.empty());
  EXPECT_EQ(Redactor().redact(text), text);
}

TEST(Redactor, LeavesNothingOfSecretsThatOverlap) {
  Redactor redactor;
  redactor.add(Secret("aaaa", "$A"));
  redactor.add(Secret("abcdefgh", "$B"));
  redactor.add(Secret("cdef", "$C"));
  struct Row {
    const char* text;
    const char* expected;
  };
  const std::vector<Row> rows = {{"aaaa", "$A"},
                                 {"aaaaaaa", "$A"},
                                 {"x-aaaabcdefgh-y", "x-$A$B-y"},
                                 {"abcdefgh", "$B"},
                                 {"xcdefx", "x$Cx"},
                                 {"abcdefghabcdefgh", "$B$B"},
                                 {"abcdefabcdefgh", "ab$C$B"}};
  for (const Row& row : rows) EXPECT_EQ(redactor.redact(row.text), row.expected) << row.text;
  EXPECT_EQ(rows.size(), 7u);
  std::vector<std::string> hits;
  redactor.redact("aaaabcdefgh", &hits);
  EXPECT_EQ(hits, (std::vector<std::string>{"$A", "$B", "$C"}));
}

TEST(Redactor, LongRunsOfEscapesAreCheap) {
  const Redactor redactor = redactor_of(token);
  for (const std::string run : {"\\", "%", "%25", "25", "+", "s3cr3t"}) {
    std::string text;
    while (text.size() < 50'000) text += run;
    EXPECT_EQ(redactor.redact(text), text);
  }
}

TEST(Redactor, CleansAWholeExchange) {
  Redactor redactor = redactor_of(token);
  redactor.add(Secret("other-secret", "$OTHER"));
  Exchange exchange;
  exchange.request.target = "/runs?token=" + percent_encode(token);
  exchange.request.headers = {{"Authorization", "Bearer " + token}, {"X-Twice", "other-secret"}};
  exchange.request.body = "token=" + token;
  exchange.fault_text = "got: " + token;
  Exchange silent = exchange;
  redactor.redact(silent);
  EXPECT_TRUE(silent.leaked.empty()) << "a request's own secret is no leak";
  EXPECT_EQ(silent.request.target, "/runs?token=$WES_TOKEN");
  EXPECT_EQ(silent.request.headers, (Headers{{"Authorization", "Bearer $WES_TOKEN"}, {"X-Twice", "$OTHER"}}));
  EXPECT_EQ(silent.request.body, "token=$WES_TOKEN");
  EXPECT_EQ(silent.fault_text, "got: $WES_TOKEN");

  exchange.wire_notes = {"status line " + token};
  exchange.response =
      Response{200, "OK " + token, 11, {{"X-other-secret", base64(token)}}, json_escape(token)};
  redactor.redact(exchange);
  EXPECT_EQ(exchange.wire_notes.front(), "status line $WES_TOKEN");
  EXPECT_EQ(exchange.response->reason, "OK $WES_TOKEN");
  EXPECT_EQ(exchange.response->headers, (Headers{{"X-$OTHER", "$WES_TOKEN"}}));
  EXPECT_EQ(exchange.response->body, "$WES_TOKEN");
  EXPECT_EQ(exchange.leaked, (std::vector<std::string>{"$WES_TOKEN", "$OTHER"}));
}

// Secrets of random bytes, planted in random text in random encodings: no encoding of any is left.
TEST(RedactorProperty, NoPlantedSecretSurvives) {
  std::mt19937 random(20260131);  // NOLINT: a fixed seed is the point
  const auto below = [&random](std::size_t n) { return static_cast<std::size_t>(random() % n); };
  const auto noise = [&](std::size_t size) {
    constexpr std::string_view alphabet = "abcXYZ0189+/=-_%\\\"u{}:, \n25";
    std::string out;
    while (out.size() < size) out += alphabet[below(alphabet.size())];
    return out;
  };
  std::size_t planted = 0;
  for (int round = 0; round < 300; ++round) {
    std::string value;
    const std::size_t size = 8 + below(40);
    while (value.size() < size) value += static_cast<char>(0x20 + below(0x5f));
    const Redactor redactor = redactor_of(value, "<S>");
    const std::vector<Form> forms = forms_of(value);
    std::string text = noise(below(50));
    for (int i = 0; i < 6; ++i) {
      text += forms[below(forms.size())].text + noise(below(20));
      text += base64(noise(below(9)) + value + noise(below(9))) + noise(below(20));
      planted += 2;
    }
    std::vector<std::string> hits;
    const std::string out = redactor.redact(text, &hits);
    EXPECT_EQ(hits, std::vector<std::string>{"<S>"});
    for (const Form& form : forms) {
      EXPECT_EQ(out.find(form.text), std::string::npos) << form.name << " of " << value << " in " << out;
    }
    for (std::size_t before = 0; before < 3; ++before) {
      const std::string inside =
          base64(std::string(before, 'x') + value).substr(4, (value.size() - 4) / 3 * 4);
      EXPECT_EQ(out.find(inside), std::string::npos) << value << " at " << before;
    }
  }
  EXPECT_EQ(planted, 3600u);
}

}  // namespace
}  // namespace assay::core
