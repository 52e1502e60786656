// SPDX-License-Identifier: Apache-2.0
// Results on stdout, the rest on stderr; colours by the rules of their variables.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "cli/shared/terminal.hpp"
#include "core/files.hpp"
#include "tests/support/paths.hpp"
#include "tests/support/program.hpp"

namespace assay::tests {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

TEST(Colour, FollowsTheVariablesAndTheFlag) {
  using cli::wants_colour;
  struct {
    const char* choice;
    cli::Surroundings here;  // NO_COLOR, CLICOLOR_FORCE, TERM, a terminal
    bool coloured;
  } const rows[] = {
      {"auto", {nullptr, nullptr, "xterm", true}, true}, {"auto", {nullptr, nullptr, "xterm", false}, false},
      {"auto", {"", nullptr, "xterm", true}, true},      {"auto", {"1", nullptr, "xterm", true}, false},
      {"auto", {nullptr, "1", "xterm", false}, true},    {"auto", {nullptr, "0", "xterm", false}, false},
      {"auto", {nullptr, "0", "xterm", true}, true},     {"auto", {"1", "1", "xterm", true}, false},
      {"auto", {nullptr, nullptr, "dumb", true}, false}, {"always", {"1", nullptr, "dumb", false}, true},
      {"never", {nullptr, "1", "xterm", true}, false},
  };
  for (const auto& row : rows) EXPECT_EQ(wants_colour(row.choice, row.here), row.coloured) << &row - rows;
}

TEST(Streams, TheReportIsOnStdoutAndProgressOnStderr) {
  const MockProcess mock({"--defect", "pagination.repeats-a-run"});
  const TemporaryFolder folder;
  const Outcome check =
      run_program({"check", mock.url(), "--only", "PAG-05", "--report", "evidence=" + folder.file("e.ndjson"),
                   "--report", "html=" + folder.file("r.html")});
  EXPECT_EQ(check.code, 1);
  EXPECT_THAT(check.out, HasSubstr("fail  PAG-05"));
  EXPECT_THAT(check.out, Not(HasSubstr("\033")));
  EXPECT_THAT(check.err, HasSubstr("] fail pagination."));
  EXPECT_THAT(check.err, HasSubstr("wrote " + folder.file("e.ndjson") + ", " + folder.file("r.html")));
  EXPECT_THAT(run_program({"check", mock.url(), "--only", "PAG-05", "--color", "always"}).out,
              HasSubstr("\033[1;31mfail\033[0m"));
  const Outcome judged = run_program({"judge", folder.file("e.ndjson")});
  EXPECT_THAT(judged.out, HasSubstr("fail  PAG-05"));
  const Outcome load = run_program({"bench", mock.url(), "--create", "1", "--duration", "200ms", "--warmup",
                                    "0s", "--report", "json=" + folder.file("l.json")});
  EXPECT_THAT(load.out, HasSubstr("p99"));
  EXPECT_THAT(load.err, HasSubstr("wrote " + folder.file("l.json")));
}

TEST(Streams, AReportOnStdoutIsAlone) {
  const MockProcess mock;
  const Outcome check = run_program({"check", mock.url(), "--only", "HTTP-13", "--report", "junit=-"});
  EXPECT_THAT(check.out, StartsWith("<?xml"));
  EXPECT_THAT(check.err, HasSubstr("wes 1.1.0 core: "));
  const Outcome two =
      run_program({"check", mock.url(), "--only", "HTTP-13", "--report", "junit=-", "--report", "json=-"});
  EXPECT_EQ(two.code, 2);
  EXPECT_THAT(two.err, HasSubstr("two outputs have the same place"));
}

TEST(Streams, AFastFailureEndsTheRun) {
  const MockProcess mock({"--defect", "pagination.repeats-a-run"});
  const Outcome check =
      run_program({"check", mock.url(), "--only", "pagination", "-x", "--concurrency", "1"});
  EXPECT_EQ(check.code, 1);
  EXPECT_THAT(check.out, HasSubstr("failed, and --fail-fast stops there"));
  EXPECT_THAT(check.out, HasSubstr("fail  PAG-05"));
  EXPECT_EQ(run_program({"check", mock.url(), "--profile", "certify", "-x"}).code, 2);
}

TEST(Streams, AQuietCheckSaysTheVerdictAndNothingElse) {
  const MockProcess mock({"--defect", "pagination.repeats-a-run"});
  const Outcome check = run_program({"check", mock.url(), "--only", "PAG-05", "-q"});
  EXPECT_EQ(check.code, 1);
  EXPECT_THAT(check.out, StartsWith("wes 1.1.0 core: FAIL - "));
  EXPECT_EQ(std::count(check.out.begin(), check.out.end(), '\n'), 1);
  EXPECT_EQ(check.err, "");
}

// Exit code 2 promises that nothing was sent: the work of a long run is not lost to a typing error.
TEST(Streams, APathThatCannotBeWrittenIsFoundBeforeTheFirstRequest) {
  const TemporaryFolder folder;
  const std::string log = folder.file("log");
  {
    const MockProcess mock({"--log", "json"}, log);
    for (const std::string& path : {folder.file("no/such/folder.html"), folder.file(".")}) {
      const Outcome check = run_program({"check", mock.url(), "--report", "html=" + path});
      EXPECT_EQ(check.code, 2) << path;
      EXPECT_THAT(check.err, HasSubstr("cannot write the file")) << path;
      const Outcome load = run_program({"bench", mock.url(), "--create", "1", "--report", "html=" + path});
      EXPECT_EQ(load.code, 2) << path;
      EXPECT_THAT(load.err, HasSubstr("cannot write the file")) << path;
    }
  }
  EXPECT_THAT(core::read_file(log).value(), Not(HasSubstr("\"GET\"")));
  EXPECT_FALSE(std::filesystem::exists(folder.file("r.html")));
}

TEST(Streams, AReportThatCannotBeWrittenAnyMoreTakesNothingWithIt) {
  if (!std::filesystem::exists("/dev/full")) GTEST_SKIP() << "SKIPPED: there is no /dev/full";
  const MockProcess mock;
  const TemporaryFolder folder;
  const Outcome check = run_program({"check", mock.url(), "--only", "HTTP-13", "--report", "html=/dev/full",
                                     "--report", "json=" + folder.file("r.json")});
  EXPECT_EQ(check.code, 3);
  EXPECT_THAT(check.out, HasSubstr("wes 1.1.0 core: "));
  EXPECT_THAT(check.err, HasSubstr("/dev/full: cannot write the file: No space left on device"));
  EXPECT_TRUE(std::filesystem::exists(folder.file("r.json")));
}

TEST(LastFailed, RunsWhatWasBrokenAndNothingElse) {
  const MockProcess mock({"--defect", "pagination.repeats-a-run"});
  const TemporaryFolder folder;
  const std::string evidence = "evidence=" + folder.file("e.ndjson");
  ASSERT_EQ(
      run_program({"check", mock.url(), "--only", "PAG-05", "--only", "HTTP-13", "--report", evidence}).code,
      1);
  const Outcome again = run_program({"check", mock.url(), "--last-failed", folder.file("e.ndjson"), "-v"});
  EXPECT_EQ(again.code, 1);
  EXPECT_THAT(again.out, HasSubstr("fail  PAG-05"));
  EXPECT_THAT(again.out, Not(HasSubstr("HTTP-13")));
  const MockProcess mended;
  run_program({"check", mended.url(), "--only", "PAG-05", "--report", evidence});
  const Outcome nothing = run_program({"check", mended.url(), "--last-failed", folder.file("e.ndjson")});
  EXPECT_EQ(nothing.code, 2);
  EXPECT_THAT(nothing.err, HasSubstr("--last-failed: nothing failed in "));
}

TEST(Streams, AFullDiskIsNoSuccess) {
  if (!std::filesystem::exists("/dev/full")) GTEST_SKIP() << "SKIPPED: there is no /dev/full";
  for (const char* verb : {"explain PAG-05", "list", "plan --profile smoke", "version", "config show"}) {
    const Outcome done = run_shell(program_path() + " " + verb + " > /dev/full");
    EXPECT_EQ(done.code, 3) << verb;
    EXPECT_THAT(done.err, HasSubstr("stdout cannot be written: No space left on device")) << verb;
  }
}

}  // namespace
}  // namespace assay::tests
