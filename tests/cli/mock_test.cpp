// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/files.hpp"
#include "tests/support/local_peer.hpp"
#include "tests/support/paths.hpp"
#include "tests/support/program.hpp"

namespace assay::tests {
namespace {

using ::testing::HasSubstr;

TEST(MockCommand, ValidatesAScenario) {
  const TemporaryFolder folder;
  const auto good =
      run_program({"mock", "validate", source_path("tests/data/scenarios/valid/everything.yaml")});
  EXPECT_EQ(good.code, 0) << good.err;
  EXPECT_THAT(
      good.out,
      HasSubstr(
          "everything.yaml: valid for WES 1.1.0: 3 entries, longest script 18 steps, a population of 10"));

  struct {
    const char* text;
    const char* says;
  } const rows[] = {
      {"runs:\n  - timline: [{state: QUEUED}]\n", ":2:5: "},
      {"runs:\n  - timeline: [{state: QUEUED}, {at: 2s, state: RUNNING}, {at: 1s, state: COMPLETE}]\n",
       "time goes back"},
      {"runs:\n  - timeline: [{state: QUEUED}, {state: PREEMPTED}]\n", "WES 1.0.1 has no state PREEMPTED"}};
  int ran = 0;
  for (const auto& row : rows) {
    const auto file = folder.write("bad.yaml", row.text);
    const auto bad = run_program({"mock", "validate", file, "--wes-version", "1.0.1"});
    EXPECT_EQ(bad.code, 2) << bad.err;
    EXPECT_THAT(bad.err, ::testing::StartsWith(file + ":"));
    EXPECT_THAT(bad.err, HasSubstr(row.says));
    EXPECT_EQ(bad.out, "");
    ++ran;
  }
  EXPECT_EQ(ran, 3);
  const auto two = folder.write("two.yaml", "says: [a]\nruns:\n  - timeline: [{state: QUEUE}]\n");
  const auto both = run_program({"mock", "validate", two});
  EXPECT_EQ(both.code, 2);
  EXPECT_THAT(both.err, HasSubstr(two + ":1:7: "));
  EXPECT_THAT(both.err, HasSubstr(two + ":3:24: WES 1.1.0 has no state QUEUE"));
  EXPECT_EQ(run_program({"mock", "validate", folder.file("none.yaml")}).code, 2);
  EXPECT_EQ(run_program({"mock", "validate"}).code, 2);
}

TEST(MockCommand, SaysAtTheStartWhatItIs) {
  const TemporaryFolder folder;
  {
    const MockProcess mock({"--persona", "toil", "--defect", "status.no-state", "--fault",
                            "{do: hang, nth: 9}", "--legal-chaos", "--seed", "7", "--speed", "0"},
                           folder.file("log"));
  }
  const std::string said = core::read_file(folder.file("log")).value();
  EXPECT_THAT(said, HasSubstr("as toil, WES 1.0.0, scenario "));
  EXPECT_THAT(said, HasSubstr(" defects of the persona, 1 defect, 1 fault, legal chaos with seed 7, "
                              "the clock stands still, for tests only"));
}

TEST(MockCommand, PrintsWhatRunsCost) {
  const auto stats = run_program({"mock", "--stats", "2000"});
  EXPECT_EQ(stats.code, 0) << stats.err;
  for (const char* row :
       {"resident bytes for each run", "resident bytes of a log entry", "a status that is validated, us",
        "a status, us", "the first page of 100, us", "the last page of 100, us", " 2000"})
    EXPECT_THAT(stats.out, HasSubstr(row));
  EXPECT_THAT(stats.out, HasSubstr("\nschema violations" + std::string(30, ' ') + "0   of "));
}

TEST(MockCommand, EndsCleanlyWithEachSignal) {
  const TemporaryFolder folder;
  const auto out = folder.file("out"), err = folder.file("err");
  int ran = 0;
  for (const char* signal : {"INT", "TERM", "HUP"}) {
    const auto outcome =
        run_shell(program_path() + " mock >" + out + " 2>" + err + " & mock=$!; n=0; until [ -s " + out +
                  " ] || [ $n -gt 400 ]; do sleep 0.05; n=$((n+1)); done; kill -" + signal +
                  " $mock; wait $mock; echo code $?; tail -n 1 " + err + "; rm " + out);
    EXPECT_EQ(outcome.out, "code 0\nwes-assay mock: stopped\n") << signal;
    ++ran;
  }
  EXPECT_EQ(ran, 3);
}

TEST(MockCommand, PlaysAtASpeed) {
  EXPECT_EQ(run_program({"mock", "--speed", "-1"}).code, 2);
  const MockProcess mock({"--speed", "1000", "--scenario", "crowd"});
  const auto info = run_shell("curl -s " + mock.url() + "/service-info");
  EXPECT_THAT(info.out, HasSubstr("\"COMPLETE\":8"));
}

TEST(MockCommand, ListNamesPersonasScenariosAndDefects) {
  const auto list = run_program({"mock", "list"});
  EXPECT_EQ(list.code, 0) << list.err;
  for (const char* line : {"personas (--persona)", "\n  toil ", "imitates Toil 5.9.2", "observed on the wire",
                           "read from its source, not run", "scenarios (--scenario)", "\n  instant ",
                           "defects (--defect)", "\n  pagination.repeats-a-run "})
    EXPECT_NE(list.out.find(line), std::string::npos) << line;
}

TEST(MockCommand, APersonaIsServedWhereItsServerWould) {
  EXPECT_TRUE(MockProcess({"--persona", "cromwell"}).url().ends_with("/api/ga4gh/wes/v1"));
  const MockProcess sapporo({"--persona", "sapporo"});
  const auto check = run_program({"check", sapporo.url(), "--wes-version", "1.1.0", "--only", "SI-17"});
  EXPECT_EQ(check.code, 1) << check.err;
  EXPECT_NE(check.out.find("default_workflow_engine_parameters"), std::string::npos) << check.err;
}

TEST(MockCommand, AnUnknownPersonaIsToldWithTheNearest) {
  const auto mock = run_program({"mock", "--persona", "tiol"});
  EXPECT_EQ(mock.code, 2);
  EXPECT_NE(mock.err.find("did you mean toil?"), std::string::npos) << mock.err;
}

TEST(MockCommand, SpeaksTlsWithACertificateOfItsOwn) {
  const TemporaryFolder folder;
  const std::string out = folder.file("out"), err = folder.file("err");
  const auto script = program_path() + " mock --tls >" + out + " 2>" + err + " & mock=$!; n=0; " +
                      "until [ -s " + out +
                      " ] || [ $n -gt 200 ]; do sleep 0.05; n=$((n+1)); done; sleep 0.1; "
                      "ca=$(sed -n 's/.*--ca-file \\([^ ]*\\) .*/\\1/p' " +
                      err + "); url=$(head -1 " + out + "); " + program_path() +
                      " check $url --profile smoke --ca-file $ca; echo trusted $?; " + program_path() +
                      " check $url --profile smoke; echo stranger $?; kill $mock; wait $mock; [ -e $ca ] || "
                      "echo tidy; echo $url";
  const auto outcome = run_shell(script);
  EXPECT_THAT(outcome.out, HasSubstr("trusted 0\n")) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("stranger 3\n")) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("tidy\nhttps://127.0.0.1:"));
  EXPECT_THAT(outcome.out, HasSubstr("certificate verify failed"));
}

