// SPDX-License-Identifier: Apache-2.0
// Clients that know nothing of the mock. Each test skips, loudly, where its client is not installed.
#include <gtest/gtest.h>

#include <filesystem>

#include "tests/support/paths.hpp"
#include "tests/support/program.hpp"

namespace assay::tests {
namespace {

TEST(Clients, AGeneratedClientCallsEveryOperation) {
  const std::string folder = source_path("tests/clients");
  const std::string official = source_path("../shared/specs/wes-1.1.0.openapi.yaml");
  if (!std::filesystem::exists(folder + "/node_modules/swagger-client"))
    GTEST_SKIP() << "swagger-client is not installed: npm install --no-package-lock --prefix tests/clients";
  if (!std::filesystem::exists(official)) GTEST_SKIP() << "the official document is not there: " << official;
  const MockProcess mock;
  const Outcome client = run_shell("node " + folder + "/wes.mjs " + official + " " + mock.url());
  EXPECT_EQ(client.code, 0) << client.err;
  EXPECT_EQ(client.out,
            "GetServiceInfo 200 wes\n"
            "RunWorkflow 200 string\n"
            "GetRunStatus 200 true\n"
            "GetRunLog 200 [{\"message\":\"hello\"},{\"client\":\"swagger\"}]\n"
            "ListTasks 200 1\n"
            "GetTask 200 true\n"
            "ListRuns 200 2\n"
            "CancelRun 200 true\n"
            "GetRunStatus 404 404\n");
}

TEST(Clients, CurlWatchesARunAndEndsIt) {
  if (run_shell("curl --version && python3 --version").code != 0)
    GTEST_SKIP() << "there is no curl, or no python3 to read its answers with";
  const MockProcess mock({"--auth", "basic"});
  const Outcome user = run_shell("sh " + source_path("tests/clients/monitor_and_cancel.sh") + " " +
                                 mock.url() + " alice:alice-password");
  EXPECT_EQ(user.code, 0) << user.err;
  EXPECT_EQ(user.out,
            "listed 30 runs on 2 pages\n"
            "the run is RUNNING\n"
            "it was asked for {'message': 'hello'}\n"
            "its task tells its name: True\n"
            "cancelled: yes\n"
            "the run is CANCELED\n"
            "without credentials: 401\n")
      << user.err;
}

// What both clients of HealthOmics see, in the words of each. Their waiters ask once a second: runs live
// slowly.
const std::string omics_story =
    "started PENDING 201\n"
    "the same request, the same run: true\n"
    "delete of a run that is active 409 ConflictException\n"
    "ended COMPLETED hello x true\n"
    "tasks true COMPLETED\n"
    "cancel of a run that has ended 409 ConflictException\n"
    "deleted 202\n"
    "a run that is deleted 404 ResourceNotFoundException\n"
    "cancelled 202 STOPPING\n"
    "the waiter for a running run gives up: CANCELLED\n"
    "listed 5 on 3 pages, each once: true\n"
    "an id of letters 400 ValidationException\n"
    "an unknown id 404 ResourceNotFoundException\n"
    "an unknown task 404 ResourceNotFoundException\n"
    "a page of 101 400 ValidationException\n"
    "a bad token 400 ValidationException\n"
    "a wrong secret 403 InvalidSignatureException\n";

TEST(Clients, Boto3LivesWithHealthOmics) {
  if (run_shell("python3 -c 'import boto3'").code != 0) GTEST_SKIP() << "python3-boto3 is not installed";
  const MockProcess mock({"--dialect", "healthomics", "--auth", "sigv4", "--speed", "0.1"});
  const Outcome client =
      run_shell("python3 " + source_path("tests/clients/healthomics.py") + " " + mock.url());
  EXPECT_EQ(client.code, 0) << client.err;
  EXPECT_EQ(client.out, omics_story) << client.err;
}

TEST(Clients, TheSdkOfJavaScriptLivesWithHealthOmics) {
  const std::string folder = source_path("tests/clients");
  if (!std::filesystem::exists(folder + "/node_modules/@aws-sdk/client-omics"))
    GTEST_SKIP()
        << "@aws-sdk/client-omics is not installed: npm install --no-package-lock --prefix tests/clients";
  const MockProcess mock({"--dialect", "healthomics", "--auth", "sigv4", "--speed", "0.1"});
  const Outcome client = run_shell("node " + folder + "/healthomics.mjs " + mock.url());
  EXPECT_EQ(client.code, 0) << client.err;
  EXPECT_EQ(client.out, omics_story) << client.err;
}

TEST(Clients, CurlTakesASevenBridgesTaskFromItsDraftToItsEnd) {
  if (run_shell("curl --version && python3 --version").code != 0)
    GTEST_SKIP() << "there is no curl, or no python3 to read its answers with";
  const MockProcess mock({"--dialect", "sevenbridges", "--auth", "header"});
  const Outcome user =
      run_shell("sh " + source_path("tests/clients/seven_bridges.sh") + " " + mock.url() + " alice-password");
  EXPECT_EQ(user.code, 0) << user.err;
  EXPECT_EQ(user.out,
            "made: 201, DRAFT\n"
            "edited: 200, echo again, {'message': 'hello', 'times': 3}\n"
            "started: 200, QUEUED\n"
            "started again: 400 7007, repeated: True\n"
            "it is COMPLETED, and says Completed\n"
            "its jobs: 2, DONE\n"
            "changed in more than its name: 400 7026, repeated: True\n"
            "renamed: done\n"
            "deleted: 400 7010, repeated: True\n"
            "aborted: 400 7011, repeated: True\n"
            "cloned: 201, another id: yes, DRAFT\n"
            "the clone deleted: 204\n"
            "and asked for: 404 7002, repeated: True\n"
            "the slow one aborted: 200\n"
            "it is ABORTED\n"
            "inputs that do not fit: 201, DRAFT, errors: 1\n"
            "listed 8 drafts of 8 on 3 pages\n"
            "of its rate is left: -1\n"
            "an id that is none: 400 7005, repeated: True\n"
            "a state that is none: 400 7006, repeated: True\n"
            "pages of a thousand: 400 90000, repeated: True\n"
            "no project: 400 3006, repeated: True\n"
            "no JSON: 400 90009, repeated: True\n"
            "no such path: 404 90003, repeated: True\n"
            "a wrong token: 401 90001, repeated: True\n")
      << user.err;
}

}  // namespace
}  // namespace assay::tests
