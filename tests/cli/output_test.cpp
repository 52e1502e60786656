// SPDX-License-Identifier: Apache-2.0
// What is written may fail: a disk is full, a reader goes away, a folder is not there.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "core/files.hpp"
#include "tests/support/paths.hpp"
#include "tests/support/program.hpp"

namespace assay::tests {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const char* const kNobody = "http://127.0.0.1:1/ga4gh/wes/v1";  // port 1 is refused

std::string program() { return "'" + program_path() + "' "; }

int runs_of(const MockProcess& mock) {
  return static_cast<int>(
      run_shell("curl -sS '" + mock.url() + "/runs?page_size=500' | grep -o run_id | wc -l").out[0] - '0');
}

TEST(Output, AStderrThatCannotBeWrittenEndsNothing) {
  const MockProcess mock;
  const TemporaryFolder folder;
  const std::string check =
      program() + "check " + mock.url() + " --profile smoke --report junit=" + folder.file("j.xml");
  int forms = 0;
  for (const char* full : {" 2>/dev/full", " 2>&-"}) {
    EXPECT_EQ(run_shell(check + full).code, 0) << full;
    EXPECT_THAT(core::read_file(folder.file("j.xml")).value(), HasSubstr("failures=\"0\"")) << full;
    EXPECT_EQ(run_shell(program() + "check" + full).code, 2) << full;
    EXPECT_EQ(run_shell(program() + "judge /no/such/file" + full).code, 2) << full;
    EXPECT_EQ(run_shell(program() + "nonsense" + full).code, 2) << full;
    ++forms;
  }
  EXPECT_EQ(forms, 2);
}

TEST(Output, AStdoutThatCannotBeWrittenIsNeverSuccess) {
  const TemporaryFolder folder;
  const MockProcess mock;
  const std::string evidence = folder.file("e.ndjson");
  ASSERT_EQ(run_program({"check", mock.url(), "--profile", "smoke", "--report", "evidence=" + evidence}).code,
            0);
  for (const std::string& verb :
       {std::string("list"), std::string("version"), std::string("--help"), std::string("--version"),
        std::string("mock list"), std::string("explain PAG-05"), std::string("plan ") + kNobody,
        std::string("config show"), "report " + evidence, "report " + evidence + " --report json=-",
        "check " + mock.url() + " --profile smoke --report tap=-"}) {
    const Outcome full = run_shell(program() + verb + " >/dev/full");
    EXPECT_EQ(full.code, 3) << verb << "\n" << full.err;
    EXPECT_THAT(full.err, HasSubstr("stdout cannot be written: No space left on device")) << verb;
    EXPECT_EQ(run_shell(program() + verb + " >&-").code, 3) << verb;
  }
}

TEST(Output, AReaderThatHasSeenEnoughIsTold) {
  const Outcome outcome = run_shell("(" + program() + "list --format json; echo code $? >&2) | head -c 1");
  EXPECT_THAT(outcome.err, HasSubstr("code 3"));
  EXPECT_THAT(outcome.err, Not(HasSubstr("internal error")));
}

TEST(Output, APlaceThatCannotBeWrittenIsRefusedBeforeTheFirstRequest) {
  const MockProcess mock;
  const TemporaryFolder folder;
  const std::string config = folder.write("b.yaml", "format: wes-assay-baseline/1\nentries:\n");
  const std::string fine = folder.file("fine");
  const std::vector<std::pair<std::vector<std::string>, std::string>> rows = {
      {{"--report", "html=" + folder.file("no/x.html")}, "No such file or directory"},
      {{"--report", "junit=" + folder.file("")}, "folder"},
      {{"--report", "junit=" + fine, "--report", "html=" + fine}, "two outputs have the same place"},
      {{"--report", "junit=" + fine, "--report", "html=" + folder.file("./fine")},
       "two outputs have the same place"},
      {{"--report", "evidence=" + fine, "--report", "html=" + fine}, "two outputs have the same place"},
      {{"--report", "junit=-", "--report", "html=-"}, "two outputs have the same place"},
      {{"--baseline", config, "--report", "html=" + config}, "replace a file that is read"},
  };
  for (const auto& [more, says] : rows) {
    std::vector<std::string> arguments = {"check", mock.url(), "--profile", "smoke"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const Outcome outcome = run_program(arguments);
    EXPECT_EQ(outcome.code, 2) << outcome.err;
    EXPECT_THAT(outcome.err, HasSubstr(says)) << ::testing::PrintToString(more);
  }
  EXPECT_EQ(runs_of(mock), 0);
}

TEST(Output, AReportDoesNotReplaceTheEvidenceThatItIsMadeOf) {
  const MockProcess mock;
  const TemporaryFolder folder;
  const std::string evidence = folder.file("e.ndjson");
  ASSERT_EQ(run_program({"check", mock.url(), "--profile", "smoke", "--report", "evidence=" + evidence}).code,
            0);
  const std::string text = core::read_file(evidence).value();
  for (const char* verb : {"report", "judge"})
    EXPECT_EQ(run_program({verb, evidence, "--report", "html=" + evidence}).code, 2) << verb;
  EXPECT_EQ(core::read_file(evidence).value(), text);
}

TEST(Output, EvidenceThatIsNotWholeIsNeverSuccessAndTheOthersAreWritten) {
  const MockProcess mock;
  const TemporaryFolder folder;
  const std::string junit = folder.file("j.xml");
  const Outcome outcome =
      run_program({"check", mock.url(), "--profile", "smoke", "--report", "evidence=/dev/full", "--report",
                   "html=/dev/full", "--report", "junit=" + junit});
  EXPECT_EQ(outcome.code, 3) << outcome.err;
  EXPECT_THAT(outcome.err, HasSubstr("the evidence is not whole: No space left on device"));
  EXPECT_THAT(outcome.err, HasSubstr("/dev/full: cannot write the file: No space left on device"));
  EXPECT_THAT(outcome.out, HasSubstr("PASS"));
  EXPECT_THAT(core::read_file(junit).value(), HasSubstr("failures=\"0\""));
}

// The evidence of a killed check is what `cleanup` finds its runs by.
TEST(Output, EvidenceOfRunsThatMayLiveIsNotReplaced) {
  const MockProcess mock;
  const TemporaryFolder folder;
  const std::string path = folder.file("e.ndjson");
  ASSERT_EQ(run_program({"check", mock.url(), "--profile", "smoke", "--report", "evidence=" + path}).code, 0);
  const std::string whole = core::read_file(path).value();
  const std::string cut = whole.substr(0, whole.rfind("{\"t\":\"footer\""));
  folder.write("e.ndjson", cut);
  const std::vector<std::string> again = {"check", mock.url(), "--profile",
                                          "smoke", "--report", "evidence=" + path};
  const Outcome refused = run_program(again);
  EXPECT_EQ(refused.code, 2);
  EXPECT_THAT(refused.err, HasSubstr("wes-assay cleanup " + path));
  EXPECT_EQ(core::read_file(path).value(), cut);
  // A whole one, and one that made no run, are replaced as ever.
  for (const std::string& text :
       {whole, whole.substr(0, whole.find('\n') + 1), std::string("something else\n")}) {
    folder.write("e.ndjson", text);
    EXPECT_EQ(run_program(again).code, 0) << text.substr(0, 40);
  }
}

TEST(Output, TwoProgramsDoNotWriteOneEvidenceFile) {
  const MockProcess mock;
  const TemporaryFolder folder;
  const std::string path = folder.file("e.ndjson");
  const std::string check = program() + "check " + mock.url() + " --report evidence=" + path;
  const Outcome both =
      run_shell(check + " --only 'cancellation.*' & first=$!; for i in $(seq 400); do [ -s " + path +
                " ] && break; sleep 0.02; done; " + check + " --profile smoke 2>&1; echo second $?; " +
                "kill $first; wait $first; echo first $?");
  EXPECT_THAT(both.out, HasSubstr("being written by another program"));
  EXPECT_THAT(both.out, HasSubstr("second 2"));
  EXPECT_THAT(both.out, HasSubstr("first 130"));
  EXPECT_EQ(run_program({"report", path}).code, 0);
}

TEST(Output, ASignalLeavesNoRunAliveAndAFooter) {
  int signals = 0;
  for (const char* name : {"HUP", "TERM", "INT", "PIPE"}) {
    const bool ends = std::string(name) != "PIPE";
    const MockProcess mock({"--speed", ends ? "1" : "20"});
    const TemporaryFolder folder;
    const std::string path = folder.file("e.ndjson");
    const std::string wait =
        "for i in $(seq 400); do grep -q POST " + path + " 2>/dev/null && break; sleep 0.02; done; ";
    const Outcome outcome =
        run_shell("bash -c '" + program().substr(1, program().size() - 3) + " check " + mock.url() +
                  " --only \"cancellation.*\" --report evidence=" + path + " & check=$!; trap \"\" PIPE; " +
                  wait + "kill -" + name + " $check; wait $check; echo code $?'");
    EXPECT_THAT(outcome.out, HasSubstr(ends ? "code 130" : "code 0")) << name << outcome.err;
    EXPECT_THAT(core::read_file(path).value(), HasSubstr("\n{\"t\":\"footer\"")) << name;
    const std::string states = run_shell("curl -sS '" + mock.url() + "/runs?page_size=500'").out;
    for (const char* alive : {"QUEUED", "INITIALIZING", "RUNNING"})
      EXPECT_THAT(states, Not(HasSubstr(alive))) << name;
    ++signals;
  }
  EXPECT_EQ(signals, 4);
}

TEST(Output, UpdatesOfOneBaselineAtOnceKeepAllEntries) {
  const MockProcess mock({"--defect", "pagination.repeats-a-run", "--defect", "run_log.cmd-is-a-string"});
  const TemporaryFolder folder;
  const std::string all = folder.file("all");
  std::string line = "cd " + folder.file("") + "; ";
  int parts = 0;
  for (const char* only : {"PAG-05", "RUN-06"}) {
    const std::string evidence = folder.file("e" + std::to_string(parts++));
    run_program({"check", mock.url(), "--only", only, "--report", "evidence=" + evidence});
    for (int i = 0; i < 4; ++i)
      line += program() + "baseline update " + evidence + " --baseline " + all + " & ";
  }
  ASSERT_EQ(run_program({"baseline", "create", folder.file("e0"), "--baseline", all}).code, 0);
  EXPECT_EQ(run_shell(line + "wait").code, 0);
  const std::string text = core::read_file(all).value();
  EXPECT_THAT(text, HasSubstr("PAG-05"));
  EXPECT_THAT(text, HasSubstr("RUN-06"));
}

}  // namespace
}  // namespace assay::tests
