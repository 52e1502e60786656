// SPDX-License-Identifier: Apache-2.0
// Verdicts again, from the evidence of a run over sockets and real time.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/files.hpp"
#include "tests/support/paths.hpp"
#include "tests/support/program.hpp"

namespace assay::tests {
namespace {

using ::testing::HasSubstr;

TEST(JudgeProgram, GivesTheVerdictsOfTheRunWithoutTheServer) {
  const TemporaryFolder folder;
  const std::string path = folder.file("e.ndjson");
  {
    const MockProcess mock({"--defect", "pagination.repeats-a-run"});
    const Outcome outcome = run_program({"check", mock.url(), "--report", "evidence=" + path});
    EXPECT_EQ(outcome.code, 1) << outcome.err;
  }
  const Outcome judged = run_program({"judge", path, "--report", "evidence=" + folder.file("again.ndjson"),
                                      "--report", "junit=" + folder.file("again.xml")});
  EXPECT_EQ(judged.code, 1) << judged.err;
  EXPECT_THAT(judged.err, HasSubstr("verdicts are those of the evidence."));
  EXPECT_THAT(judged.out, HasSubstr("PAG-05"));
  const std::string text = core::read_file(path).value();
  EXPECT_TRUE(core::read_file(folder.file("again.ndjson")).value() == text) << "the same bytes";
  EXPECT_THAT(core::read_file(folder.file("again.xml")).value(), HasSubstr("PAG-05"));

  const std::string half = folder.write("half.ndjson", text.substr(0, text.size() / 2));
  const Outcome partial = run_program({"judge", half});
  EXPECT_EQ(partial.code, 3) << partial.err;
  EXPECT_THAT(partial.err, HasSubstr("half.ndjson is a partial run: no footer"));

  std::string changed = text;
  changed.replace(changed.find("\"verdict\":\"fail\""), 16, "\"verdict\":\"pass\"");
  const Outcome refused = run_program({"judge", folder.write("changed.ndjson", changed)});
  EXPECT_EQ(refused.code, 2);
  EXPECT_THAT(refused.err, HasSubstr("the file was changed"));
}

TEST(JudgeProgram, WantsTheDocumentThatTheRunWasGiven) {
  const TemporaryFolder folder;
  const std::string path = folder.file("e.ndjson");
  const MockProcess mock;
  const Outcome checked =
      run_program({"check", mock.url(), "--profile", "smoke", "--report", "evidence=" + path});
  EXPECT_EQ(checked.code, 0) << checked.err;
  const Outcome outcome =
      run_program({"judge", path, "--openapi", source_path("schemas/wes/1.1.0/openapi.yaml")});
  EXPECT_EQ(outcome.code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("--openapi: the run was judged by the shipped document"));
}

TEST(CheckProgram, ABundleIsOfTheProfileCertify) {
  const TemporaryFolder folder;
  const Outcome profile = run_program({"check", "http://127.0.0.1:9/", "--bundle", folder.file("out")});
  EXPECT_EQ(profile.code, 2);
  EXPECT_THAT(profile.err, HasSubstr("--bundle: a bundle shows the profile certify"));
  const Outcome key = run_program({"check", "http://127.0.0.1:9/", "--profile", "certify", "--bundle",
                                   folder.file("out"), "--sign", folder.write("key.pem", "no key")});
  EXPECT_EQ(key.code, 2);
  EXPECT_THAT(key.err, HasSubstr("no Ed25519 key"));
  const Outcome dead =
      run_program({"check", "http://127.0.0.1:9/", "--profile", "certify", "--bundle", folder.file("out")});
  EXPECT_EQ(dead.code, 3) << dead.err;
  EXPECT_THAT(dead.err, HasSubstr("and no bundle"));
  const Outcome verified = run_program({"report", "verify", folder.file("out")});
  EXPECT_EQ(verified.code, 1);
  EXPECT_THAT(verified.out, HasSubstr("manifest.sha256: it is missing"));
}

}  // namespace
}  // namespace assay::tests
