// SPDX-License-Identifier: Apache-2.0
#include "reports/attestation.hpp"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "core/sha256.hpp"
#include "tests/support/fixed_result.hpp"

namespace assay::reports {
namespace {

using nlohmann::json;
using testing::HasSubstr;

const std::vector<NamedText> files = {{"evidence-1.ndjson", "a"}, {"manifest.sha256", "b"}};

TEST(Attestation, AManifestIsWhatSha256sumReads) {
  EXPECT_EQ(write_manifest({{"a.txt", "abc"}}),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  a.txt\n");
}

TEST(Attestation, AStatementNamesEveryDecidedRequirementOnce) {
  const RunResult run = test::fixed_result();
  const json statement = json::parse(write_statement(run, files));
  EXPECT_EQ(statement["_type"], "https://in-toto.io/Statement/v1");
  EXPECT_EQ(statement["predicateType"], "https://in-toto.io/attestation/test-result/v0.1");
  ASSERT_EQ(statement["subject"].size(), 2u);
  EXPECT_EQ(statement["subject"][1]["digest"]["sha256"], core::sha256_hex("b"));
  const json& predicate = statement["predicate"];
  EXPECT_EQ(predicate["result"], "FAILED");
  EXPECT_EQ(predicate["configuration"][0]["digest"]["sha256"], run.header.requirement_digest);
  std::size_t named = 0;
  for (const char* list : {"passedTests", "warnedTests", "failedTests"}) named += predicate[list].size();
  std::size_t decided = 0;
  for (const auto& [id, verdict] : roll_up(run)) {
    decided += verdict == Verdict::pass || verdict == Verdict::info || verdict == Verdict::warn ||
               verdict >= Verdict::flaky;
  }
  EXPECT_EQ(named, decided);
  EXPECT_GT(named, 5u);
}

TEST(Attestation, SaysThatItIsNoOfficialCertification) {
  const std::string text = write_attestation_text(test::fixed_result(), 3);
  EXPECT_THAT(text, HasSubstr("NOT an official certification"));
  EXPECT_THAT(text, HasSubstr("3 requirements broken"));
}

// The example of the DSSE protocol page, with our payload type.
TEST(Attestation, SignsWhatDsseSays) {
  EXPECT_EQ(dsse_signed_bytes("hello world"), "DSSEv1 28 application/vnd.in-toto+json 11 hello world");
}

TEST(Attestation, AnEnvelopeGivesItsSignatureBack) {
  const std::string signature("\x00\xff\x7f sig", 7);
  const std::string text = write_envelope("{}", signature, "key");
  EXPECT_EQ(*read_envelope("e.json", text), signature);
  EXPECT_EQ(json::parse(text)["payload"], "e30=");
  for (const char* bad : {"", "{}", "[1]", R"({"signatures":[]})", R"({"signatures":[{"sig":"*"}]})"})
    EXPECT_FALSE(read_envelope("e.json", bad).has_value()) << bad;
}

}  // namespace
}  // namespace assay::reports
