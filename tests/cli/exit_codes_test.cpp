// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/program.hpp"

namespace assay::tests {
namespace {

using ::testing::HasSubstr;

const char* const kNobody = "http://127.0.0.1:1/ga4gh/wes/v1";  // port 1 is refused

struct Mistake {
  std::vector<std::string> arguments;
  int code;
  std::string says;  // on stderr
};

TEST(ExitCodes, TellWhatWentWrongBeforeTheFirstByte) {
  const TemporaryFolder folder;
  const std::string target = folder.write("target.yaml", "waits:\n  finsh: 3s\n");
  const std::string broken = folder.write("broken.yaml", "openapi: 3.0.3\npaths: [\n");
  const std::string other =
      folder.write("other.yaml", "openapi: 3.0.3\ninfo: {title: x, version: '1'}\npaths: {}\n");
  const std::vector<Mistake> mistakes = {
      {{}, 2, "wes-assay check"},
      {{"chek"}, 2, "did you mean 'check'?"},
      {{"check"}, 2, "no target was given"},
      {{"check", "localhost:8080"}, 2, "http"},
      {{"check", kNobody}, 3, "127.0.0.1:1"},
      {{"check", kNobody, "--only", "PAG-0S"}, 2, "did you mean 'PAG-0"},
      {{"check", kNobody, "--only", "NO-SUCH"}, 2, "no check or requirement is named 'NO-SUCH'"},
      {{"check", kNobody, "--profile", "cores"}, 2, "did you mean 'core'?"},
      {{"check", kNobody, "--wes-version", "1.1"}, 2, "did you mean 1.1.0?"},
      {{"check", kNobody, "--repeat", "0"}, 2, "--repeat"},
      {{"check", kNobody, "--profile", "certify", "--only", "PAG-05"}, 2, "leaves nothing out"},
      {{"check", kNobody, "--profile", "certify", "--seed", "99"}, 2, "--seed"},
      {{"check", kNobody, "--policy", "harsh"}, 2, "lenient or strict"},
      {{"check", kNobody, "--target", target}, 2, target + ":2:3"},
      {{"check", kNobody, "--target", "/no/such/file.yaml"}, 2, "/no/such/file.yaml"},
      {{"check", kNobody, "--openapi", "/no/such/api.yaml"}, 2, "/no/such/api.yaml"},
      {{"check", kNobody, "--openapi", broken}, 2, "broken.yaml:"},
      {{"check", kNobody, "--openapi", other}, 2, "has no operation"},
      {{"check", kNobody, "--auth", "bearer=abc"}, 2, "--auth"},
      {{"check", kNobody, "--auth", "bearer=env:NO_SUCH_VARIABLE"}, 2, "NO_SUCH_VARIABLE"},
      {{"check", kNobody, "--report", "junti=x.xml"}, 2, "did you mean 'junit'?"},
      {{"check", kNobody, "--report", "junit"}, 2, "junit=FILE"},
      {{"check", kNobody, "--deadline", "soon"}, 2, "--deadline"},
      {{"check", kNobody, "--repport", "junit=x"}, 2, "did you mean --report?"},
      {{"mock", "--defect", "pagination.repeats-a-rnu"}, 2, "pagination.repeats-a-run"},
      {{"mock", "--scenario", "/no/such/scenario.yaml"}, 2, "/no/such/scenario.yaml"},
      {{"mock", "--wes-version", "9.9"}, 2, "9.9"},
      {{"mock", "--auth", "magic"}, 2, "none, basic, bearer, header:NAME; header or sigv4"},
      {{"explain", "PAG-50"}, 2, "did you mean 'PAG-0"},
      {{"list", "--format", "xml"}, 2, "text, json or markdown"},
      {{"selftest", "--only", "pagination.nothing"}, 2, "no defect is named 'pagination.nothing'"},
  };
  for (const Mistake& mistake : mistakes) {
    const Outcome outcome = run_program(mistake.arguments);
    const std::string line = ::testing::PrintToString(mistake.arguments);
    EXPECT_EQ(outcome.code, mistake.code) << line << "\n" << outcome.err;
    EXPECT_THAT(mistake.code == 2 ? outcome.err : outcome.out, HasSubstr(mistake.says)) << line;
    EXPECT_TRUE(outcome.out.empty() || mistake.code != 2) << line;
  }
  EXPECT_EQ(mistakes.size(), 31u);
}

TEST(ExitCodes, TheSecretOfARefusedCredentialIsNotRepeated) {
  const Outcome outcome = run_program({"check", kNobody, "--auth", "bearer=s3cr3t-value"});
  EXPECT_EQ(outcome.code, 2);
  EXPECT_EQ(outcome.err.find("s3cr3t-value"), std::string::npos) << outcome.err;
}

}  // namespace
}  // namespace assay::tests
