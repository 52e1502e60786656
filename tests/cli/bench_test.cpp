// SPDX-License-Identifier: Apache-2.0
// Loads as their user runs them: several processes against a mock process. Counts are asserted, never times.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "bench/result.hpp"
#include "core/files.hpp"
#include "tests/support/paths.hpp"
#include "tests/support/program.hpp"

namespace assay::tests {
namespace {

using bench::read_json;

std::string quoted(const std::string& text) { return "'" + text + "'"; }

TEST(BenchCommand, TheResultsOfShardsMergeExactly) {
  const MockProcess mock;
  const TemporaryFolder folder;
  std::string line, files;
  for (const char* shard : {"1", "2", "3"}) {
    files += " " + folder.file(shard);
    line += quoted(program_path()) + " bench " + mock.url() +
            " --create 5 --rate 300 --warmup 0s --duration 2s" + " --connections 4 --shard " + shard +
            "/3 --report json=" + folder.file(shard) + " & ";
  }
  line += "wait; " + quoted(program_path()) + " bench merge" + files +
          " --slo 'errors<1%' --report json=" + folder.file("all");
  const Outcome outcome = run_shell(line);
  const auto all = read_json(folder.file("all"));
  ASSERT_TRUE(all) << outcome.err;
  EXPECT_NE(outcome.code, 1) << outcome.err;  // 3 where this machine was too busy to start them together

  bench::Histogram sum;
  std::uint64_t requests = 0, due = 0;
  for (const char* shard : {"1", "2", "3"}) {
    const bench::Result one = read_json(folder.file(shard)).value();
    sum.add(one.latency);
    requests += one.requests();
    due += one.requests() + one.unsent;
    EXPECT_EQ(one.options.rate, 100);
  }
  EXPECT_EQ(all->requests(), requests);
  EXPECT_TRUE(all->latency == sum);
  EXPECT_EQ(due, 600u) << "each shard sends its third of 300/s for 2 s";
  EXPECT_EQ(all->runs, 5u);
  EXPECT_EQ(all->parts.size(), 3u);
  EXPECT_EQ(all->options.rate, 300);

  const Outcome diff = run_program({"bench", "diff", folder.file("1"), folder.file("all")});
  EXPECT_EQ(diff.code, 3) << diff.err;
  EXPECT_NE(diff.out.find("NOT COMPARABLE: the offered rates differ: 100/s and 300/s"), std::string::npos)
      << diff.out;
  EXPECT_EQ(run_program({"bench", "merge", folder.file("1"), folder.file("1")}).code, 2);
}

TEST(BenchCommand, TheSlurmScriptRunsATaskOfAnArray) {
  const MockProcess mock;
  const TemporaryFolder folder;
  const Outcome outcome = run_shell(
      "URL=" + mock.url() + " RATE=100 OUT=" + folder.file("") + " WES_ASSAY=" + quoted(program_path()) +
      " START_AT=2026-01-01T00:00:00Z SLURM_ARRAY_TASK_ID=2 SLURM_ARRAY_TASK_MIN=1 SLURM_ARRAY_TASK_COUNT=2"
      " BENCH_OPTIONS='--create 2 --warmup 0s --duration 1s' /bin/sh " +
      quoted(source_path("packaging/slurm/bench.sbatch")));
  const auto result = read_json(folder.file("bench-2.json"));
  ASSERT_TRUE(result) << outcome.err;
  EXPECT_EQ(result->shard, (bench::Shard{2, 2}));
  EXPECT_EQ(result->requests() + result->unsent, 50u);
  EXPECT_NE(outcome.err.find("has passed"), std::string::npos) << outcome.err;
}

TEST(BenchCommand, BadShardsAndTimesAreUsage) {
  const std::vector<std::vector<std::string>> rows = {{"--shard", "0/4"},
                                                      {"--shard", "auto"},
                                                      {"--start-at", "tomorrow"},
                                                      {"--start-at", "2026-01-01T00:00:00"}};
  int ran = 0;
  for (const auto& row : rows) {
    const Outcome outcome =
        run_program({"bench", "http://127.0.0.1:9/ga4gh/wes/v1", "--rate", "1", row[0], row[1]});
    EXPECT_EQ(outcome.code, 2) << row[1];
    EXPECT_NE(outcome.err.find(row[0]), std::string::npos) << outcome.err;
    ++ran;
  }
  EXPECT_EQ(ran, 4);
}

TEST(BenchCommand, AKnownClientIsAPolicyAndAHabit) {
  const MockProcess mock;
  const TemporaryFolder folder;
  const Outcome outcome = run_program({"bench", mock.url(), "--create", "40", "--poll", "prowes", "--warmup",
                                       "0s", "--duration", "2s", "--report", "json=" + folder.file("r")});
  const auto result = read_json(folder.file("r"));
  ASSERT_TRUE(result) << outcome.err;
  EXPECT_EQ(result->model, "polls");
  EXPECT_EQ(result->options.poll.client, "prowes");
  EXPECT_TRUE(result->options.keep_alive);
  EXPECT_GT(result->requests(), 0u);
  EXPECT_LE(result->requests(), 40u) << "none is due twice within 3 s";
  EXPECT_NE(outcome.out.find("each run polled fixed:3s, as prowes does"), std::string::npos) << outcome.err;
  EXPECT_EQ(run_program({"bench", mock.url(), "--poll", "prowes", "--rate", "1"}).code, 2);
  const Outcome unknown = run_program({"bench", mock.url(), "--poll", "curl"});
  EXPECT_EQ(unknown.code, 2);
  EXPECT_NE(unknown.err.find("--poll"), std::string::npos) << unknown.err;
}

TEST(BenchCommand, StrategiesAreCompared) {
  const TemporaryFolder folder;
  const std::string scenario = folder.write(
      "brief.yaml",
      "runs:\n  - timeline:\n      - {state: RUNNING}\n      - {after: 1s, state: COMPLETE, exit_code: 0}\n");
  const MockProcess mock({"--scenario", scenario, "--truth"});
  const Outcome outcome =
      run_program({"bench", mock.url(), "--create", "10", "--poll", "jitter:100ms..300ms", "--strategy",
                   "both", "--duration", "20s", "--report", "json=" + folder.file("r")});
  const auto result = read_json(folder.file("r"));
  ASSERT_TRUE(result) << outcome.err;
  ASSERT_TRUE(result->watches) << outcome.err;
  EXPECT_EQ(result->watches->list.noticed.count(), 10u);
  EXPECT_EQ(result->ended, 10u);
  EXPECT_NE(outcome.out.find("of 10 ends that both noticed"), std::string::npos) << outcome.err;
  EXPECT_NE(outcome.out.find("state age"), std::string::npos) << outcome.err;
}

TEST(BenchCommand, AStrategyNeedsAPolicyAndTruthTheRealTime) {
  const std::string url = "http://127.0.0.1:9/ga4gh/wes/v1";
  const std::vector<std::vector<std::string>> rows = {
      {"bench", url, "--strategy", "list"},
      {"bench", url, "--strategy", "both", "--poll", "prowes", "--warmup", "1s"},
      {"bench", url, "--strategy", "walk", "--poll", "prowes"},
      {"mock", "--truth", "--speed", "10"}};
  int ran = 0;
  for (const auto& row : rows) {
    const Outcome outcome = run_program(row);
    EXPECT_EQ(outcome.code, 2) << ran;
    EXPECT_NE(outcome.err.find(ran == 3 ? "--state-age" : "--strategy"), std::string::npos) << outcome.err;
    ++ran;
  }
  EXPECT_EQ(ran, 4);
}

TEST(BenchCommand, TwoTargetsAreLoadedByTurns) {
  const MockProcess quick, slow({"--defect", "status.takes-its-time"});
  const Outcome outcome =
      run_program({"bench", quick.url(), "--against", slow.url(), "--create", "2", "--connections", "4",
                   "--rounds", "2", "--warmup", "0s", "--duration", "2s"});
  EXPECT_NE(outcome.out.find("slower"), std::string::npos) << outcome.out << outcome.err;
  EXPECT_NE(outcome.out.find("the targets differ"), std::string::npos) << outcome.out;
  EXPECT_TRUE(outcome.code == 0 || outcome.code == 3) << outcome.err;  // 3 on a machine that is too busy
  EXPECT_EQ(run_program({"bench", quick.url(), "--against", slow.url(), "--slo", "p99<1s"}).code, 2);
}

TEST(BenchCommand, ARampSearchesBetweenItsEnds) {
  const MockProcess mock;
  const TemporaryFolder folder;
  const Outcome outcome =
      run_program({"bench", mock.url(), "--create", "2", "--ramp", "50..150", "--slo", "p99<5s, errors<50%",
                   "--warmup", "0s", "--duration", "1s", "--report", "json=" + folder.file("r")});
  const auto result = read_json(folder.file("r"));
  ASSERT_TRUE(result) << outcome.err;
  ASSERT_TRUE(result->ramp);
  EXPECT_EQ(result->ramp->steps.front().rate, 50);
  EXPECT_EQ(outcome.code, 0) << outcome.out;  // on a busy machine, too: the lag is in the latency
  EXPECT_NE(outcome.out.find("offered/s"), std::string::npos) << outcome.err;
}

TEST(BenchCommand, ARampNeedsConditionsThatItCanMeet) {
  const std::vector<std::vector<std::string>> rows = {
      {"--ramp", "50..150"},
      {"--ramp", "50..150", "--slo", "rate>10/s"},
      {"--ramp", "50..150", "--slo", "p99<5s", "--shard", "1/2"},
      {"--ramp", "50..150", "--slo", "p99<5s", "--rate", "10"},
      {"--ramp", "150", "--slo", "p99<5s"}};
  int ran = 0;
  for (std::vector<std::string> row : rows) {
    row.insert(row.begin(), {"bench", "http://127.0.0.1:9/ga4gh/wes/v1"});
    const Outcome outcome = run_program(row);
    EXPECT_EQ(outcome.code, 2) << ran << outcome.err;
    EXPECT_NE(outcome.err.find(ran == 1 ? "--slo" : "--ramp"), std::string::npos) << outcome.err;
    ++ran;
  }
  EXPECT_EQ(ran, 5);
}

TEST(BenchCommand, AConditionOfEachWindowBreaksTheLoad) {
  const MockProcess mock({"--fault", "{do: status, status: 500, match: {operation: GetRunStatus}, nth: 5}"});
  const TemporaryFolder folder;
  const auto with = [&](const std::string& slo) {
    return run_program({"bench", mock.url(), "--create", "2", "--rate", "100", "--warmup", "0s", "--duration",
                        "3s", "--slo", slo, "--report", "json=" + folder.file("r")});
  };
  const Outcome broken = with("errors<50%, errors<0.5% over 1s");
  EXPECT_EQ(broken.code, 1) << broken.out;  // on a busy machine, too: the lag makes no wrong responses
  EXPECT_NE(broken.out.find("held         errors<50%: "), std::string::npos) << broken.err;
  EXPECT_NE(broken.out.find("; 1 of 3 windows broke it"), std::string::npos) << broken.err;
  const auto kept = read_json(folder.file("r"));
  ASSERT_TRUE(kept) << kept.error().text();
  ASSERT_EQ(kept->slo.size(), 2u);
  EXPECT_EQ(kept->slo[1].broken, 1);
  const Outcome longer = with("p99<1s over 4s");
  EXPECT_EQ(longer.code, 2);
  EXPECT_NE(longer.err.find("--slo: 'p99<1s over 4s' asks for more seconds than the load has"),
            std::string::npos)
      << longer.err;
}

TEST(BenchCommand, ProfilesItselfWhereTheBuildCan) {
  const MockProcess mock;
  const TemporaryFolder folder;
  int ran = 0;
  for (const std::string flag : {"--cpu-profile", "--heap-profile"}) {
    const std::string file = folder.file(flag.substr(2));
    const Outcome outcome =
        run_program({"bench", mock.url(), "--create", "2", "--warmup", "0s", "--duration", "1s", flag, file});
    if (outcome.code == 2) {
      EXPECT_NE(outcome.err.find(flag + ": this build "), std::string::npos) << outcome.err;
      EXPECT_NE(outcome.err.find("libgoogle-perftools-dev"), std::string::npos) << outcome.err;
    } else {
      EXPECT_GT(core::read_file(file).value().size(), 30u) << flag;
      EXPECT_EQ(run_program({"bench", mock.url(), flag, folder.file("no/such/folder")}).code, 2);
    }
    ++ran;
  }
  EXPECT_EQ(ran, 2);
}

TEST(BenchCommand, AsksForAsManyOpenFilesAsItNeeds) {
  const MockProcess mock;
  const auto with = [&](const std::string& limits) {
    return run_shell("ulimit " + limits + " && " + quoted(program_path()) + " bench " + mock.url() +
                     " --create 1 --connections 200 --rate 100 --warmup 0s --duration 1s");
  };
  const Outcome soft = with("-Sn 100");
  EXPECT_NE(soft.code, 2) << soft.err;
  EXPECT_EQ(soft.err.find("Too many open files"), std::string::npos) << soft.err;
  const Outcome hard = with("-n 100");
  EXPECT_EQ(hard.code, 2);
  EXPECT_NE(hard.err.find("--connections: 200 connections need 264 open files, and this system allows 100"),
            std::string::npos)
      << hard.err;
}

TEST(BenchCommand, AForeignHostIsNotLoadedWithoutARateOrLeave) {
  const std::string url = "http://192.0.2.1/ga4gh/wes/v1";  // nobody's address (RFC 5737)
  const Outcome outcome = run_program({"bench", url, "--run", "r", "--duration", "1s"});
  EXPECT_EQ(outcome.code, 2);
  EXPECT_NE(outcome.err.find("192.0.2.1 is not this machine"), std::string::npos) << outcome.err;
  EXPECT_NE(outcome.err.find("--yes-load 192.0.2.1"), std::string::npos) << outcome.err;
  EXPECT_EQ(run_program({"bench", url, "--run", "r", "--yes-load", "192.0.2.2"}).code, 2)
      << "leave for another host";
}

TEST(BenchCommand, TheEvidenceOfALoadIsReportedAgain) {
  const MockProcess mock({"--fault", "{do: status, status: 500, match: {operation: GetRunStatus}, nth: 3}"});
  const TemporaryFolder folder;
  run_program({"bench", mock.url(), "--create", "2", "--rate", "50", "--warmup", "0s", "--duration", "1s",
               "--slo", "errors<50%", "--report", "evidence=" + folder.file("l.ndjson"), "--report",
               "json=" + folder.file("l.json"), "--raw", folder.file("raw.csv")});
  const Outcome again = run_program({"report", folder.file("l.ndjson"), "--report",
                                     "json=" + folder.file("again.json"), "--report", "junit=-"});
  EXPECT_EQ(again.code, 0) << again.err;
  EXPECT_NE(again.out.find("errors&lt;50%"), std::string::npos) << again.out;
  const auto result = [&](const char* name) {
    return nlohmann::json::parse(core::read_file(folder.file(name)).value());
  };
  EXPECT_EQ(result("again.json"), result("l.json"));
  EXPECT_NE(run_program({"report", folder.file("l.ndjson")}).out.find("at 0."), std::string::npos);
  const Outcome same = run_program({"bench", "diff", folder.file("l.ndjson"), folder.file("l.json")});
  EXPECT_NE(same.out.find("NO DIFFERENCE SEEN"), std::string::npos) << same.out;
  const Outcome judged = run_program({"judge", folder.file("l.ndjson")});
  EXPECT_EQ(judged.code, 2);
  EXPECT_NE(judged.err.find("this is the evidence of a load"), std::string::npos) << judged.err;
  const std::string raw = core::read_file(folder.file("raw.csv")).value();
  EXPECT_GT(std::count(raw.begin(), raw.end(), '\n'), 10) << raw;
}

// Exit codes that no busy machine changes: the server answers late by itself, or the limit is far away.
TEST(BenchCommand, ExitCodesSayWhatWasShown) {
  const MockProcess mock({"--fault", "{do: delay, time: 100ms, match: {operation: GetRunStatus}}"});
  struct Row {
    const char* slo;
    int code;
    const char* last;
  };
  const Row rows[] = {
      {"p50<30s", 0, "HELD: "}, {"p50<1ms", 1, "BROKEN: p50<1ms"}, {"rate>1000/s", 1, "BROKEN: rate"}};
  int ran = 0;
  for (const Row& row : rows) {
    const Outcome outcome = run_program({"bench", mock.url(), "--create", "2", "--rate", "50", "--warmup",
                                         "0s", "--duration", "1s", "--slo", row.slo});
    EXPECT_EQ(outcome.code, row.code) << outcome.out << outcome.err;
    EXPECT_NE(outcome.out.find(std::string("\n") + row.last), std::string::npos) << outcome.out;
    ++ran;
  }
  EXPECT_EQ(ran, 3);
}

TEST(BenchCommand, ATargetThatIsNotThereIsIncomplete) {
  const Outcome outcome = run_program({"bench", "http://127.0.0.1:9/ga4gh/wes/v1", "--duration", "1s"});
  EXPECT_EQ(outcome.code, 3);
  EXPECT_NE(outcome.err.find("GET /ga4gh/wes/v1/runs"), std::string::npos) << outcome.err;
}

TEST(BenchCommand, AServerThatDiesInMidRunIsToldWithItsTimes) {
  const MockProcess mock;
  const TemporaryFolder folder;
  // The first live line after the start says that answers are coming; then the server is killed.
  const Outcome outcome = run_shell(
      quoted(program_path()) + " bench " + mock.url() + " --create 2 --rate 200 --warmup 0s --duration 12s" +
      " --timeout 1s --slo 'errors<100%' --report json=" + folder.file("r") + " 2> " + folder.file("err") +
      " & bench=$!; for i in $(seq 300); do grep -q ' requests, ' " + folder.file("err") +
      " && break; sleep 0.1; done; kill -KILL " + std::to_string(mock.process()) + "; wait $bench");
  const std::string err = core::read_file(folder.file("err")).value();
  EXPECT_EQ(outcome.code, 3) << err;
  EXPECT_NE(outcome.out.find("NOT MEASURED: the target did not answer from "), std::string::npos)
      << outcome.out;
  const auto result = read_json(folder.file("r"));
  ASSERT_TRUE(result);
  EXPECT_GT(result->right(), 0u);
  ASSERT_FALSE(result->outages.empty());
  EXPECT_GT(result->outages.back().from_s, 0);
  EXPECT_GT(result->outages.back().to_s, result->outages.back().from_s);
}

}  // namespace
}  // namespace assay::tests
