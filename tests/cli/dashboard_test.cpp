// SPDX-License-Identifier: Apache-2.0
// The dashboard of the mock in Chromium, as a person uses it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/files.hpp"
#include "tests/support/paths.hpp"
#include "tests/support/program.hpp"

namespace assay::tests {
namespace {

using ::testing::HasSubstr;

// Two entries: what the first wants and does not get is what the page must tell.
constexpr const char* scenario = R"(runs:
  - match: {workflow_type: WDL}
    timeline: [{state: QUEUED}, {trigger: go, state: RUNNING}, {after: 1h, state: COMPLETE}]
    on_cancel: [{state: CANCELING}, {after: 10s, state: CANCELED}]
  - match: {workflow_type: CWL, header: {X-Team: another}}
    timeline: [{state: QUEUED}]
  - timeline: [{state: QUEUED}, {after: 5s, state: INITIALIZING}, {after: 30s, state: RUNNING}, {after: 10m, state: COMPLETE}]
)";

std::string chromium() {
  return run_shell("for each in chromium chromium-browser google-chrome; do command -v $each && break; done")
      .out;
}

TEST(Dashboard, IsDrivenByClicks) {
  std::string program = chromium();
  if (program.empty() || run_shell("command -v node && command -v curl").code != 0)
    GTEST_SKIP() << "SKIPPED: the dashboard was not looked at: there is no chromium, node or curl";
  program.pop_back();
  const TemporaryFolder folder;
  const std::string token_file = folder.file("token");
  const MockProcess mock({"--control", "0", "--ui", "--control-token-file", token_file, "--scenario",
                          folder.write("a.yaml", scenario)},
                         folder.file("log"));
  const std::string api = mock.control_url();
  const std::string origin = api.substr(0, api.find("/control"));
  std::string secret = core::read_file(token_file).value();
  secret.pop_back();
  const Outcome done =
      run_shell("node " + source_path("tests/cli/dashboard.mjs") + " " + program + " " +
                folder.file("profile") + " '" + origin + "/ui/#" + secret + "' " + mock.url());
  EXPECT_EQ(done.code, 0) << done.out << done.err;
  EXPECT_THAT(done.out, HasSubstr("the dashboard does what it shows"));
  const std::string said = core::read_file(folder.file("log")).value();
  EXPECT_THAT(said, HasSubstr("dashboard: " + origin + "/ui/\n"));
  EXPECT_EQ(said.find(secret), std::string::npos) << "it is in a file so that nobody reads it here";
}

}  // namespace
}  // namespace assay::tests
