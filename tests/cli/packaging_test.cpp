// SPDX-License-Identifier: Apache-2.0
// What packages and other tools ask of the program: its version, the manual page, completions, shipped names,
// a health check.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "cli/shared/verbs.hpp"
#include "tests/support/paths.hpp"
#include "tests/support/program.hpp"

namespace assay::tests {
namespace {

using nlohmann::json;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

std::vector<std::string> lines_of(const std::string& text) {
  std::istringstream in(text);
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

std::vector<std::string> words_after(std::vector<std::string> words) {
  words.insert(words.begin(), {"completion", "words"});
  const Outcome outcome = run_program(words);
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  return lines_of(outcome.out);
}

TEST(Version, IsTextOrJsonAndTakesNothingElse) {
  const Outcome text = run_program({"version"});
  EXPECT_EQ(text.code, 0);
  EXPECT_THAT(text.out, HasSubstr("wes-assay "));
  EXPECT_EQ(run_program({"--version"}).out, text.out);
  const json facts = json::parse(run_program({"version", "--format", "json"}).out);
  EXPECT_THAT(text.out, HasSubstr(facts["version"].get<std::string>()));
  EXPECT_THAT(text.out, HasSubstr(facts["requirement_sets"]["wes"].get<std::string>().substr(0, 12)));
  EXPECT_TRUE(facts["requirement_sets"].contains("healthomics"));
  EXPECT_TRUE(facts["commit"].is_null() || facts["commit"].get<std::string>().size() >= 40) << facts;
  for (const std::vector<std::string>& wrong : {std::vector<std::string>{"version", "--json"},
                                                {"version", "--bogus", "x", "y"},
                                                {"version", "x"},
                                                {"--version", "--bogus"},
                                                {"version", "--format", "xml"}}) {
    const Outcome outcome = run_program(wrong);
    EXPECT_EQ(outcome.code, 2) << testing::PrintToString(wrong);
    EXPECT_EQ(outcome.out, "");
  }
}

// A verb that shows its options only when it is run another way would be missing here.
TEST(Completion, KnowsEveryVerbAndEveryOptionOfItsHelp) {
  int options = 0;
  for (const cli::Verb& verb : cli::verbs()) {
    const std::string name(verb.name);
    EXPECT_THAT(words_after({""}), Contains(name));
    if (verb.needs_verb) continue;
    const std::vector<std::string> known = words_after({name, "--"});
    for (const std::string& line : lines_of(run_program({name, "--help-all"}).out)) {
      const std::size_t at = line.find("--");
      if (at == std::string::npos || line.find_first_not_of(" -,abcdefghijklmnopqrstuvwxyz") < at) continue;
      if (!line.starts_with("  -")) continue;
      const std::string flag = line.substr(at, line.find_first_of(" ,", at) - at);
      EXPECT_THAT(known, Contains(flag)) << name;
      ++options;
    }
  }
  EXPECT_GT(options, 100);
}

TEST(Completion, KnowsTheWordsThatMayFollow) {
  EXPECT_THAT(words_after({"che"}), testing::ElementsAre("check"));
  EXPECT_THAT(words_after({"mock", ""}), Contains("record"));
  EXPECT_THAT(words_after({"mock", ""}), Contains("validate"));
  EXPECT_THAT(words_after({"mock", "record", "--pro"}), testing::ElementsAre("--proxy"));
  EXPECT_THAT(words_after({"mock", "--defect", "pag"}), Contains("pagination.repeats-a-run"));
  EXPECT_THAT(words_after({"mock", "--defect", "pag"}), Not(Contains("status.no-state")));
  EXPECT_THAT(words_after({"mock", "--persona", ""}), Contains("toil"));
  EXPECT_THAT(words_after({"mock", "--log", ""}), testing::ElementsAre("text", "json"));
  EXPECT_THAT(words_after({"check", "--target", "sap"}), testing::ElementsAre("sapporo"));
  EXPECT_THAT(words_after({"check", "--report", "ju"}), testing::ElementsAre("junit="));
  EXPECT_THAT(words_after({"explain", "PAG-0"}), Contains("PAG-05"));
  EXPECT_THAT(words_after({"baseline", ""}), Contains("prune"));
  EXPECT_THAT(words_after({"nonsense", "--x"}), testing::IsEmpty());
}

TEST(Completion, ScriptsAreOnesThatTheirShellsRead) {
  for (const std::string shell : {"bash", "zsh", "fish"}) {
    const TemporaryFolder folder;
    const Outcome outcome = run_program({"completion", shell});
    ASSERT_EQ(outcome.code, 0) << shell;
    if (run_shell("command -v " + shell).code != 0) {
      std::cout << "SKIPPED: there is no " << shell << " to read its script\n";
      continue;
    }
    const Outcome read = run_shell(shell + " -n '" + folder.write("script", outcome.out) + "'");
    EXPECT_EQ(read.code, 0) << shell << ": " << read.err;
  }
  EXPECT_EQ(run_program({"completion", "tcsh"}).code, 2);
  const TemporaryFolder folder;
  const std::string script = folder.write("script", run_program({"completion", "bash"}).out);
  const Outcome asked = run_shell("bash -c \". '" + script + "'; COMP_WORDS=('" + program_path() +
                                  "' mock --persona to); COMP_CWORD=3; _wes_assay; echo \\${COMPREPLY[*]}\"");
  EXPECT_EQ(asked.out, "toil\n") << asked.err;
}

TEST(ManPage, HasEveryVerbAndIsCleanRoff) {
  const Outcome page = run_program({"completion", "man"});
  ASSERT_EQ(page.code, 0);
  for (const cli::Verb& verb : cli::verbs()) {
    if (verb.needs_verb) continue;
    EXPECT_THAT(page.out, HasSubstr(".SS \"wes\\-assay " + std::string(verb.name) + "\""));
  }
  EXPECT_THAT(page.out, HasSubstr("wes\\-assay mock validate"));
  EXPECT_THAT(page.out, HasSubstr("\\fB\\-\\-fail\\-on\\fR"));
  EXPECT_THAT(page.out, HasSubstr(".SH EXIT STATUS"));
  if (run_shell("command -v groff").code != 0) GTEST_SKIP() << "SKIPPED: there is no groff to read the page";
  const TemporaryFolder folder;
  const Outcome read = run_shell("groff -man -Tutf8 -ww -z '" + folder.write("page", page.out) + "'");
  EXPECT_EQ(read.code, 0);
  EXPECT_THAT(read.err, Not(HasSubstr("warning"))) << read.err;
}

TEST(ShippedNames, TargetsAndScenariosNeedNoFiles) {
  const Outcome targets = run_program({"list", "--targets"});
  EXPECT_EQ(targets.code, 0);
  EXPECT_THAT(targets.out, HasSubstr("sapporo "));
  EXPECT_THAT(run_program({"list", "--scenarios"}).out, HasSubstr("instant "));
  const Outcome plan = run_program({"plan", "--target", "sapporo", "--profile", "smoke"});
  EXPECT_EQ(plan.code, 0) << plan.err;
  const Outcome wrong = run_program({"plan", "--target", "saporo"});
  EXPECT_EQ(wrong.code, 2);
  EXPECT_THAT(wrong.err, HasSubstr("did you mean 'sapporo'?"));
}

TEST(Schema, EveryFormatHasOneWithItsOwnId) {
  const std::vector<std::string> names = words_after({"schema", ""});
  EXPECT_THAT(names, Contains("target"));
  std::set<std::string> ids;
  for (const std::string& name : names) {
    const Outcome outcome = run_program({"schema", name});
    ASSERT_EQ(outcome.code, 0) << name;
    const json schema = json::parse(outcome.out);
    if (name == "control") continue;  // OpenAPI
    EXPECT_EQ(schema["$id"], "urn:wes-assay:schema:" + name);
    EXPECT_TRUE(ids.insert(schema["$id"]).second);
  }
  EXPECT_GE(ids.size(), 6u);
  // The configuration's is made of the options of check.
  const json members = json::parse(run_program({"schema", "config"}).out)["properties"];
  EXPECT_TRUE(members.contains("fail_on") && members.contains("target") && members.contains("wait_for"));
  EXPECT_FALSE(members.contains("auth")) << "a fact of the server";
  EXPECT_EQ(run_program({"schema", "nothing"}).code, 2);
}

TEST(Init, WritesFilesThatTheProgramTakesAndKeepsThoseThatAreThere) {
  const TemporaryFolder folder;
  const std::string to = folder.file("new");
  const Outcome made = run_program({"init", "http://127.0.0.1:1/ga4gh/wes/v1", "--to", to});
  ASSERT_EQ(made.code, 0) << made.err;
  EXPECT_EQ(lines_of(made.out).size(), 5u);
  const Outcome shown = run_shell("cd '" + to + "' && '" + program_path() + "' config show");
  EXPECT_EQ(shown.code, 0) << shown.err;
  EXPECT_THAT(shown.out, HasSubstr("http://127.0.0.1:1/ga4gh/wes/v1"));
  EXPECT_THAT(shown.out, HasSubstr("wes-assay.yaml:"));
  const Outcome again = run_program({"init", "--to", to});
  EXPECT_EQ(again.code, 0);
  EXPECT_EQ(again.out, "");
  EXPECT_THAT(again.err, HasSubstr("wes-assay.yaml: is there already"));
  EXPECT_EQ(run_program({"init", "no url", "--to", to}).code, 2);
}

TEST(MockPing, TellsWhetherAMockAnswers) {
  const MockProcess mock;
  EXPECT_EQ(run_program({"mock", "ping", mock.url()}).code, 0);
  const Outcome nobody = run_program({"mock", "ping", "http://127.0.0.1:1/ga4gh/wes/v1"});
  EXPECT_EQ(nobody.code, 1);
  EXPECT_THAT(nobody.err, HasSubstr("connection refused"));
}

// As a container sees it: another address, the name of a service, a port that was mapped.
TEST(ControlBind, LetsOthersInByNameAndTokenOnly) {
  EXPECT_EQ(run_program({"mock", "--control-bind", "0.0.0.0", "--port", "0"}).code, 2);
  const Outcome open = run_program({"mock", "--port", "0", "--control", "0", "--control-bind", "0.0.0.0"});
  EXPECT_EQ(open.code, 2);
  EXPECT_THAT(open.err, HasSubstr("token"));
  if (run_shell("command -v curl").code != 0) GTEST_SKIP() << "SKIPPED: there is no curl";
  const TemporaryFolder folder;
  const std::string token_file = folder.file("token");
  const MockProcess mock({"--control", "0", "--control-bind", "127.0.0.2", "--control-host", "mock",
                          "--control-token-file", token_file});
  ASSERT_THAT(mock.control_url(), HasSubstr("http://127.0.0.2:"));
  const auto ask = [&](const std::string& more) {
    return run_shell("curl -s -o /dev/null -w '%{http_code}' --oauth2-bearer \"$(cat '" + token_file +
                     "')\" " + more + " " + mock.control_url() + "/health")
        .out;
  };
  EXPECT_EQ(ask("-H 'Host: mock:32768'"), "200");
  EXPECT_EQ(ask("-H 'Host: other:32768'"), "421");
  EXPECT_EQ(ask(""), "200") << "the URL that it printed";
  EXPECT_EQ(ask("-H 'Host: mock' -H 'Origin: http://mock'"), "403");
  EXPECT_EQ(ask("-H 'Host: mock' -H 'Authorization: Bearer 0123456789abcdef'"), "401");
}

}  // namespace
}  // namespace assay::tests
