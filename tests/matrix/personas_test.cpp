// SPDX-License-Identifier: Apache-2.0
// The suite against each persona: what it finds equals a reviewed table in tests/data/personas.
#include <gtest/gtest.h>

#include <algorithm>

#include "core/redact.hpp"
#include "mock_server/setup/persona.hpp"
#include "selftest/in_process.hpp"
#include "tests/support/verdict_table.hpp"

namespace assay::cli {
namespace {

conformance::Credential credential(const mock::AuthOptions& auth, std::size_t user) {
  using Kind = mock::AuthOptions::Kind;
  const auto& known = auth.users.at(user);
  const core::Secret secret(
      auth.kind == Kind::basic ? core::base64(known.name + ":" + known.secret) : known.secret,
      "$" + known.name);
  if (auth.kind == Kind::header) return {auth.header_name, "", secret, {}};
  return {"Authorization", auth.kind == Kind::basic ? "Basic " : "Bearer ", secret, {}};
}

class Personas : public testing::TestWithParam<std::string> {};

TEST_P(Personas, AreJudgedAsReviewed) {
  const auto table = tests::read_table("tests/data/personas/" + GetParam() + ".yaml");
  InProcessRun run;
  run.mock.persona = GetParam();
  run.suite = table.suite;
  const auto auth = mock::find_persona(GetParam()).value().auth;
  if (auth.kind != mock::AuthOptions::Kind::none) {
    run.suite.auth = credential(auth, 0);
    run.suite.other_auth = credential(auth, 1);
  }
  const auto result = run_in_process(std::move(run));
  tests::expect_verdicts(table, result);
  for (const auto& exchange : result.exchanges) {
    const std::string body = exchange->response ? exchange->response->body : "";
    EXPECT_EQ(body.find("the mock failed"), std::string::npos);
  }
}

INSTANTIATE_TEST_SUITE_P(Each, Personas, testing::ValuesIn(mock::shipped_personas()), [](const auto& row) {
  std::string name = row.param;
  std::ranges::replace(name, '-', '_');
  return name;
});

TEST(PersonaTables, ThereIsOneForEachOfTwelve) { EXPECT_EQ(mock::shipped_personas().size(), 12u); }

}  // namespace
}  // namespace assay::cli
