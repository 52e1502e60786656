// SPDX-License-Identifier: Apache-2.0
// The ready jobs for CI: they are YAML, use only what the program offers, and the action's script does its
// work.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>
#include <set>
#include <sstream>

#include "core/document.hpp"
#include "core/files.hpp"
#include "tests/support/paths.hpp"
#include "tests/support/program.hpp"

namespace assay::tests {
namespace {

using core::Node;
using ::testing::HasSubstr;

const std::vector<std::string> kFiles = {"docs/ci/github.yml", "docs/ci/gitlab.yml", "action.yml"};

std::string text_of(const std::string& path) { return core::read_file(source_path(path)).value(); }

core::Document load(const std::string& path) { return core::load_document(path, text_of(path)).value(); }

void collect(const Node& node, std::vector<std::string>& texts) {
  if (node.kind == Node::Kind::scalar) texts.push_back(node.scalar);
  for (const Node& item : node.items) collect(item, texts);
  for (const Node::Member& member : node.members) collect(member.value, texts);
}

// The options of the verb in a line such as "wes-assay check --report junit=x && ...".
void expect_options_of_line(const std::string& line, std::set<std::string>& seen) {
  static const std::regex call(R"((?:wes-assay|"\$program") (check|cleanup|baseline \w+|report)\b([^&|;]*))");
  static const std::regex option(R"((--[a-z][a-z-]*))");
  for (std::sregex_iterator at(line.begin(), line.end(), call), end; at != end; ++at) {
    const std::string verb = (*at)[1];
    std::vector<std::string> help;
    for (std::size_t from = 0; from < verb.size();) {
      const std::size_t to = std::min(verb.find(' ', from), verb.size());
      help.push_back(verb.substr(from, to - from));
      from = to + 1;
    }
    help.emplace_back("--help-all");
    const std::string known = run_program(help).out;
    const std::string rest = (*at)[2];
    for (std::sregex_iterator o(rest.begin(), rest.end(), option); o != end; ++o) {
      EXPECT_THAT(known, HasSubstr((*o)[1].str())) << line;
      seen.insert((*o)[1]);
    }
  }
}

void expect_options_of(const std::string& text, std::set<std::string>& seen) {
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) expect_options_of_line(line, seen);
}

TEST(CiFiles, AreYamlAndUseOnlyOptionsThatThereAre) {
  std::set<std::string> seen;
  for (const std::string& path : kFiles) {
    std::vector<std::string> texts;
    collect(load(path).root, texts);
    EXPECT_GT(texts.size(), 5u) << path;
    for (const std::string& text : texts) expect_options_of(text, seen);
  }
  std::string script = text_of("packaging/action/check.sh");
  for (std::size_t at = script.find("\\\n"); at != std::string::npos; at = script.find("\\\n"))
    script.erase(at, 2);
  expect_options_of(script, seen);
  expect_options_of(text_of("docs/ci/README.md"), seen);
  for (const char* option : {"--report", "--auth", "--baseline", "--fail-on", "--wait-for", "--expires"})
    EXPECT_TRUE(seen.contains(option)) << option;
}

// What is no YAML, or two documents of it.
TEST(CiFiles, OtherServersCallWhatThereIs) {
  const std::string component = text_of("packaging/gitlab/check.yml");
  const std::size_t cut = component.find("\n---\n");
  ASSERT_NE(cut, std::string::npos);
  const core::Document spec = core::load_document("spec", component.substr(0, cut)).value();
  const core::Document job = core::load_document("job", component.substr(cut + 5)).value();
  std::vector<std::string> texts;
  collect(job.root, texts);
  std::set<std::string> seen;
  static const std::regex input(R"(\$\[\[ inputs\.(\w+) \]\])");
  for (const std::string& text : texts) {
    expect_options_of(text, seen);
    for (std::sregex_iterator at(text.begin(), text.end(), input), end; at != end; ++at)
      EXPECT_NE(spec.root.find("spec")->find("inputs")->find((*at)[1].str()), nullptr) << (*at)[1];
  }
  std::string stage = text_of("docs/ci/Jenkinsfile");
  for (std::size_t at = stage.find("\\\\\n"); at != std::string::npos; at = stage.find("\\\\\n"))
    stage.erase(at, 3);
  expect_options_of(stage, seen);
  for (const char* option : {"--report", "--auth", "--wait-for"})
    EXPECT_TRUE(seen.contains(option)) << option;
}

// A variable that means nothing would be refused by the program; one that is misspelt would not be noticed.
TEST(CiFiles, SetOnlyVariablesThatMeanSomething) {
  const std::string shown = run_program({"config", "show"}).out;
  std::set<std::string> seen;
  static const std::regex variable("WES_ASSAY_([A-Z_]+)");
  std::vector<std::string> files = kFiles;
  files.emplace_back("packaging/action/check.sh");
  for (const std::string& path : files) {
    const std::string text = text_of(path);
    for (std::sregex_iterator at(text.begin(), text.end(), variable), end; at != end; ++at) {
      std::string key = (*at)[1];
      if (key == "REPOSITORY" || key == "NAME") continue;  // of the workflow; of the documentation
      if (key == "CONFIG") continue;                       // it names the file, and cannot stand in it
      for (char& c : key) c = static_cast<char>(c == '_' ? c : c - 'A' + 'a');
      EXPECT_THAT(shown, HasSubstr("\n" + key + ":")) << path;
      seen.insert(key);
    }
  }
  EXPECT_GE(seen.size(), 8u);
}

TEST(CiFiles, TheWorkflowGivesTheActionInputsThatItHas) {
  const core::Document action = load("action.yml");
  const core::Document workflow = load("docs/ci/github.yml");
  const Node* steps = workflow.root.find("jobs")->find("conformance")->find("steps");
  int inputs = 0;
  for (const Node& step : steps->items) {
    const Node* uses = step.find("uses");
    if (!uses || uses->scalar.find("/wes-assay@") == std::string::npos) continue;
    for (const Node::Member& input : step.find("with")->members) {
      EXPECT_NE(action.root.find("inputs")->find(input.key), nullptr) << input.key;
      ++inputs;
    }
  }
  EXPECT_GT(inputs, 3);
}

TEST(CiFiles, TheScriptOfTheActionChecksAndCleansUp) {
  const MockProcess mock({"--defect", "pagination.repeats-a-run", "--auth", "bearer"});
  const TemporaryFolder folder;
  const std::string output = folder.write("output", "");
  const std::string script = "'" + source_path("packaging/action/check.sh") + "'";
  const std::string common = "cd " + folder.file("") + " && A=alice-password PROGRAM='" + program_path() +
                             "' WES_ASSAY_AUTH=bearer=env:A REPORTS=reports ";
  const Outcome outcome =
      run_shell(common + "GITHUB_OUTPUT=" + output + " WES_ASSAY_URL=" + mock.url() +
                " WES_ASSAY_WAIT_FOR=30s WES_ASSAY_PROFILE= OPTIONS='--only PAG-05' sh " + script);
  EXPECT_EQ(outcome.code, 1) << outcome.err;
  const std::string told = core::read_file(output).value();
  EXPECT_THAT(told, HasSubstr("exit-code=1\nverdict=wes 1.1.0 core: FAIL - 1 requirement broken"));
  for (const char* report : {"evidence.ndjson", "wes.xml", "wes.html", "wes.json", "wes.txt"})
    EXPECT_TRUE(core::read_file(folder.file(std::string("reports/") + report)).has_value()) << report;
  const Outcome cleanup = run_shell(common + "sh " + script + " cleanup");
  EXPECT_EQ(cleanup.code, 0) << cleanup.err;
  EXPECT_THAT(cleanup.err, HasSubstr("0 may live on"));
  EXPECT_EQ(run_shell("cd " + folder.file("") + " && REPORTS=none sh " + script + " cleanup").code, 0);
  EXPECT_EQ(run_shell("sh " + script + " chekc").code, 2);
}

}  // namespace
}  // namespace assay::tests
