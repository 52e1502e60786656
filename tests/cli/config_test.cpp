// SPDX-License-Identifier: Apache-2.0
// Flags, then the environment, then wes-assay.yaml, then the target: who wins, and what a mistake is told.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/files.hpp"
#include "tests/support/paths.hpp"
#include "tests/support/program.hpp"

namespace assay::tests {
namespace {

using ::testing::HasSubstr;

struct Row {
  std::string key, value, source;
};

// "profile:       smoke      # --config" -> its parts.
Row row_of(const std::string& shown, const std::string& key) {
  const std::size_t at = shown.find("\n" + key + ":");
  if (at == std::string::npos) return {key, "(not shown)", ""};
  const std::string line = shown.substr(at + 1, shown.find('\n', at + 1) - at - 1);
  const std::size_t hash = line.rfind(" # ");
  const std::size_t from = line.find_first_not_of(' ', key.size() + 1);
  const std::size_t to = line.find_last_not_of(' ', hash - 1);
  return {key, line.substr(from, to - from + 1), line.substr(hash + 3)};
}

// A checkout of a stranger may hold a wes-assay.yaml.
TEST(Config, AFileThatWasNotNamedRunsNoCommand) {
  const TemporaryFolder folder;
  const std::string ran = folder.file("ran");
  const std::string credential = "bearer=cmd:touch " + ran + "; echo token";
  const std::string target = "base_url: http://127.0.0.1:1/wes\nauth: '" + credential + "'\n";
  folder.write("target.yaml", target);
  const std::string check = "cd " + folder.file("") + " && '" + program_path() + "' check";
  const std::string inline_target =
      "target: {base_url: 'http://127.0.0.1:1/wes', other_auth: '" + credential + "'}\n";
  for (const std::string& config : {inline_target, std::string("target: target.yaml\n")}) {
    folder.write("wes-assay.yaml", config);
    const Outcome refused = run_shell(check);
    EXPECT_EQ(refused.code, 2) << refused.err;
    EXPECT_THAT(refused.err, HasSubstr("it says where credentials are"));
    EXPECT_THAT(refused.err, HasSubstr("--config wes-assay.yaml, or `wes-assay config allow` once"));
    EXPECT_FALSE(core::read_file(ran).has_value()) << config;
    EXPECT_EQ(run_shell(check.substr(0, check.rfind(' ')) + " plan").code, 0) << "it reads no credentials";
  }
  for (const char* named : {" --config wes-assay.yaml", " --target target.yaml"}) {
    EXPECT_EQ(run_shell("rm -f " + ran).code, 0);
    EXPECT_EQ(run_shell(check + named).code, 3) << named;
    EXPECT_TRUE(core::read_file(ran).has_value()) << named;
  }
}

// What it asks for could send a secret of the user to somebody, or overwrite a file.
TEST(Config, AFileThatWasNotNamedReadsNoSecretSendsNoneAndStaysInItsFolder) {
  const TemporaryFolder folder;
  const std::string target = "target: {base_url: 'http://127.0.0.1:1/wes'";
  folder.write("own.yaml", "base_url: http://127.0.0.1:1/wes\nbad_auth: bearer=file:/etc/hostname\n");
  const struct {
    std::string config, before, after, asks;
  } rows[] = {
      {target + ", auth: bearer=env:HOME}", "", "", "where credentials are"},
      {target + ", other_auth: bearer=file:/etc/hostname}", "", "", "where credentials are"},
      {"target: own.yaml", "", "", "where credentials are"},
      {"header: X-Token=cmd:id", "", " http://127.0.0.1:1/wes", "it sets `header`"},
      {"proxy: http://127.0.0.1:2", "", " http://127.0.0.1:1/wes", "it sets `proxy`"},
      {"insecure: true", "", " http://127.0.0.1:1/wes", "it sets `insecure`"},
      {target + "}", "", " --auth bearer=env:HOME", "the server that gets your credentials"},
      {target + "}", "WES_ASSAY_AUTH=bearer=env:HOME ", "", "the server that gets your credentials"},
      {"report: [junit=../x.xml]", "", " http://127.0.0.1:1/wes", "outside of this folder"},
      {"report: evidence=/tmp/x", "", " http://127.0.0.1:1/wes", "outside of this folder"},
      {target + "}", "", "", ""},
      {target + "}", "", " http://127.0.0.1:1/wes --auth bearer=env:HOME", ""},
      {"profile: smoke\nreport: [junit=out/x.xml]", "", " http://127.0.0.1:1/wes --auth bearer=env:HOME", ""},
      {"target: starter-kit", "", " http://127.0.0.1:1/wes", ""},
  };
  for (const auto& row : rows) {
    folder.write("wes-assay.yaml", row.config + "\n");
    const Outcome outcome = run_shell("cd " + folder.file("") + " && mkdir -p out && XDG_STATE_HOME=. " +
                                      row.before + "'" + program_path() + "' check" + row.after);
    EXPECT_EQ(outcome.code, row.asks.empty() ? 3 : 2) << row.config << row.after << outcome.err;
    EXPECT_THAT(outcome.err, HasSubstr(row.asks)) << row.config;
  }
}

TEST(Config, AFileThatWasAllowedIsTrustedUntilItOrItsTargetChanges) {
  const TemporaryFolder folder;
  const std::string program = "cd " + folder.file("") + " && XDG_STATE_HOME=state '" + program_path() + "' ";
  const std::string config = "target: own.yaml\n";
  const std::string target = "base_url: http://127.0.0.1:1/wes\nauth: bearer=env:HOME\n";
  folder.write("wes-assay.yaml", config);
  folder.write("own.yaml", target);
  EXPECT_EQ(run_shell(program + "check").code, 2);
  EXPECT_EQ(run_shell(program + "config allow").code, 0);
  EXPECT_EQ(run_shell(program + "check").code, 3);
  folder.write("own.yaml", target + "workflow_type: CWL\n");
  EXPECT_EQ(run_shell(program + "check").code, 2);
  EXPECT_EQ(run_shell(program + "config allow && " + program + "check").code, 3);
  folder.write("wes-assay.yaml", config + "profile: smoke\n");
  EXPECT_EQ(run_shell(program + "check").code, 2);
  folder.write("wes-assay.yaml", config);
  EXPECT_EQ(run_shell(program + "check").code, 3) << "as it was when it was allowed";
  EXPECT_EQ(run_shell(program + "config allow nothing.yaml").code, 2);
}

TEST(Config, FlagsBeatVariablesBeatTheFileBeatsTheTargetBeatsDefaults) {
  const TemporaryFolder folder;
  const std::string config =
      folder.write("c.yaml",
                   "profile: smoke\npolicy: strict\nrepeat: 3\nfail_on: [warn, flaky]\nonly: PAG-*\n"
                   "verbose: true\ntarget:\n  base_url: http://127.0.0.1:1/wes\n  auth: bearer=env:T\n");
  const Outcome outcome =
      run_program({"config", "show", "--config", config, "--profile", "full"},
                  {"WES_ASSAY_PROFILE=read-only", "WES_ASSAY_REPEAT=4", "WES_ASSAY_REPORT=json=a,html=b"});
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  const std::vector<Row> rows = {{"profile", "full", "command line"},
                                 {"repeat", "4", "WES_ASSAY_REPEAT"},
                                 {"policy", "strict", config + ":2:9"},
                                 {"fail_on", "[warn, flaky]", config + ":4:10"},
                                 {"only", "[\"PAG-*\"]", config + ":5:7"},
                                 {"verbose", "true", config + ":6:10"},
                                 {"report", "[\"json=a\", \"html=b\"]", "WES_ASSAY_REPORT"},
                                 {"url", "\"http://127.0.0.1:1/wes\"", config + ": target"},
                                 {"auth", "\"bearer=env:T\"", config + ": target"},
                                 {"concurrency", "4", "default"},
                                 {"baseline", "null", "default"}};
  int ran = 0;
  for (const Row& row : rows) {
    const Row shown = row_of(outcome.out, row.key);
    EXPECT_EQ(shown.value, row.value) << row.key;
    EXPECT_EQ(shown.source, row.source) << row.key;
    ++ran;
  }
  EXPECT_EQ(ran, 11);
}

TEST(Config, TellsWhatIsWrongAndWhere) {
  const TemporaryFolder folder;
  struct Mistake {
    std::string file;
    std::vector<std::string> environment;
    std::string says;
  };
  const std::vector<Mistake> mistakes = {
      {"profil: smoke\n", {}, "c.yaml:1:1: a configuration has no member 'profil' (did you mean 'profile'?)"},
      {"\nprofile: [a]\n", {}, "c.yaml:2:10: 'profile' must be one value"},
      {"concurrency: many\n", {}, "c.yaml:1:14: --concurrency"},
      {"profile: smoky\n", {}, "c.yaml:1:10: --profile: there is no profile 'smoky'"},
      {"policy: harsh\n", {}, "c.yaml:1:9: --policy: there is no policy 'harsh'"},
      {"fail_on: [warn, flak]\n", {}, "c.yaml:1:10: --fail-on: 'flak' is no word"},
      {"verbose: yes please\n", {}, "c.yaml:1:10: 'yes please' is neither true nor false"},
      {"auth: bearer=env:T\n", {}, "c.yaml:1:7: 'auth' is a fact of the server (target: {auth: ...})"},
      {"url: http://x/\n", {}, "c.yaml:1:6: 'url' is a fact of the server (target: {base_url: ...})"},
      {"target:\n  base_ulr: x\n", {}, "c.yaml:2:3: a target has no member 'base_ulr'"},
      {"- a\n", {}, "c.yaml:1:1: a configuration must be a mapping"},
      {"",
       {"WES_ASSAY_PROFIL=smoke"},
       "WES_ASSAY_PROFIL: the variable means nothing here (did you mean WES_ASSAY_PROFILE?)"},
      {"", {"WES_ASSAY_DEADLINE=soon"}, "WES_ASSAY_DEADLINE: --deadline: 'soon' is no duration"},
      {"",
       {"WES_ASSAY_MAX_RUNS=few"},
       "WES_ASSAY_MAX_RUNS: --max-runs: 'few' is not a whole number of 0 or more"},
  };
  int ran = 0;
  for (const Mistake& mistake : mistakes) {
    const std::string config = folder.write("c.yaml", mistake.file);
    const Outcome outcome =
        run_program({"check", "http://127.0.0.1:1/wes", "--config", config}, mistake.environment);
    EXPECT_EQ(outcome.code, 2) << mistake.file << outcome.err;
    EXPECT_THAT(outcome.err, HasSubstr(mistake.says)) << mistake.file;
    ++ran;
  }
  EXPECT_EQ(ran, 14);
  EXPECT_EQ(run_program({"check", "--config", "/no/such.yaml"}).code, 2);
  // A list takes one word: what follows is the URL.
  EXPECT_EQ(run_program({"check", "--only", "PAG-05", "http://127.0.0.1:1/wes"}).code, 3);
}

TEST(Config, IsFoundInTheWorkingFolderByCheckAndByPlan) {
  const MockProcess mock;
  const TemporaryFolder folder;
  folder.write("wes-assay.yaml",
               "profile: smoke\nreport: json=r.json\ntarget: {base_url: \"" + mock.url() + "\"}\n");
  const std::string here = "cd " + folder.file("") + " && '" + program_path() + "' ";
  const Outcome check = run_shell(here + "check");
  EXPECT_EQ(check.code, 0) << check.err;
  EXPECT_THAT(check.err, HasSubstr("wes-assay.yaml sets profile, report, target"));
  EXPECT_THAT(core::read_file(folder.file("r.json")).value(), HasSubstr("\"profile\": \"smoke\""));
  const Outcome plan = run_shell(here + "plan");
  EXPECT_EQ(plan.code, 0) << plan.err;
  EXPECT_THAT(plan.out, HasSubstr("profile smoke"));
  // A token of the user's own is no setting.
  EXPECT_EQ(run_program({"config", "show"}, {"WES_ASSAY_SECRET_TOKEN=x"}).code, 0);
}

}  // namespace
}  // namespace assay::tests
