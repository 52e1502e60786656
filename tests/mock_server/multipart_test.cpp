// SPDX-License-Identifier: Apache-2.0
#include "mock_server/http/multipart.hpp"

#include <gtest/gtest.h>

#include <random>

#include "mock_server/base/limits.hpp"

namespace assay::mock {
namespace {

const std::string form = "multipart/form-data; boundary=b";

std::string part(const std::string& disposition, const std::string& value, const std::string& fields = {}) {
  return "--b\r\nContent-Disposition: form-data; " + disposition + "\r\n" + fields + "\r\n" + value + "\r\n";
}

std::vector<Part> parsed(const std::string& body, const std::string& type = form) {
  const auto result = parse_multipart(type, body);
  EXPECT_TRUE(result) << result.error().text();
  return result ? *result : std::vector<Part>{};
}

TEST(Multipart, ReadsFieldsAndFilesInOrder) {
  const auto parts = parsed(part("name=\"workflow_url\"", "a.cwl") +
                            part("name=workflow_attachment; filename=\"dir/a.cwl\"", "x\r\n--c\r\n\r\ny",
                                 "Content-Type: text/x-cwl; a=b\r\n") +
                            part("name=empty", "") + "--b--\r\n");
  ASSERT_EQ(parts.size(), 3u);
  EXPECT_EQ(parts[0].name, "workflow_url");
  EXPECT_EQ(parts[0].value, "a.cwl");
  EXPECT_FALSE(parts[0].filename);
  EXPECT_FALSE(parts[0].content_type);
  EXPECT_EQ(parts[1].filename, "dir/a.cwl");
  EXPECT_EQ(parts[1].content_type, "text/x-cwl; a=b");
  EXPECT_EQ(parts[1].value, "x\r\n--c\r\n\r\ny");
  EXPECT_EQ(parts[2].value, "");
}

TEST(Multipart, KeepsEveryByteOfAValue) {
  std::string bytes;
  for (int i = 0; i < 256; ++i) bytes += static_cast<char>(i);
  bytes += "\r\n--bc\r\n--b -\r\n --b\r\n";
  const auto parts = parsed(part("name=a", bytes) + "--b--");
  ASSERT_EQ(parts.size(), 1u);
  EXPECT_EQ(parts[0].value, bytes);
}

TEST(Multipart, TakesWhatTheGrammarAllowsAroundParts) {
  const auto disposition = std::string("Content-Disposition: form-data; name=a\r\n\r\n1");
  const std::vector<std::string> bodies = {
      "--b\r\n" + disposition + "\r\n--b--",
      "preamble\r\nmore --b\r\n\r\n--b\r\n" + disposition + "\r\n--b--\r\nepilogue\r\n--b\r\n",
      "\r\n--b \t \r\n" + disposition + "\r\n--b--\t\r\n",
      "--b\r\ncontent-disposition:FORM-DATA;NAME=\"a\" ; x=y\r\nContent-Transfer-Encoding: "
      "8BIT\r\n\r\n1\r\n--b--",
  };
  for (const auto& body : bodies) {
    const auto parts = parsed(body);
    ASSERT_EQ(parts.size(), 1u) << body;
    EXPECT_EQ(parts[0].name, "a") << body;
    EXPECT_EQ(parts[0].value, "1") << body;
  }
  EXPECT_TRUE(parsed("--b--\r\n").empty());
}

TEST(Multipart, ReadsTheBoundaryOfTheContentType) {
  const std::string longest(limits::boundary_bytes, 'z');
  const std::vector<std::pair<std::string, std::string>> good = {
      {"multipart/form-data; boundary=x", "x"},
      {"Multipart/Form-Data;BOUNDARY=\"x y\"; charset=utf-8", "x y"},
      {"multipart/form-data; charset=utf-8; boundary=--x'()+_,-./:=?", "--x'()+_,-./:=?"},
      {"multipart/form-data; boundary=" + longest, longest},
  };
  for (const auto& [type, boundary] : good) {
    const auto body =
        "--" + boundary + "\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n--" + boundary + "--";
    EXPECT_EQ(parsed(body, type).size(), 1u) << type;
  }
  const std::vector<std::string> bad = {"text/plain; boundary=b",
                                        "multipart/mixed; boundary=b",
                                        "multipart/form-data",
                                        "multipart/form-data; boundary=",
                                        "multipart/form-data; boundary=\"\"",
                                        "multipart/form-data; boundary=\"b",
                                        "multipart/form-data; boundary=\"b \"",
                                        "multipart/form-data; boundary=b@c",
                                        "multipart/form-data; boundary=z" + longest};
  for (const auto& type : bad) EXPECT_FALSE(parse_multipart(type, "--b--")) << type;
}

TEST(Multipart, DecodesFileNames) {
  const std::vector<std::pair<std::string, std::string>> rows = {
      {"filename=a.cwl", "a.cwl"},
      {"filename=\"a b;c.cwl\"", "a b;c.cwl"},
      {R"(filename="a\"b\\c.cwl")", R"(a"b\c.cwl)"},
      {R"(filename="C:\dir\a.cwl")", R"(C:\dir\a.cwl)"},
      {"filename=\"\"", ""},
      {"filename=x; filename*=UTF-8''%e2%82%ac%20a.cwl", "\xe2\x82\xac a.cwl"},
      {"filename*=utf-8'en'a.cwl; filename=x", "a.cwl"},
      {"filename*=ISO-8859-1''%fc.cwl", "\xc3\xbc.cwl"},
      {"filename=%22a%22", "%22a%22"},
  };
  for (const auto& [parameter, name] : rows) {
    const auto parts = parsed(part("name=a; " + parameter, "") + "--b--");
    ASSERT_EQ(parts.size(), 1u) << parameter;
    EXPECT_EQ(parts[0].filename, name) << parameter;
  }
}

TEST(Multipart, RefusesWhatItCannotReadAndSaysWhere) {
  const std::string good = part("name=a", "1");
  const std::string long_field = "X: " + std::string(limits::part_head_bytes, 'x') + "\r\n";
  std::string many_fields;
  for (std::size_t i = 0; i < limits::part_fields; ++i) many_fields += "X: y\r\n";
  const std::vector<std::string> rows = {
      "",
      "--bc--",
      "--b\n\n--b--",
      good,
      good + "--b-",
      good + "--b--x",
      good + "--b\r\n\r\nno fields\r\n--b--",
      good + "--b\r\n--b--",
      good + "--b\r\nContent-Disposition: form-data; name=a\r\n--b--",
      good + "--b\r\nContent-Disposition: attachment; name=a\r\n\r\n1\r\n--b--",
      good + part("filename=a", "1") + "--b--",
      good + part("name=\"a", "1") + "--b--",
      good + part("name=\"a\"b", "1") + "--b--",
      good + part("=a", "1") + "--b--",
      good + part("name=a; filename*=a.cwl", "1") + "--b--",
      good + part("name=a; filename*=koi8-r''a.cwl", "1") + "--b--",
      good + part("name=a", "1", "no colon\r\n") + "--b--",
      good + part("name=a", "1", " folded: x\r\n") + "--b--",
      good + part("name=a", "1", std::string("X: \0\r\n", 6)) + "--b--",
      good + part("name=a", "1", "Content-Transfer-Encoding: base64\r\n") + "--b--",
      good + part("name=a", "1", long_field) + "--b--",
      good + part("name=a", "1", many_fields) + "--b--",
  };
  std::size_t ran = 0;
  for (const auto& body : rows) {
    const auto result = parse_multipart(form, body);
    EXPECT_FALSE(result) << body.substr(0, 200);
    if (!result) {
      EXPECT_FALSE(result.error().what.empty());
      EXPECT_FALSE(result.error().where.empty());
    }
    ++ran;
  }
  EXPECT_EQ(ran, 22u);
  EXPECT_EQ(parse_multipart(form, rows[10]).error().where, "part 2");
}

TEST(Multipart, CountsParts) {
  std::string body;
  for (std::size_t i = 0; i < limits::parts; ++i) body += part("name=a", "1");
  EXPECT_EQ(parsed(body + "--b--").size(), limits::parts);
  EXPECT_FALSE(parse_multipart(form, body + part("name=a", "1") + "--b--"));
}

TEST(Multipart, SurvivesMutatedBodies) {
  std::mt19937 random(11);
  const std::string body = "preamble\r\n" + part("name=a; filename*=UTF-8''%41; x=\"y\\\"\"", "1") +
                           part("name=\"b\"", "--b-", "Content-Type: text/plain\r\n") + "--b--\r\nepilogue";
  const std::vector<std::string> tokens = {"\r\n", "--b", "--", "\"", ";", "=", ":", "\\", " ", "%", "'"};
  std::size_t good = 0;
  for (int i = 0; i < 5'000; ++i) {
    auto mutant = body;
    for (auto edits = random() % 4; edits > 0; --edits) {
      const auto at = random() % (mutant.size() + 1);
      if (random() % 2 == 0)
        mutant.insert(at, tokens[random() % tokens.size()]);
      else
        mutant.erase(at, random() % 5);
    }
    const auto result = parse_multipart(form, mutant);
    if (!result) continue;
    ++good;
    std::size_t total = 0;
    for (const auto& each : *result) total += each.value.size();
    ASSERT_LE(total, mutant.size());
  }
  EXPECT_GT(good, 500u);
  EXPECT_LT(good, 4'900u);
}

TEST(AttachmentName, TakesRelativePaths) {
  const std::vector<std::string> rows = {"a.cwl", "dir/a.cwl",        "./a.cwl", "a..b",
                                         "...",   "..a/b..",          "a b.cwl", "a%20b",
                                         "100%",  "\xe2\x82\xac.cwl", "ab:c",    std::string(255, 'x')};
  for (const auto& name : rows) EXPECT_TRUE(check_attachment_name(name)) << name;
}

TEST(AttachmentName, RefusesWhatLeavesTheFolderOrHasNoName) {
  const std::vector<std::string> rows = {
      "..",
      "../a",
      "a/../b",
      "a/..",
      "..\\a",
      "a\\..\\b",
      "%2e%2e/a",
      "%2E./a",
      "..%2fa",
      "a%2f..%5cb",
      "%252e%252e%252fa",
      " ../a",
      ".. /a",
      "/a",
      "\\a",
      "//a",
      "%2fa",
      "C:\\a",
      "c:a",
      "C%3a/a",
      "",
      " ",
      "   ",
      "a/",
      "a//b",
      "a/ /b",
      "%20",
      std::string("a\0b", 3),
      "a%00b",
      "a\nb",
      "a%0d%0ab",
      "a\x7f",
      "a\x1b[31m",
      "\xff\xfe",
      "%ff",
      std::string(256, 'x'),
      std::string(300, 'x') + "/a",
      std::string(5'000, '/'),
  };
  std::size_t ran = 0;
  for (const auto& name : rows) {
    const auto result = check_attachment_name(name);
    EXPECT_FALSE(result) << name;
    if (!result) {
      EXPECT_TRUE(result.error().what.starts_with("The attachment name \"")) << result.error().what;
    }
    ++ran;
  }
  EXPECT_EQ(ran, 38u);
}

}  // namespace
}  // namespace assay::mock