TEST(MockCommand, SpeaksTlsWithAGivenCertificate) {
  const TemporaryFolder folder;
  const auto pair = test::make_certificate("IP:127.0.0.1");
  const auto other = test::make_certificate("IP:127.0.0.1");
  const auto cert = folder.write("cert.pem", pair.certificate);
  const auto key = folder.write("key.pem", pair.key);
  const MockProcess mock({"--tls-cert", cert, "--tls-key", key});
  EXPECT_TRUE(mock.url().starts_with("https://127.0.0.1:")) << mock.url();
  const auto check = run_program({"check", mock.url(), "--profile", "smoke", "--ca-file", cert});
  EXPECT_EQ(check.code, 0) << check.err;

  struct {
    std::vector<std::string> flags;
    std::string says;
  } const rows[] = {{{"--tls-cert", cert}, "--tls-key: a certificate and its key are given together"},
                    {{"--tls-cert", cert, "--tls-key", folder.write("other.pem", other.key)},
                     "not that of the certificate"},
                    {{"--tls-cert", key, "--tls-key", key}, "there is no certificate in it"},
                    {{"--tls-cert", folder.file("none.pem"), "--tls-key", key}, "none.pem"}};
  int ran = 0;
  for (const auto& row : rows) {
    std::vector<std::string> arguments{"mock"};
    arguments.insert(arguments.end(), row.flags.begin(), row.flags.end());
    const auto bad = run_program(arguments);
    EXPECT_EQ(bad.code, 2) << bad.err;
    EXPECT_THAT(bad.err, HasSubstr(row.says));
    ++ran;
  }
  EXPECT_EQ(ran, 4);
}

TEST(MockCommand, FaultsComeFromFlagsAndScenarios) {
  const MockProcess mock(
      {"--fault", "{do: status, status: 429, retry_after: 7s, match: {operation: ListRuns}}"});
  const auto list = run_shell("curl -s -i " + mock.url() + "/runs");
  EXPECT_THAT(list.out, HasSubstr("HTTP/1.1 429 Too Many Requests"));
  EXPECT_THAT(list.out, HasSubstr("Retry-After: 7"));
  EXPECT_THAT(run_shell("curl -s -i " + mock.url() + "/service-info").out, HasSubstr("HTTP/1.1 200"));
  const auto bad = run_program({"mock", "--fault", "{do: dely, time: 1s}"});
  EXPECT_EQ(bad.code, 2);
  EXPECT_THAT(bad.err, HasSubstr("--fault:1:6: 'do' cannot be 'dely' (did you mean 'delay'?)"));
}

TEST(MockCommand, NastyFollowsItsSeed) {
  const auto ids = [](const char* seed) {
    const MockProcess mock({"--legal-chaos", "--seed", seed, "--scenario", "instant"});
    std::string line =
        "for i in 1 2 3 4; do curl -s -F workflow_url=https://a.example/a.cwl -F workflow_type=CWL "
        "-F workflow_type_version=v1.0 -F workflow_params={} ";
    return run_shell(line + mock.url() + "/runs; done | grep -o 'run_id\":\"[^\"]*'").out;
  };
  const auto first = ids("5");
  EXPECT_THAT(first, HasSubstr("run_id"));
  EXPECT_EQ(first, ids("5"));
  EXPECT_NE(first, ids("6"));
}

}  // namespace
}  // namespace assay::tests
