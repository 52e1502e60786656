// SPDX-License-Identifier: Apache-2.0
#include "conformance/client/auth.hpp"

#include <gmock/gmock.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "conformance/client/command_output.hpp"
#include "core/files.hpp"

namespace assay::conformance {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

// Where a secret lies for one test.
struct Places {
  Places() : file(std::filesystem::temp_directory_path() / ("wes-assay-auth-" + std::to_string(getpid()))) {
    setenv("ASSAY_TEST_TOKEN", "s3cret-token", 1);
    setenv("ASSAY_TEST_EMPTY", "", 1);
    setenv("ASSAY_TEST_LINES", "a\nb", 1);
    unsetenv("ASSAY_TEST_UNSET");
    EXPECT_TRUE(core::write_file(file.string(), "user:s3cret\n").has_value());
  }
  ~Places() { std::filesystem::remove(file); }
  std::filesystem::path file;
};

TEST(Credential, ReadsEachKindFromEachPlace) {
  const Places places;
  const std::string file = places.file.string();
  struct Row {
    std::string text;
    const char* header;
    const char* scheme;
    const char* secret;
    const char* placeholder;
    const char* password;
  } rows[] = {
      {"bearer=env:ASSAY_TEST_TOKEN", "Authorization", "Bearer ", "s3cret-token", "$ASSAY_TEST_TOKEN", ""},
      {"bearer=cmd:printf 's3cret\\nnot this'", "Authorization", "Bearer ", "s3cret", "$WES_TOKEN", ""},
      {"bearer=cmd:cat " + file, "Authorization", "Bearer ", "user:s3cret", "$WES_TOKEN", ""},
      {"basic=file:" + file, "Authorization", "Basic ", "dXNlcjpzM2NyZXQ=", "$WES_BASIC", "user:s3cret"},
      {"basic=cmd:printf user:s3cret", "Authorization", "Basic ", "dXNlcjpzM2NyZXQ=", "$WES_BASIC",
       "user:s3cret"},
      {"header:X-SBG-Auth-Token=env:ASSAY_TEST_TOKEN", "X-SBG-Auth-Token", "", "s3cret-token",
       "$ASSAY_TEST_TOKEN", ""},
      {"header:X-Key=file:" + file, "X-Key", "", "user:s3cret", "$WES_TOKEN", ""},
  };
  int run = 0;
  for (const Row& row : rows) {
    const auto credential = parse_credential(row.text, "--auth");
    ASSERT_TRUE(credential.has_value()) << row.text << ": " << credential.error().text();
    EXPECT_EQ(credential->header, row.header);
    EXPECT_EQ(credential->scheme, row.scheme);
    EXPECT_EQ(credential->secret.expose(), row.secret);
    EXPECT_EQ(credential->secret.placeholder(), row.placeholder);
    EXPECT_EQ(credential->password.expose(), row.password);
    ++run;
  }
  EXPECT_EQ(run, 7);
}

TEST(Credential, RefusesWithASentenceThatDoesNotRepeatASecret) {
  const Places places;
  struct Row {
    const char* text;
    const char* what;
  } rows[] = {
      {"bearer=hunter2", "a secret does not belong here"},
      {"basic=user:hunter2", "a secret does not belong here"},
      {"header:X=hunter2", "a secret does not belong here"},
      {"hunter2", "not in the form KIND=SOURCE"},
      {"", "not in the form KIND=SOURCE"},
      {"hunter2=env:ASSAY_TEST_TOKEN", "kind of credentials is not known"},
      {"bearer=", "not said where the secret is kept"},
      {"bearer=env:hunter2-!", "not the name of an environment variable"},
      {"bearer=env:", "not the name of an environment variable"},
      {"bearer=env:ASSAY_TEST_UNSET", "ASSAY_TEST_UNSET is not set"},
      {"bearer=env:ASSAY_TEST_EMPTY", "ASSAY_TEST_EMPTY is empty"},
      {"bearer=env:ASSAY_TEST_LINES", "a line break"},
      {"basic=env:ASSAY_TEST_TOKEN", "has no colon"},
      {"bearer=file:no/such/file", "no/such/file"},
      {"bearer=file:/dev/null", "empty"},
      {"bearer=cmd:", "no command after cmd:"},
      {"bearer=cmd:echo hunter2; exit 3", "ended with status 3"},
      {"bearer=cmd:true", "empty first line"},
      {"bearer=cmd:kill -9 $$", "ended by a signal"},
      {"header:=env:ASSAY_TEST_TOKEN", "not the name of a header field"},
      {"header:A B=env:ASSAY_TEST_TOKEN", "not the name of a header field"},
      {"header:Content-Length=env:ASSAY_TEST_TOKEN", "cannot hold credentials"},
  };
  int run = 0;
  for (const Row& row : rows) {
    const auto credential = parse_credential(row.text, "--other-auth");
    ASSERT_FALSE(credential.has_value()) << row.text;
    EXPECT_THAT(credential.error().text(), HasSubstr(row.what)) << row.text;
    EXPECT_THAT(credential.error().text(), HasSubstr("--other-auth")) << row.text;
    EXPECT_THAT(credential.error().text(), Not(HasSubstr("hunter2"))) << row.text;
    ++run;
  }
  EXPECT_EQ(run, 22);
}

TEST(Credential, ItsFormIsJudgedWithoutItsSecret) {
  EXPECT_TRUE(check_credential_form("bearer=env:ASSAY_TEST_UNSET").has_value());
  EXPECT_TRUE(check_credential_form("header:X-SBG-Auth-Token=cmd:no-such-command").has_value());
  EXPECT_FALSE(check_credential_form("bearer=hunter2").has_value());
  EXPECT_FALSE(check_credential_form("token=env:ASSAY_TEST_UNSET").has_value());
  EXPECT_FALSE(check_credential_form("hunter2").has_value());
}

TEST(WrongSecret, HasTheShapeAndNothingElseOfTheRightOne) {
  struct Row {
    const char* scheme;
    const char* secret;
    const char* wrong;
  } rows[] = {
      {"Bearer ", "letmein", "wes-assay-wrong-credentials"},
      {"", "0123456789abcdef0123456789ABCDEF", "0bad0bad0bad0bad0bad0bad0bad0bad"},
      {"", "123e4567-e89b-12d3-a456-426614174000", "0bad0bad-bad0-ad0b-d0ba-0bad0bad0bad"},
      {"", "0bad0bad0bad0bad", "0bad0bad0bad0bac"},
      {"", "abcdef12", "wes-assay-wrong-credentials"},
      {"Basic ", "YWxpY2U6c2VjcmV0", "d2VzLWFzc2F5Ondyb25n"},
  };
  int ran = 0;
  for (const Row& row : rows) {
    Credential credential;
    credential.header = "Authorization";
    credential.scheme = row.scheme;
    credential.secret = core::Secret(row.secret, "$SECRET");
    EXPECT_EQ(wrong_secret(credential), row.wrong) << row.secret;
    ++ran;
  }
  EXPECT_EQ(ran, 6);
  Credential token;
  token.scheme = "Bearer ";
  token.secret = core::Secret("eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhbGljZSJ9.c2lnbmF0dXJl", "$SECRET");
  EXPECT_EQ(wrong_secret(token).substr(0, 3), "eyJ");
  EXPECT_EQ(wrong_secret(token).find("c2lnbmF0dXJl"), std::string::npos);
}

TEST(CommandOutput, StopsACommandThatTakesTooLong) {
  for (const char* command : {"sleep 30", "exec 1>&-; sleep 30", "sleep 30 & wait"}) {
    const auto line = first_line_of_command(command, 20ms, 100);
    ASSERT_FALSE(line.has_value());
    EXPECT_THAT(line.error().what, HasSubstr("did not end within")) << command;
  }
}

TEST(CommandOutput, StopsACommandThatWritesTooMuch) {
  const auto line = first_line_of_command("yes", 5s, 1000);
  ASSERT_FALSE(line.has_value());
  EXPECT_THAT(line.error().what, HasSubstr("wrote more than 1000 bytes"));
}

TEST(CommandOutput, GivesTheCommandNoInput) {
  EXPECT_EQ(*first_line_of_command("cat; echo end", 5s, 1000), "end");
}

}  // namespace
}  // namespace assay::conformance
